import { afterEach, expect, test } from "@jest/globals";
import { startEdge } from "../../../src/edge/choose.ts";
import type { LoadNative } from "../../../src/edge/native.ts";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { OPTIONS, RecordingHandler } from "../../support/edges.ts";

const noNative: LoadNative = () => Promise.reject(new Error("libc.musl-x86_64.so.1: no such file"));

let warnings: string[] = [];
let server: EdgeServer | undefined;
const warn = (sentence: string) => void warnings.push(sentence);

afterEach(async () => {
  await server?.close();
  server = undefined;
  warnings = [];
});

test("E11: auto is the fast edge where it loads, without a word", async () => {
  server = await startEdge("auto", OPTIONS, new RecordingHandler(), warn);
  expect(server.kind).toBe("uws");
  expect(warnings).toEqual([]);
});

test("E11: auto falls back and says in one line what the fast edge needs", async () => {
  server = await startEdge("auto", OPTIONS, new RecordingHandler(), warn, noNative);
  expect(server.kind).toBe("ws");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(
    /^Running on the slower portable edge; .*Node 20 .*glibc 2\.27.*glibc 2\.38.*\.$/,
  );
});

test("E11: auto does not take a port in use for a missing binary", async () => {
  server = await startEdge("ws", OPTIONS, new RecordingHandler(), warn);
  const again = startEdge("auto", { ...OPTIONS, port: server.port }, new RecordingHandler(), warn);
  await expect(again).rejects.toMatchObject({ kind: "port-in-use" });
  expect(warnings).toEqual([]);
});

test("E11: uws without its binary is refused, with the reason and what to do", async () => {
  await expect(startEdge("uws", OPTIONS, new RecordingHandler(), warn, noNative)).rejects.toMatchObject({
    name: "EdgeError",
    kind: "no-native",
    message: expect.stringMatching(/Node 20 .*--edge ws/),
    cause: expect.objectContaining({ message: expect.stringContaining("musl") }),
  });
  expect(warnings).toEqual([]);
});

test("E11: ws never asks for the binary", async () => {
  const load: LoadNative = () => {
    throw new Error("asked");
  };
  server = await startEdge("ws", OPTIONS, new RecordingHandler(), warn, load);
  expect(server.kind).toBe("ws");
});
