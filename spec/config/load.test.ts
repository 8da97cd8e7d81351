import { describe, expect, test } from "@jest/globals";
import { type ConfigInputs, loadConfig } from "../../config/load.ts";
import { envName } from "../../config/names.ts";
import { type SettingKey, settings } from "../../config/settings.ts";

const none: ConfigInputs = {
  flags: {},
  env: {},
  readFile: () => {
    throw new Error("no file was named");
  },
};

/** Loads with `value` for `key` from each source in turn; a file has JSON types, the others text. */
function fromEverySource(key: SettingKey, value: string | number | boolean) {
  return {
    flag: loadConfig({ ...none, flags: { [key]: String(value) } }),
    environment: loadConfig({ ...none, env: { [envName(key)]: String(value) } }),
    file: loadConfig({
      ...none,
      flags: { config: "p.json" },
      readFile: () => JSON.stringify({ [key]: value }),
    }),
  };
}

function problemsOf(inputs: Partial<ConfigInputs>): readonly string[] {
  const result = loadConfig({ ...none, ...inputs });
  return result.ok ? [] : result.problems;
}

function problemsOfFile(text: string): readonly string[] {
  return problemsOf({ flags: { config: "p.json" }, readFile: () => text });
}

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

describe("G1, G3: values that every source may give", () => {
  const good: ReadonlyArray<readonly [SettingKey, string | number | boolean, (string | number | boolean)?]> =
    [
      ["edge", "auto"],
      ["edge", "uws"],
      ["edge", "ws"],
      ["host", "0.0.0.0"],
      ["host", "::"],
      ["host", "fe80::1%eth0"],
      ["host", "chat.example.org"],
      ["port", 0],
      ["port", 1],
      ["port", 65_535],
      ["publicUrl", "http://localhost:6789", "http://localhost:6789/"],
      ["publicUrl", "https://chat.example.org/parley", "https://chat.example.org/parley/"],
      ["publicUrl", "HTTPS://CHAT.example.org/", "https://chat.example.org/"],
      ["publicUrl", "http://[::1]:80/", "http://[::1]/"],
      ["tls", "off"],
      ["tls", "self-signed"],
      ["maxConnections", 0],
      ["maxConnections", 1],
      ["maxConnections", 10_000_000],
      ["idleTimeout", 0],
      ["idleTimeout", 8],
      ["idleTimeout", 960],
      ["maxMessageBytes", 0],
      ["maxMessageBytes", 66_560],
      ["maxMessageBytes", 16_777_216],
      ["adminPort", -1],
      ["adminPort", 0],
      ["adminPort", 65_535],
      ["inspectControl", true],
      ["inspectControl", false],
      ["logLevel", "fatal"],
      ["logLevel", "error"],
      ["logLevel", "warn"],
      ["logLevel", "info"],
      ["logLevel", "debug"],
      ["logLevel", "trace"],
      ["logLevel", "silent"],
      ["logFormat", "auto"],
      ["logFormat", "json"],
      ["logFormat", "text"],
    ];

  test.each(good)("%s: %j", (key, value, expected = value) => {
    const sources = { flag: expect.stringMatching(/^--/), environment: envName(key), file: '"p.json"' };
    for (const [kind, result] of Object.entries(fromEverySource(key, value))) {
      expect(result).toMatchObject({
        ok: true,
        config: { [key]: expected },
        sources: { [key]: sources[kind as keyof typeof sources] },
      });
    }
  });
});

