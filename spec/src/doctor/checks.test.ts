import { describe, expect, test } from "@jest/globals";
import { checkClock } from "../../../src/doctor/clock.ts";
import { checkEdge, checkMemory, checkNode, checkOpenFiles } from "../../../src/doctor/machine.ts";
import { REQUEST, readStunResponse, stunRequest } from "../../../src/doctor/stun.ts";
import { stunServer } from "../../../src/doctor/stun-link.ts";
import { TEST_CONFIG, TestRelay } from "../../support/relay.ts";

const FAST = { isPortable: false };

const noNative = () => Promise.reject(new Error("libc.musl-x86_64.so.1: no such file"));

test.each([
  ["20.19.0", "ok"],
  ["22.1.0", "ok"],
  ["20.18.9", "problem"],
  ["18.20.0", "problem"],
])("F4: Node %s is %s", (version, level) => {
  expect(checkNode(version, ">=20.19").level).toBe(level);
});

describe("F4: the native edge", () => {
  test("missing is a problem with --edge uws, a warning with auto, and nothing with ws", async () => {
    expect(await checkEdge("uws", "2.36", noNative)).toMatchObject({
      level: "problem",
      says: expect.stringContaining("glibc 2.36"),
      todo: expect.stringContaining("--edge auto or ws"),
    });
    expect(await checkEdge("auto", undefined, noNative)).toMatchObject({ level: "warning" });
    expect(await checkEdge("ws", undefined, noNative)).toMatchObject({ level: "ok" });
  });

  test("that loads is well", async () => {
    expect(await checkEdge("auto", "2.36")).toMatchObject({ level: "ok" });
  });
});

test("F4: memory and open files are held against maxConnections", () => {
  const config = { ...TEST_CONFIG, maxConnections: 1_000_000, outboxBytes: 65_536 };
  expect(checkMemory(config, 2 ** 30, FAST)).toMatchObject({
    level: "warning",
    says: expect.stringContaining("4864 MiB"),
  });
  expect(checkMemory(config, 2 ** 33, FAST).level).toBe("ok");
  expect(checkMemory(TEST_CONFIG, 2 ** 30, FAST).says).toContain("unlimited");
  expect(checkOpenFiles(config, { shell: 1024 }).level).toBe("problem");
  expect(checkOpenFiles(config, { shell: undefined }).level).toBe("ok");
  expect(checkOpenFiles(TEST_CONFIG, { shell: 1024 }).says).toContain("unlimited");
});

test("F4: the portable edge takes twice the memory, and TLS of the relay's own takes more", () => {
  const config = { ...TEST_CONFIG, maxConnections: 100_000 };
  const room = 1000 * 2 ** 20;
  expect(checkMemory(config, room, FAST)).toMatchObject({ says: expect.stringContaining(" 572 MiB ") });
  expect(checkMemory(config, room, { isPortable: true }).says).toContain(" 1049 MiB,");
  const tls = { ...config, tls: "self-signed" } as const;
  expect(checkMemory(tls, room, FAST).says).toContain(" 1335 MiB,");
});

test("F16: open files are those of the relay that runs, or else of this shell, which is said", () => {
  const config = { ...TEST_CONFIG, maxConnections: 10_000 };
  expect(checkOpenFiles(config, { relay: 1024, shell: 100_000 })).toMatchObject({
    level: "problem",
    says: expect.stringMatching(/^The relay that runs may have 1024 files open, [^;]*\.$/),
  });
  expect(checkOpenFiles(config, { relay: 100_000, shell: 1024 }).level).toBe("ok");
  for (const shell of [1024, 100_000]) {
    expect(checkOpenFiles(config, { shell }).says).toMatch(
      / in this shell .*; a service has a limit of its own/,
    );
  }
});

