import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../config/load.ts";
import { envName } from "../../config/names.ts";
import type { SettingKey } from "../../config/settings.ts";
import { none, problemsOfFile } from "../support/config-inputs.ts";

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
    [
      "maxConnections",
      -1,
      "a whole number from 1 to 10000000 connections, or 0 for as many as files may be open",
    ],
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
