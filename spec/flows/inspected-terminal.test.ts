import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Config } from "../../config/settings.ts";
import { createLog } from "../../src/log.ts";
import { type Relay, startRelay } from "../../src/relay.ts";
import { TOKEN } from "../support/admin.ts";
import { CLI } from "../support/cli.ts";
import { EventLog } from "../support/event-log.ts";
import { LiveOnlooker } from "../support/live-onlooker.ts";
import { TEST_CONFIG } from "../support/relay.ts";

let relay: Relay;
const children: Child[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await relay.close();
});

/** A relay with an admin listener, in the time of the machine. */
async function start(settings: Partial<Config> = {}): Promise<void> {
  const config = { ...TEST_CONFIG, adminPort: 0, logLevel: "error" as const, ...settings };
  const write = (line: string) => void process.stderr.write(line);
  relay = await startRelay(config, createLog(config, { isTerminal: false, write }));
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** `parley chat --json --inspect`, once it is online, with its code. */
async function chat(inspector: string, env: Readonly<Record<string, string>> = {}) {
  const args = ["chat", `ws://127.0.0.1:${relay.port}`, "--json", "--inspect", inspector];
  const options = { env: { PATH: process.env["PATH"], ...env } };
  const child = spawn(process.execPath, [CLI, ...args], { ...options, stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  const complaints = new EventLog();
  createInterface(child.stderr).on("line", (line) => complaints.add(line));
  const lines = createInterface(child.stdout);
  const code = await new Promise<string>((resolve) => {
    lines.on("line", (line) => {
      const said = JSON.parse(line);
      if (said.type === "me") resolve(said.code);
    });
  });
  const end = async () => {
    child.stdin.end();
    const [status] = await once(child, "close");
    return { status, complaints: complaints.all };
  };
  return { child, code, complaints, end };
}

const listener = () => `http://127.0.0.1:${relay.admin?.port}/inspect/`;

describe("parley chat --inspect", () => {
  test("J19, J6: shows its session beside the relay's connection, under the same mask, until it ends", async () => {
    await start();
    const viewer = await LiveOnlooker.open(relay.admin?.port);
    const { child, code, end } = await chat(listener());
    const rows = await viewer.finds(code, "client.1.session", /^conn\./);
    const [mask, ...others] = new Set(rows.map((row) => row.code));
    expect(others).toEqual([]);
    expect(mask).toMatch(/^~/);
    expect(rows.map(({ id, side }) => [id, side])).toEqual([
      [`conn.${mask}`, "relay"],
      ["client.1.session", "client"],
    ]);
    expect(await viewer.follow(`conn.${mask}`)).toEqual([`conn.${mask}`, "client.1.session"]);

    child.stdin.write("/room\n");
    await viewer.hears(/^client\.1\.session < person: enter /);
    await viewer.hears(/^client\.1\.session < system: socket\.frame /);
    await viewer.hears(/^client\.1\.session < client\.1\.session: relay\.entered .* room /);
    const ended = end();
    await viewer.hears(/^client\.1\.session < person: quit .* leaving /);
    await viewer.hears("client.1.session ended");
    expect(await ended).toEqual({ status: 0, complaints: [] });
    await viewer.close();
  });

  test("J19, D3: takes the token from the environment", async () => {
    await start({ adminToken: TOKEN });
    const viewer = await LiveOnlooker.open(relay.admin?.port, {
      headers: { Authorization: `Bearer ${TOKEN}` },
    });
    const { code, end } = await chat(listener(), { PARLEY_ADMIN_TOKEN: TOKEN });
    await viewer.finds(code, "client.1.session");
    expect(await end()).toEqual({ status: 0, complaints: [] });
    await viewer.close();
  });

  test.each([
    [{}, "It asks for PARLEY_ADMIN_TOKEN."],
    [{ PARLEY_ADMIN_TOKEN: "a wrong one" }, "It does not take this PARLEY_ADMIN_TOKEN."],
  ])("J19, J17: with %j it says so in one line, and chats", async (env, why) => {
    await start({ adminToken: TOKEN });
    const { complaints, end } = await chat(listener(), env);
    const url = `ws://127.0.0.1:${relay.admin?.port}/inspect/client`;
    const line = `parley: The inspector at ${url} cannot be reached: ${why} It is tried again.`;
    await complaints.until(line);
    expect(await end()).toEqual({ status: 0, complaints: [line] });
  });
});
