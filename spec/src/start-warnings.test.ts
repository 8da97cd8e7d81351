import { describe, expect, test } from "@jest/globals";
import { openFileShortage, settingWarnings, startWarnings } from "../../src/start-warnings.ts";
import { serveCli } from "../support/cli.ts";
import { TEST_CONFIG } from "../support/relay.ts";

const warned = (settings: Partial<typeof TEST_CONFIG>) =>
  settingWarnings({ ...TEST_CONFIG, ...settings }).map(({ says }) => says);

test("F9: nothing is said of settings that surprise nobody", () => {
  expect(warned({})).toEqual([]);
  expect(warned({ origins: ["https://chat.example.org"] })).toEqual([]);
});

test("S1, F9: * in origins", () => {
  expect(warned({ origins: ["https://a.example", "*"] })).toEqual([expect.stringContaining("any web page")]);
});

describe("F9: publicUrl by plain http", () => {
  test.each(["http://chat.example.org/", "http://192.168.1.5:6789/", "http://[2001:db8::1]/"])(
    "%s",
    (publicUrl) => {
      expect(warned({ publicUrl })).toEqual([expect.stringContaining("no camera, microphone")]);
    },
  );

  test.each([
    "http://localhost:6789/",
    "http://parley.localhost/",
    "http://127.1.2.3/",
    "http://[::1]:6789/",
  ])("%s is as safe as https", (publicUrl) => {
    expect(warned({ publicUrl })).toEqual([]);
  });
});

describe("F9: a proxy that nobody trusts", () => {
  const publicUrl = "https://chat.example.org/";

  test("is told from publicUrl by https, in front of a relay on this machine's loopback", () => {
    for (const host of ["127.0.0.1", "::1", "localhost"]) {
      expect(warned({ publicUrl, host })).toEqual([expect.stringContaining("trustedProxies is empty")]);
    }
  });

  test("is none with a name, with the relay's own TLS, or where others reach the relay", () => {
    expect(warned({ publicUrl, trustedProxies: ["127.0.0.1/32"] })).toEqual([]);
    expect(warned({ publicUrl, tls: "self-signed" })).toEqual([]);
    expect(warned({ publicUrl, tlsCert: "cert.pem", tlsKey: "key.pem" })).toEqual([]);
    expect(warned({ publicUrl, host: "0.0.0.0" })).toEqual([]);
  });
});

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
    expect(openFileShortage({ maxConnections: 10_000 }, openFiles)?.says).toBe(says);
  });

  test("for unlimited connections there is nothing to compare with", () => {
    expect(startWarnings({ ...TEST_CONFIG, maxConnections: 0 }, 10)).toEqual([]);
  });
});

test("F9: parley serve logs each in one line, once it runs", async () => {
  const { child } = await serveCli([
    "--origins",
    "*",
    "--public-url",
    "http://chat.example.org",
    "--log-format",
    "json",
  ]);
  child.kill("SIGKILL");
  const lines: string[] = [];
  for await (const chunk of child.stderr.setEncoding("utf8")) lines.push(chunk);
  const logged = lines
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(logged).toEqual([
    expect.objectContaining({
      level: "warn",
      msg: expect.stringMatching(/^origins has \*: .*\. List .*\.$/),
    }),
    expect.objectContaining({
      level: "warn",
      msg: expect.stringMatching(/^publicUrl is plain http: .*\. Put TLS .*\.$/),
    }),
  ]);
});
