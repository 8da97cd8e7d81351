import { afterEach, describe, expect, test } from "@jest/globals";
import { openFileShortage, withinOpenFiles } from "../../src/open-files.ts";
import { startWarnings } from "../../src/start-warnings.ts";
import { CLI } from "../support/cli.ts";
import { freePort } from "../support/free-port.ts";
import { Program } from "../support/program.ts";
import { TEST_CONFIG } from "../support/relay.ts";
import { Client } from "../support/ws-client.ts";

describe("F9: open files", () => {
  test.each([
    [10_064, undefined],
    [
      10_063,
      "The process may have 10063 files open, enough for about 9999 connections of maxConnections 10000.",
    ],
    [10, "The process may have 10 files open, enough for about 0 connections of maxConnections 10000."],
    [undefined, undefined],
  ])("%p for 10,000 connections", (openFiles, says) => {
    expect(openFileShortage({ maxConnections: 10_000 }, openFiles, "The process")?.says).toBe(says);
  });

  test("for unlimited connections there is nothing to compare with", () => {
    expect(startWarnings({ ...TEST_CONFIG, maxConnections: 0 }, { openFiles: 10, now: new Date() })).toEqual(
      [],
    );
  });
});

describe("E5: no more connections than there may be files", () => {
  test.each([
    [10_000, 65_536, 10_000],
    [10_000, 1024, 960],
    [0, 1024, 960],
    [0, 10, 1],
    [0, undefined, 0],
    [10_000, undefined, 10_000],
  ])("maxConnections %i, %p files: %i", (maxConnections, openFiles, taken) => {
    expect(withinOpenFiles({ maxConnections }, openFiles).maxConnections).toBe(taken);
  });

  let relay: Program | undefined;
  afterEach(() => relay?.stop("SIGKILL"));

  test("whoever is one too many hears that the relay is full, and the relay goes on", async () => {
    const port = await freePort();
    const serve = [process.execPath, CLI, "serve", "--port", String(port), "--admin-port", "-1"];
    const unlimited = ["--max-connections", "0", "--max-connections-per-address", "0"];
    const allowed = ["--handshakes-per-address", "0"];
    relay = new Program("bash", [
      "-c",
      'ulimit -n 400; exec "$@"',
      "bash",
      ...serve,
      ...unlimited,
      ...allowed,
    ]);
    await relay.listening(port);
    const url = `ws://127.0.0.1:${port}/ws`;
    const clients: Client[] = [];
    const refused = (async () => {
      for (;;) clients.push(await Client.open(url));
    })();
    await expect(refused).rejects.toThrow("503");
    expect(clients.length).toBeLessThan(400);
    await clients.pop()?.close(1000);
    clients.push(await Client.open(url));
    for (const client of clients) client.destroy();
  });
});