test("F6: a clock a minute off is a warning, told by publicUrl's own, and one that is not synchronized", async () => {
  const relay = await TestRelay.start({ edge: "uws" });
  try {
    const config = { publicUrl: `http://127.0.0.1:${relay.port}/`, turnUrls: ["turn:turn.example.org"] };
    const at = (offset: number, synchronized?: boolean) =>
      checkClock(config, { now: () => Date.now() + offset, isSynchronized: async () => synchronized });
    expect(await at(0)).toMatchObject([{ level: "ok", says: expect.stringContaining("another machine") }]);
    expect(await at(0, true)).toMatchObject([{ level: "ok", says: expect.stringContaining("synchronized") }]);
    expect(await at(0, false)).toMatchObject([
      { level: "warning", says: expect.stringMatching(/not synchronized.*TURN/) },
    ]);
    expect(await at(120_000)).toMatchObject([
      { level: "warning", says: expect.stringMatching(/ahead of .*TURN/) },
    ]);
    expect(await at(-120_000)).toMatchObject([{ level: "warning", says: expect.stringContaining("behind") }]);
    const clocks = { now: Date.now, isSynchronized: async () => undefined };
    expect(await checkClock({ ...config, publicUrl: "http://127.0.0.1:1/" }, clocks)).toEqual([]);
  } finally {
    await relay.stop();
  }
});

describe("F7: STUN", () => {
  test.each([
    ["stun:turn.example.org", "turn.example.org", 3478, "udp"],
    ["stuns:turn.example.org", "turn.example.org", 5349, "tls"],
    ["turn:[2001:db8::1]:80?transport=tcp", "2001:db8::1", 80, "tcp"],
    ["turns:turn.example.org:443?transport=tcp", "turn.example.org", 443, "tls"],
    ["turns:turn.example.org?transport=udp", "turn.example.org", 5349, "dtls"],
  ])("%s", (url, host, port, transport) => {
    expect(stunServer(url)).toEqual({ host, port, transport });
  });

  test("a request is signed as RFC 5769 §2.4 has it", () => {
    const nonce = Buffer.from("f//499k954d6OL34oL9FSTvy64sA");
    const username = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
    const credential = { username, password: "TheMatrIX", realm: "example.org", nonce };
    const transaction = Buffer.from("78ad3433c6ad72c029da412e", "hex");
    const { bytes } = stunRequest(REQUEST.binding, credential, transaction);
    expect(bytes.subarray(-20).toString("hex")).toBe("f67024656dd64a3e02b8e0712e85c9a28ca89666");
  });

  test("F8: of what comes back only a whole answer to the question counts", () => {
    const { transaction } = stunRequest(REQUEST.binding);
    const answer = (type: string, attributes: string) => {
      const length = (attributes.length / 2).toString(16).padStart(4, "0");
      return Buffer.from(`${type}${length}2112a442${transaction.toString("hex")}${attributes}`, "hex");
    };
    expect(readStunResponse(answer("0101", ""), transaction)).toEqual({ is: "success" });
    expect(
      readStunResponse(answer("0113", "000900040000040100140003616263000015000178000000"), transaction),
    ).toEqual({
      is: "failure",
      code: 401,
      realm: "abc",
      nonce: Buffer.from("x"),
    });
    expect(readStunResponse(answer("0113", "00090040"), transaction)).toMatchObject({
      is: "failure",
      code: 0,
    });
    for (const bytes of [
      Buffer.alloc(0),
      answer("0101", "").subarray(0, 19),
      Buffer.concat([answer("0101", ""), Buffer.from("x")]),
      answer("0001", ""),
    ]) {
      expect(readStunResponse(bytes, transaction)).toBeUndefined();
    }
    expect(readStunResponse(answer("0101", ""), Buffer.alloc(12))).toBeUndefined();
  });

  test("F15: the address of an allocation is read as RFC 5769 §2.2 and §2.3 have it", () => {
    const transaction = Buffer.from("b7e7a701bc34d686fa87dfae", "hex");
    const relayed = (value: string) => {
      const length = (value.length / 2).toString(16).padStart(4, "0");
      const size = (value.length / 2 + 4).toString(16).padStart(4, "0");
      const bytes = Buffer.from(
        `0103${size}2112a442${transaction.toString("hex")}0016${length}${value}`,
        "hex",
      );
      return readStunResponse(bytes, transaction);
    };
    expect(relayed("0001a147e112a643")).toEqual({ is: "success", relayed: "192.0.2.1" });
    expect(relayed("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9")).toEqual({
      is: "success",
      relayed: "2001:db8:1234:5678:11:2233:4455:6677",
    });
    expect(relayed("0001a147")).toEqual({ is: "success" });
  });
});
