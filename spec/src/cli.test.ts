import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "@jest/globals";
import { CHAT_FLAG_HELP } from "../../config/chat-flags.ts";
import { envName, flagName } from "../../config/names.ts";
import { settingEntries } from "../../config/settings.ts";
import { exitCodes } from "../../src/exit-codes.ts";
import { ended, endServed, runCli, serveCli } from "../support/cli.ts";
import { freePort } from "../support/free-port.ts";

afterEach(endServed);

async function served(args: readonly string[] = []) {
  const started = await serveCli(args);
  const url = /^Parley is running at (.*)$/m.exec(started.announced)?.[1] ?? "";
  return { ...started, url, port: Number(new URL(url).port) };
}

describe("L2: help and version", () => {
  test("--help names the commands and every exit code", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const part of ["serve", "check-config", "doctor", "chat"]) expect(stdout).toContain(part);
    for (const { code, meaning } of Object.values(exitCodes)) expect(stdout).toContain(`${code}  ${meaning}`);
  });

  test.each(["serve", "check-config", "doctor"])(
    "%s --help has every flag with its variable",
    async (command) => {
      const { code, stdout } = await runCli([command, "--help"]);
      expect(code).toBe(0);
      for (const [key] of settingEntries) {
        expect(stdout).toContain(flagName(key));
        expect(stdout).toContain(envName(key));
      }
    },
  );

  test("chat --help has every flag", async () => {
    const { code, stdout } = await runCli(["chat", "--help"]);
    expect(code).toBe(0);
    for (const { flag } of CHAT_FLAG_HELP) expect(stdout).toContain(flag);
  });

  test("--version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await runCli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("no command prints the help and is a mistake", async () => {
    expect(await runCli([])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Usage: parley"),
    });
  });
});

