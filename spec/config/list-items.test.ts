import { describe, expect, test } from "@jest/globals";
import { readNetwork, readOriginRule, readStunUrl, readTurnUrl } from "../../config/list-items.ts";
import { loadConfig } from "../../config/load.ts";

const readFile = () => {
  throw new Error("no file was named");
};

function loaded(flags: Record<string, string>, env: Record<string, string> = {}, file?: unknown) {
  const named = file === undefined ? flags : { config: "p.json", ...flags };
  return loadConfig({
    flags: named,
    env,
    readFile: file === undefined ? readFile : () => JSON.stringify(file),
  });
}

describe("G1: lists", () => {
  const both = ["https://a.example", "http://b.example:8080"];

  test("commas separate in a flag and in a variable, a file has an array", () => {
    const text = "https://a.example, http://b.example:8080";
    expect(loaded({ origins: text })).toMatchObject({ config: { origins: both } });
    expect(loaded({}, { PARLEY_ORIGINS: text })).toMatchObject({ config: { origins: both } });
    expect(loaded({}, {}, { origins: both })).toMatchObject({ config: { origins: both } });
  });

  test("empty text takes back what the file says", () => {
    expect(loaded({ origins: "" }, {}, { origins: both })).toMatchObject({ config: { origins: [] } });
    expect(loaded({}, {}, { origins: [] })).toMatchObject({ config: { origins: [] } });
  });
});

describe("G2: of a list that can't be read the item is shown", () => {
  const expected = "expected a list of origins such as https://chat.example.org, or * for any";

  test.each([
    ["a.example", '"a.example"'],
    ["https://a.example,,https://b.example", '""'],
    ["https://a.example,\u001b[31m", '"\\u001b[31m"'],
  ])("flag %j", (text, shown) => {
    const problems = [`origins (--origins) is ${shown}; ${expected}`];
    expect(loaded({ origins: text })).toEqual({ ok: false, problems });
  });

  test.each([
    ["https://a.example", '"https://a.example"'],
    [["https://a.example", 5], "5"],
    [[["https://a.example"]], "a list"],
    [[null], "null"],
    [{}, "an object"],
  ])("file %j", (value, shown) => {
    const problems = [`origins ("p.json") is ${shown}; ${expected}`];
    expect(loaded({}, {}, { origins: value })).toEqual({ ok: false, problems });
  });
});

describe("S1, G2: an origin has one spelling", () => {
  test.each([
    ["https://chat.example.org", "https://chat.example.org"],
    ["HTTPS://Chat.Example.ORG", "https://chat.example.org"],
    ["https://chat.example.org/", "https://chat.example.org"],
    ["https://chat.example.org:443", "https://chat.example.org"],
    ["http://chat.example.org:443", "http://chat.example.org:443"],
    ["http://[::1]:6789", "http://[::1]:6789"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["chrome-extension://abcdefghijklmnop", "chrome-extension://abcdefghijklmnop"],
    ["*", "*"],
  ])("%s is %s", (text, origin) => {
    expect(readOriginRule(text)).toBe(origin);
  });

  test.each([
    "",
    "null",
    "chat.example.org",
    "//chat.example.org",
    "https://",
    "https://chat.example.org/parley",
    "https://chat.example.org?",
    "https://me@chat.example.org",
    "https://*.example.org",
    "https://a.example https://b.example",
    "https://a.example:99999",
    "https://a.example\n",
    "https://a.exa\u202emple",
  ])("%j is none", (text) => {
    expect(readOriginRule(text)).toBeUndefined();
  });
});

describe("Q1, G2: servers for calls have one spelling", () => {
  test.each([
    ["stun:turn.example.org", "stun:turn.example.org"],
    ["STUN:Turn.Example.ORG:3478", "stun:turn.example.org:3478"],
    ["stuns:[2001:DB8::1]:5349", "stuns:[2001:db8::1]:5349"],
  ])("%s is %s", (text, url) => {
    expect(readStunUrl(text)).toBe(url);
    expect(readTurnUrl(text)).toBeUndefined();
  });

  test.each([
    ["turn:192.0.2.1", "turn:192.0.2.1"],
    ["turns:turn.example.org:5349?transport=TCP", "turns:turn.example.org:5349?transport=tcp"],
    ["turn:turn.example.org?transport=udp", "turn:turn.example.org?transport=udp"],
  ])("%s is %s", (text, url) => {
    expect(readTurnUrl(text)).toBe(url);
    expect(readStunUrl(text)).toBeUndefined();
  });

  test.each([
    "",
    "turn.example.org",
    "turn:",
    "turn://turn.example.org",
    "turn:user@turn.example.org",
    "turn:turn.example.org:0",
    "turn:turn.example.org:65536",
    "turn:turn.example.org?transport=sctp",
    "turn:turn.example.org?x",
    "turn:[::1",
    "turn:[:::1]",
    "stun:turn.example.org?transport=udp",
    "turn:turn.example.org\n",
    "https://turn.example.org",
  ])("%j is none", (text) => {
    expect([readStunUrl(text), readTurnUrl(text)]).toEqual([undefined, undefined]);
  });
});

describe("S3, G2: a network has one spelling", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["127.0.0.1", "127.0.0.1/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["FD00::/8", "fd00::/8"],
    ["::1", "::1/128"],
  ])("%s is %s", (text, network) => {
    expect(readNetwork(text)).toBe(network);
  });

  test.each([
    "",
    "*",
    "localhost",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "fd00::/129",
    "[::1]",
    "fe80::1%eth0",
    " ::1",
  ])("%j is none", (text) => {
    expect(readNetwork(text)).toBeUndefined();
  });
});
