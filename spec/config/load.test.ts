import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../config/load.ts";
import { settings } from "../../config/settings.ts";
import { none, problemsOf, problemsOfFile } from "../support/config-inputs.ts";

test("G1: with no source at all, every key has its default", () => {
  const result = loadConfig(none);
  expect(result).toEqual({
    ok: true,
    config: {
      edge: "auto",
      host: "127.0.0.1",
      port: 6789,
      publicUrl: undefined,
      tls: "off",
      tlsCert: undefined,
      tlsKey: undefined,
      origins: [],
      trustedProxies: [],
      maxConnections: 10_000,
      maxConnectionsPerAddress: 100,
      handshakesPerAddress: 60,
      resumeWindow: 60,
      drainTimeout: 30,
      idleTimeout: 60,
      maxMessageBytes: 131_072,
      messageBurst: 120,
      messageRate: 40,
      byteBurst: 1048576,
      byteRate: 262144,
      invitationsPerAddress: 30,
      missesPerAddress: 10,
      outboxBytes: 262144,
      stunUrls: [],
      turnUrls: [],
      turnSecret: undefined,
      turnTtl: 86_400,
      adminHost: "127.0.0.1",
      adminPort: 6790,
      adminToken: undefined,
      inspectControl: false,
      inspectIdentities: false,
      logLevel: "info",
      logFormat: "auto",
    },
    sources: Object.fromEntries(Object.keys(settings).map((key) => [key, "default"])),
  });
});

describe("G1: precedence", () => {
  const file = { config: "p.json" };
  const readFile = () => '{"port":1000,"host":"file.example"}';

  test("flag > environment > file > default, key by key", () => {
    const env = { PARLEY_PORT: "2000", PARLEY_HOST: "env.example", PARLEY_LOG_LEVEL: "warn" };
    expect(loadConfig({ flags: { ...file, port: "3000" }, env, readFile })).toMatchObject({
      config: { port: 3000, host: "env.example", logLevel: "warn", edge: "auto" },
      sources: { port: "--port", host: "PARLEY_HOST", logLevel: "PARLEY_LOG_LEVEL", edge: "default" },
    });
    expect(loadConfig({ flags: file, env: {}, readFile })).toMatchObject({ config: { port: 1000 } });
  });

  test("--config wins over PARLEY_CONFIG", () => {
    const read: string[] = [];
    const record = (path: string) => {
      read.push(path);
      return "{}";
    };
    loadConfig({ flags: {}, env: { PARLEY_CONFIG: "env.json" }, readFile: record });
    loadConfig({ flags: { config: "flag.json" }, env: { PARLEY_CONFIG: "env.json" }, readFile: record });
    expect(read).toEqual(["env.json", "flag.json"]);
  });

  test("a bad value is refused also where another source overrides it", () => {
    expect(problemsOf({ flags: { port: "1" }, env: { PARLEY_PORT: "x" } })).toHaveLength(1);
  });

  test("other programs' variables are none of ours", () => {
    expect(
      problemsOf({ env: { PORT: "x", PARLEYS: "x", MY_PARLEY_PORT: "x", PARLEY_HOST: undefined } }),
    ).toEqual([]);
  });
});

test("G2: all problems come at once", () => {
  const readFile = () => '{"prot":1,"port":"6789","edge":"fast"}';
  const env = { PARLEY_CONFIG: "p.json", PARLEY_PORT: "http", PARLEY_NAME: "x" };
  expect(problemsOf({ flags: { idleTimeout: "7", host: "" }, env, readFile })).toHaveLength(7);
});

describe("G4: hostile values stay on one short line", () => {
  const hostile = [
    "a\n\u001b[31mx",
    "\u0085\u009b1m",
    "\u202egnp",
    "\u2028",
    "\ud800",
    "\u{e0001}",
    '"\\',
    "é".repeat(5000),
  ];

  test.each(hostile)("case %#", (value) => {
    const found = [
      ...problemsOf({ flags: { edge: value } }),
      ...problemsOf({ env: { [`PARLEY_${value}`]: "1" } }),
      ...problemsOfFile(JSON.stringify({ [value]: value, edge: value })),
      ...problemsOf({ flags: { config: value } }),
    ];
    expect(found).toHaveLength(5);
    for (const problem of found) {
      expect(problem).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(problem.length).toBeLessThan(240);
    }
  });

  test("quotes and backslashes cannot end the value early", () => {
    expect(problemsOf({ flags: { edge: '"; expected \\' } })[0]).toMatch(
      /^edge \(--edge\) is "\\"; expected \\\\"; expected/,
    );
  });
});