describe("G2: values that no source may give", () => {
  const bad: ReadonlyArray<readonly [SettingKey, string | number, string]> = [
    ["edge", "", "one of auto, uws, ws"],
    ["edge", "UWS", "one of auto, uws, ws"],
    ["edge", "toString", "one of auto, uws, ws"],
    ["host", "", "a host name or an IP address (IPv6 without brackets)"],
    ["host", "[::1]", "a host name or an IP address"],
    ["host", "two words", "a host name or an IP address"],
    ["host", "a\n", "a host name or an IP address"],
    ["host", "a".repeat(254), "a host name or an IP address"],
    ["port", -1, "a whole number from 1 to 65535, or 0 for any free one"],
    ["port", 65_536, "a whole number from 1 to 65535"],
    ["port", 80.5, "a whole number"],
    ["port", "", "a whole number"],
    ["port", " 80", "a whole number"],
    ["port", "0x50", "a whole number"],
    ["port", "1e3", "a whole number"],
    ["port", "080", "a whole number"],
    ["port", "+80", "a whole number"],
    ["port", "Infinity", "a whole number"],
    ["port", "٣", "a whole number"],
    ["tls", "on", "one of off, self-signed"],
    ["tlsCert", "", "the path of a file"],
    ["tlsKey", "a\nb", "the path of a file"],
    ["publicUrl", "", "a URL that starts with http:// or https://"],
    ["publicUrl", "chat.example.org", "a URL"],
    ["publicUrl", "ws://chat.example.org/", "a URL"],
    ["publicUrl", "javascript:alert(1)", "a URL"],
    ["publicUrl", "https:chat.example.org", "a URL"],
    ["publicUrl", "https://", "a URL"],
    ["publicUrl", "https://chat.example.org/?", "a URL"],
    ["publicUrl", "https://chat.example.org/#top", "a URL"],
    ["publicUrl", "https://me:secret@chat.example.org/", "a URL"],
    ["publicUrl", "https://chat.example.org\\parley", "a URL"],
    ["publicUrl", "https://chat.example.org/\u202e", "a URL"],
    ["publicUrl", " https://chat.example.org/", "a URL"],
    ["maxConnections", -1, "a whole number from 1 to 10000000 connections, or 0 for unlimited"],
    ["maxConnections", 10_000_001, "a whole number"],
    ["maxConnections", "9007199254740993", "a whole number"],
    ["resumeWindow", 0, "a whole number from 1 to 3600 seconds"],
    ["drainTimeout", 3601, "a whole number from 1 to 3600 seconds"],
    ["idleTimeout", 7, "a whole number from 8 to 960 seconds, or 0 for unlimited"],
    ["idleTimeout", 961, "a whole number from 8"],
    ["idleTimeout", "60s", "a whole number from 8"],
    ["maxMessageBytes", 66_559, "a whole number from 66560 to 16777216 bytes, or 0 for unlimited"],
    ["maxMessageBytes", 16_777_217, "a whole number from 66560"],
    ["maxMessageBytes", "128k", "a whole number from 66560"],
    ["adminPort", -2, "a whole number from 1 to 65535, or 0 for any free one, or -1 to switch it off"],
    ["adminPort", "-01", "a whole number"],
    ["adminHost", "[::1]", "a host name or an IP address"],
    ["adminToken", "short", "8 to 256 characters without blanks"],
    ["inspectControl", "yes", "true or false"],
    ["inspectControl", "True", "true or false"],
    ["inspectControl", "", "true or false"],
    ["inspectControl", 1, "true or false"],
    ["inspectControl", "toString", "true or false"],
    ["logLevel", "verbose", "one of fatal, error, warn, info, debug, trace, silent"],
    ["logFormat", "yaml", "one of auto, json, text"],
  ];

  test.each(bad)("%s: %j", (key, value, expected) => {
    for (const result of Object.values(fromEverySource(key, value))) {
      const problem = expect.stringContaining(`; expected ${expected}`);
      expect(result).toEqual({ ok: false, problems: [problem] });
      expect(result).toEqual({ ok: false, problems: [expect.stringMatching(new RegExp(`^${key} \\(`))] });
    }
  });

  test.each([
    [
      '{"port":"6789"}',
      'port ("p.json") is "6789"; expected a whole number from 1 to 65535, or 0 for any free one, without quotes',
    ],
    [
      '{"inspectControl":"true"}',
      'inspectControl ("p.json") is "true"; expected true or false, without quotes',
    ],
    ['{"port":null}', 'port ("p.json") is null; expected a whole number'],
    ['{"port":true}', 'port ("p.json") is true; expected a whole number'],
    ['{"port":[6789]}', 'port ("p.json") is a list; expected a whole number'],
    ['{"port":1e999}', 'port ("p.json") is Infinity; expected a whole number'],
    ['{"host":{"name":"a"}}', 'host ("p.json") is an object; expected a host name'],
    ['{"host":127}', 'host ("p.json") is 127; expected a host name'],
    ['{"publicUrl":null}', 'publicUrl ("p.json") is null; expected a URL'],
    [
      `{"host":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      'host ("p.json") is a list; expected a host name',
    ],
  ])("a file's types are JSON's: %#", (text, problem) => {
    expect(problemsOfFile(text)).toEqual([expect.stringContaining(problem)]);
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

describe("G2: unknown names", () => {
  test.each([
    ["prot", "port"],
    ["Port", "port"],
    ["max_connections", "maxConnections"],
    ["loglevel", "logLevel"],
    ["idletimeot", "idleTimeout"],
  ])("%s in the file: did you mean %s?", (name, meant) => {
    const problem = `"${name}" in "p.json" is not a setting; did you mean ${meant}?`;
    expect(problemsOfFile(JSON.stringify({ [name]: 1 }))).toEqual([problem]);
  });

  test.each(["__proto__", "constructor", "toString", "config", "", "x".repeat(100_000)])(
    "no guess for case %#",
    (name) => {
      const problem = expect.stringMatching(/" in "p.json" is not a setting$/);
      expect(problemsOfFile(`{${JSON.stringify(name)}:{"port":1}}`)).toEqual([problem]);
    },
  );

  test("variables and flags are spelt their own way", () => {
    expect(
      problemsOf({ env: { PARLEY_MAX_CONECTIONS: "1", PARLEY_: "1" }, flags: { maxConection: "1" } }),
    ).toEqual([
      "PARLEY_MAX_CONECTIONS is not a setting; did you mean PARLEY_MAX_CONNECTIONS?",
      "PARLEY_ is not a setting; did you mean PARLEY_TLS?",
      "--max-conection is not a setting; did you mean --max-connections?",
    ]);
  });
});

test("G2: all problems come at once", () => {
  const readFile = () => '{"prot":1,"port":"6789","edge":"fast"}';
  const env = { PARLEY_CONFIG: "p.json", PARLEY_PORT: "http", PARLEY_NAME: "x" };
  expect(problemsOf({ flags: { idleTimeout: "7", host: "" }, env, readFile })).toHaveLength(7);
});

describe("G2: files that are none", () => {
  test.each([
    ["ENOENT", "there is no such file"],
    ["EISDIR", "it is a folder"],
    ["EACCES", "permission denied"],
    ["EMFILE", "EMFILE"],
  ])("%s", (code, reason) => {
    const readFile = () => {
      throw Object.assign(new Error("secret detail"), { code });
    };
    expect(problemsOf({ flags: { config: "a\nb.json" }, readFile })).toEqual([
      `"a\\u000ab.json" cannot be read: ${reason}`,
    ]);
  });

  test.each([
    ["", '"p.json" is not JSON: see line 1, column 1'],
    ['{\n  "port": 1,\n', '"p.json" is not JSON: see line 3, column 1'],
    ['{\n  "port": 1\n  "host": "a"}', '"p.json" is not JSON: see line 3, column 3'],
    ["port = \u001b[31m1", '"p.json" is not JSON'],
    ["[]", '"p.json" holds a list; expected one JSON object'],
    ["null", '"p.json" holds null; expected one JSON object'],
    ["12", '"p.json" holds 12; expected one JSON object'],
  ])("%j", (text, problem) => {
    expect(problemsOfFile(text)).toEqual([problem]);
  });

  test("a byte-order mark is no mistake", () => {
    expect(problemsOfFile("\uFEFF{}")).toEqual([]);
  });
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

describe("F11: variables of Kubernetes", () => {
  test("for a Service named parley are told in one sentence, with what to do", () => {
    const env = {
      PARLEY_SERVICE_HOST: "10.0.0.1",
      PARLEY_SERVICE_PORT: "6789",
      PARLEY_SERVICE_PORT_HTTP: "6789",
      PARLEY_PORT: "tcp://10.0.0.1:6789",
      PARLEY_PORT_6789_TCP: "tcp://10.0.0.1:6789",
      PARLEY_PORT_6789_TCP_PROTO: "tcp",
      PARLEY_PORT_6789_TCP_PORT: "6789",
      PARLEY_PORT_6789_TCP_ADDR: "10.0.0.1",
    };
    const [problem, ...others] = problemsOf({ env: { ...env, PARLEY_PROT: "1" } });
    expect(problem).toMatch(
      /^PARLEY_SERVICE_HOST and 7 more come from a Service .* enableServiceLinks: false/,
    );
    expect(others).toEqual(["PARLEY_PROT is not a setting; did you mean PARLEY_PORT?"]);
  });

  test("for one named parley-relay, too", () => {
    expect(problemsOf({ env: { PARLEY_RELAY_PORT: "tcp://10.0.0.1:6789" } })).toEqual([
      expect.stringContaining("enableServiceLinks"),
    ]);
  });

  test("a port that is a port is a setting", () => {
    expect(problemsOf({ env: { PARLEY_PORT: "6789" } })).toEqual([]);
  });
});
