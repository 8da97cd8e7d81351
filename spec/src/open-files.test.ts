import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { openFileShortage, withinOpenFiles } from "../../src/open-files.ts";
import { startWarnings } from "../../src/start-warnings.ts";
import { ended, endServed, logged, spawnLimited } from "../support/cli.ts";
import { TEST_CONFIG } from "../support/relay.ts";
import { Client } from "../support/ws-client.ts";

afterEach(endServed);

describe("F9: open files", () => {
  test.each([
    [10_064, undefined],
    [
      10_063,
      "The process may have 10063 files open, enough for about 9999 connections of maxConnections 10000.",
    ],
    [255, "The process may have 255 files open, too few for a relay to start."],
    [undefined, undefined],
  ])("%p for 10,000 connections", (openFiles, says) => {
    expect(openFileShortage({ maxConnections: 10_000 }, openFiles, "The process")?.says).toBe(says);
  });

  test("for unlimited connections there is nothing to compare with, but for what the start takes", () => {
    const warnings = (openFiles: number) =>
      startWarnings({ ...TEST_CONFIG, maxConnections: 0 }, { openFiles, now: new Date() });
    expect(warnings(256)).toEqual([]);
    expect(warnings(255)).toEqual([
      {
        says: expect.stringContaining("too few"),
        todo: expect.stringMatching(/^Raise .* to 256 [^,]*,[^,]*$/),
      },
    ]);
  });

  test("256 of them are enough to start, with TLS, and for the pages", async () => {
    const folder = await mkdtemp(join(tmpdir(), "parley-files-"));
    const args = ["serve", "--port", "0", "--admin-port", "0", "--tls", "self-signed", "--log-level", "info"];
    const child = spawnLimited(256, args, { XDG_DATA_HOME: folder });
    const { inspector } = await logged(child, "listening");
    expect((await fetch(String(inspector))).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended(child)).toEqual([0, null]);
    await rm(folder, { recursive: true });
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

  test("whoever is one too many hears that the relay is full, and the relay goes on", async () => {
    const unlimited = ["--max-connections", "0", "--max-connections-per-address", "0"];
    const args = [
      "serve",
      "--port",
      "0",
      "--admin-port",
      "-1",
      "--handshakes-per-address",
      "0",
      ...unlimited,
    ];
    const child = spawnLimited(400, [...args, "--log-level", "info"]);
    const url = String((await logged(child, "listening"))["url"]);
    const clients: Client[] = [];
    const untilRefused = async () => {
      for (;;) clients.push(await Client.open(new URL("/ws", url.replace("http", "ws")).href));
    };
    await expect(untilRefused()).rejects.toThrow("503");
    expect(clients).toHaveLength(400 - 64);
    expect((await fetch(`${url}health`)).status).toBe(200);
    for (const client of clients) client.destroy();
    child.kill("SIGTERM");
    expect(await ended(child)).toEqual([0, null]);
  });
});