describe("L2: usage mistakes are one sentence and exit code 2", () => {
  test.each([
    [["serv"], "unknown command 'serv'; did you mean serve? See parley --help."],
    [["dance"], "unknown command 'dance'. See parley --help."],
    [["serve", "--prot", "1"], "unknown option '--prot'; did you mean --port? See parley --help."],
    [["serve", "--inspect-control=no"], "--inspect-control takes no value. See parley --help."],
    [["serve", "--port"], "option '--port <n>' argument missing. See parley --help."],
    [["serve", "a\n\u001b[31m"], "too many arguments for 'serve'"],
    [
      ["chat", "--theme", "blue"],
      "option '--theme <theme>' argument 'blue' is invalid. Allowed choices are auto, dark, light, mono. See parley --help.",
    ],
    [["chat", "--plian"], "unknown option '--plian'; did you mean --plain? See parley --help."],
    [["serve", "--a\n\u001b[31m"], "unknown option '--a\\u000a\\u001b[31m'. See parley --help."],
  ])("%j", async (args, sentence) => {
    const { code, stdout, stderr } = await runCli(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`parley: ${sentence}`);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  test.each(["serve", "check-config"])("%s lists every problem of the configuration", async (command) => {
    const result = await runCli([command, "--port", "99999"], { PARLEY_EDGE: "fast", PARLEY_PROT: "1" });
    expect(result).toEqual({
      code: 2,
      stdout: "",
      stderr: [
        'parley: edge (PARLEY_EDGE) is "fast"; expected one of auto, uws, ws\n',
        "parley: PARLEY_PROT is not a setting; did you mean PARLEY_PORT?\n",
        'parley: port (--port) is "99999"; expected a whole number from 1 to 65535, or 0 for any free one\n',
      ].join(""),
    });
  });
});

describe("L5: check-config", () => {
  test("prints each setting with its value and source", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-"));
    const file = join(folder, "parley.json");
    writeFileSync(
      file,
      '{"idleTimeout":0,"publicUrl":"https://chat.example.org/parley","inspectIdentities":true}',
    );
    const flags = ["--config", file, "--port", "80", "--no-inspect-identities"];
    const { code, stdout, stderr } = await runCli(["check-config", ...flags], {
      PARLEY_LOG_LEVEL: "debug",
      PARLEY_TURN_URLS: "turn:turn.example.org",
      PARLEY_TURN_SECRET: "a-secret-of-turn",
      PARLEY_ADMIN_TOKEN: "a-secret-of-admins",
      PARLEY_INSPECT_CONTROL: "true",
    });
    rmSync(folder, { recursive: true });
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.trimEnd().split("\n");
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ["edge", "auto", "default"],
      ["host", "127.0.0.1", "default"],
      ["port", "80", "--port"],
      ["publicUrl", "https://chat.example.org/parley/", JSON.stringify(file)],
      ["tls", "off", "default"],
      ["tlsCert", "none", "default"],
      ["tlsKey", "none", "default"],
      ["origins", "none", "default"],
      ["trustedProxies", "none", "default"],
      ["maxConnections", "10000", "default"],
      ["maxConnectionsPerAddress", "100", "default"],
      ["handshakesPerAddress", "60", "default"],
      ["resumeWindow", "60", "default"],
      ["drainTimeout", "30", "default"],
      ["idleTimeout", "0", JSON.stringify(file)],
      ["maxMessageBytes", "131072", "default"],
      ["messageBurst", "120", "default"],
      ["messageRate", "40", "default"],
      ["byteBurst", "1048576", "default"],
      ["byteRate", "262144", "default"],
      ["invitationsPerAddress", "30", "default"],
      ["missesPerAddress", "10", "default"],
      ["outboxBytes", "262144", "default"],
      ["stunUrls", "none", "default"],
      ["turnUrls", "turn:turn.example.org", "PARLEY_TURN_URLS"],
      ["turnSecret", "set", "PARLEY_TURN_SECRET"],
      ["turnTtl", "86400", "default"],
      ["adminHost", "127.0.0.1", "default"],
      ["adminPort", "6790", "default"],
      ["adminToken", "set", "PARLEY_ADMIN_TOKEN"],
      ["inspectControl", "true", "PARLEY_INSPECT_CONTROL"],
      ["inspectIdentities", "false", "--inspect-identities"],
      ["logLevel", "debug", "PARLEY_LOG_LEVEL"],
      ["logFormat", "auto", "default"],
    ]);
  });

  test("L7: with --quiet it prints what is wrong, and nothing else", async () => {
    expect(await runCli(["check-config", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await runCli(["check-config", "--quiet", "--port", "a"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("port (--port)"),
    });
  });

  test("a file that is missing is a problem", async () => {
    const { code, stderr } = await runCli(["check-config", "--config", "no-such-file.json"]);
    expect([code, stderr]).toEqual([
      2,
      'parley: "no-such-file.json" cannot be read: there is no such file\n',
    ]);
  });
});

describe("L6: secrets", () => {
  test.each([
    [["--turn-secret", "tell me"], {}],
    [[], { PARLEY_TURN_SECRET: "tell me" }],
    [["--turn-secre=tell me"], {}],
    [["--turn-secret", "tell-me-not"], {}],
    [["--admin-token", "tell me"], {}],
    [[], { PARLEY_ADMIN_TOKEN: "tell me" }],
  ])("%j %j is refused without a word of it", async (flags, env) => {
    const { code, stdout, stderr } = await runCli(["check-config", ...flags], env);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/turnSecret|--turn-secre|adminToken/);
    expect(stderr).not.toMatch(/tell.me/);
  });
});

describe("L1: serve", () => {
  test("announces where it is, and answers there", async () => {
    const { announced, url, port } = await served();
    expect(announced).toBe(
      [
        `Parley is running at http://127.0.0.1:${port}/`,
        `Open it in a browser, or chat in a terminal: node ${join("dist", "src", "cli.js")} chat http://127.0.0.1:${port}/\n`,
      ].join("\n"),
    );
    const response = await fetch(url);
    await response.text();
    expect(response.status).toBe(200);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("L3: %s ends it with exit code 0", async (signal) => {
    const { child } = await served();
    child.kill(signal);
    expect(await ended(child)).toEqual([0, null]);
  });

  test("L3: the end of npm, which tells only its shell, ends the relay as well", async () => {
    const port = await freePort();
    const npm = spawn("npm", ["start", "--", "--port", String(port), "--admin-port", "-1"], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { PATH: process.env["PATH"] },
    });
    // Not before everybody who could write to it is gone.
    const said = text(npm.stdout);
    await new Promise<void>((resolve) =>
      npm.stdout.on("data", (chunk) => /running at/.test(chunk) && resolve()),
    );
    npm.kill("SIGTERM");
    expect(await said).toContain("Parley is running at");
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });

  test("L2: a port in use is exit code 3 and one sentence", async () => {
    const { port } = await served();
    const { code, stdout, stderr } = await runCli(["serve", "--port", String(port), "--admin-port", "-1"]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr.split("\n").filter((line) => line.startsWith("parley: "))).toEqual([
      expect.stringContaining(String(port)),
    ]);
  });

  test("L2: an address of another machine is exit code 5", async () => {
    const { code } = await runCli(["serve", "--port", "0", "--admin-port", "-1", "--host", "192.0.2.1"]);
    expect(code).toBe(5);
  });
});
