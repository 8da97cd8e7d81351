import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { openFileShortage, settingWarnings, startWarnings } from "../../src/start-warnings.ts";
import { ended, logged, serveCli, spawnLimited } from "../support/cli.ts";
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

describe("F9: proxies", () => {
  const publicUrl = "https://chat.example.org/";

  test.each(["127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.1.5"])(
    "one that nobody trusts is told from publicUrl by https, in front of a plain relay on %s",
    (host) => {
      expect(warned({ publicUrl, host })).toEqual([expect.stringContaining("trustedProxies is empty")]);
    },
  );

  test("there is none with a name, or with the relay's own TLS", () => {
    expect(warned({ publicUrl, trustedProxies: ["127.0.0.1/32"] })).toEqual([]);
    expect(warned({ publicUrl, tls: "self-signed" })).toEqual([]);
    expect(warned({ publicUrl, tlsCert: "cert.pem", tlsKey: "key.pem" })).toEqual([]);
  });

  test("trust in everybody", () => {
    expect(warned({ trustedProxies: ["127.0.0.1/32", "0.0.0.0/0", "::/0"] })).toEqual([
      expect.stringMatching(/^trustedProxies has 0\.0\.0\.0\/0 and ::\/0: anybody/),
    ]);
  });
});

test("F9: publicUrl by http where the relay speaks TLS", () => {
  for (const publicUrl of ["http://chat.example.org/", "http://localhost:6789/"]) {
    expect(warned({ publicUrl, tls: "self-signed" })).toEqual([expect.stringContaining("nobody comes in")]);
  }
});

test("F9: origins without that of publicUrl", () => {
  const origins = ["https://example.org"];
  const settings = { publicUrl: "https://chat.example.org/a/", trustedProxies: ["127.0.0.1/32"], origins };
  expect(warned(settings)).toEqual([
    expect.stringContaining("not https://chat.example.org, that of publicUrl"),
  ]);
  expect(warned({ ...settings, origins: [...origins, "https://chat.example.org"] })).toEqual([]);
  expect(warned({ ...settings, origins: [] })).toEqual([]);
});

test("D9, F9: an adminToken that travels in the clear", () => {
  const beyond = { adminHost: "0.0.0.0", adminPort: 6790, adminToken: "a-secret-of-admins" };
  expect(warned(beyond)).toEqual([expect.stringContaining("adminToken travels in the clear")]);
  expect(warned({ ...beyond, tls: "self-signed" })).toEqual([]);
  expect(warned({ ...beyond, adminHost: "127.0.0.1" })).toEqual([]);
  expect(warned({ ...beyond, adminPort: -1 })).toEqual([]);
});

describe("F9: the relay's own certificate", () => {
  const day = (count: number) => new Date(count * 86_400_000);
  const said = (validFrom: number, validTo: number) =>
    startWarnings(TEST_CONFIG, {
      openFiles: undefined,
      certificate: { validFrom: day(validFrom), validTo: day(validTo) },
      now: day(100),
    }).map(({ says }) => says);

  test.each([
    [10, 115, []],
    [10, 112, ["The relay's certificate expires in 12 days, on 1970-04-23."]],
    [10, 99, ["The relay's certificate has expired on 1970-04-10."]],
    [101, 199, ["The relay's certificate is not valid before 1970-04-12."]],
  ])("from day %i to %i, on day 100", (validFrom, validTo, says) => {
    expect(said(validFrom, validTo)).toEqual(says);
  });

  test("one that lives for days is near its end in the last third", () => {
    expect(said(97, 103)).toEqual([]);
    expect(said(95, 101)).toEqual(["The relay's certificate expires in 1 day, on 1970-04-12."]);
  });
});

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
    expect.objectContaining({ level: "info", msg: "listening" }),
  ]);
});
