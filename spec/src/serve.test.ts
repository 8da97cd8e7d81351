import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/settings.ts";
import { EdgeError, type EdgeErrorKind } from "../../src/edge/port.ts";
import type { EndSignal } from "../../src/io.ts";
import { announcement, localUrl, type StartRelay, serve } from "../../src/serve.ts";
import { CertificateError } from "../../src/tls/certificate.ts";
import { packageVersion } from "../../src/version.ts";

/** A process that records what happens to it, in order. */
function recorder({ isInteractive = false, isTerminal = false, env = {} } = {}) {
  const events: string[] = [];
  const signals: ((signal: EndSignal) => void)[] = [];
  const hangups: (() => void)[] = [];
  const uncaught: ((error: unknown) => void)[] = [];
  const process = { time: 0 };
  const io = {
    command: "parley",
    openFileLimit: () => undefined,
    now: () => process.time,
    isInteractive,
    env,
    readFile: () => "",
    stdout: (text: string) => events.push(`out ${text.split("\n")[0]}`),
    stderr: { isTerminal, write: (text: string) => void events.push(`err ${text}`) },
    onSignal: (listener: (signal: EndSignal) => void) => signals.push(listener),
    onHangup: (listener: () => void) => hangups.push(listener),
    onUncaught: (listener: (error: unknown) => void) => uncaught.push(listener),
    exit: (code: number) => events.push(`exit ${code}`),
  };
  const signal = (name: EndSignal) => {
    for (const listener of signals) listener(name);
  };
  const hangUp = () => {
    for (const listener of hangups) listener();
  };
  const fail = (error: unknown) => {
    for (const listener of uncaught) listener(error);
  };
  const pass = (ms: number) => {
    process.time += ms;
  };
  return { events, io, signal, hangUp, fail, pass };
}

function config(flags: Record<string, string> = {}): Config {
  const result = loadConfig({ flags: { logLevel: "fatal", ...flags }, env: {}, readFile: () => "{}" });
  if (!result.ok) throw new Error(result.problems.join(" "));
  return result.config;
}

const at = {
  edge: "ws",
  host: "127.0.0.1",
  port: 4000,
  reloadCertificate: async () => false,
} as const;

describe("L1, L3: serve", () => {
  test("the first signal closes, and ends with 0 once that is done", async () => {
    const { events, io, signal } = recorder();
    const start: StartRelay = async () => ({
      ...at,
      drain: async () => {
        events.push("closed");
        return true;
      },
    });
    const code = serve(config(), io, start);
    signal("SIGTERM");
    expect(await code).toBe(0);
    expect(events).toEqual(["out Parley is running at http://127.0.0.1:4000/", "closed"]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("a second %s ends at once with %i", (name, code) => {
    const { events, io, signal, pass } = recorder();
    void serve(config(), io, () => new Promise(() => {}));
    signal("SIGINT");
    // As npm hands on what the terminal has told both.
    pass(300);
    signal(name);
    expect(events).toEqual([]);
    pass(1);
    signal(name);
    expect(events).toEqual([`exit ${code}`]);
  });

  test.each<readonly [EdgeErrorKind, number]>([
    ["port-in-use", 3],
    ["permission", 4],
    ["address", 5],
    ["no-native", 6],
    ["other", 1],
  ])("L2: an edge that does not start, %s, is exit code %i", async (kind, code) => {
    const { events, io } = recorder();
    const start: StartRelay = () => Promise.reject(new EdgeError(kind, "It did not start."));
    expect(await serve(config(), io, start)).toBe(code);
    expect(events).toEqual(["err parley: It did not start.\n"]);
  });

  test("L2: what nobody caught is one fatal line and exit code 1", () => {
    const { events, io, fail } = recorder();
    void serve(config(), io, () => new Promise(() => {}));
    fail(new Error("broken\n\u001b[31m"));
    expect(events).toEqual([expect.stringMatching(/^err \{"level":"fatal".*\}\n$/), "exit 1"]);
  });

  test("a mistake of ours passes through", async () => {
    const start: StartRelay = () => Promise.reject(new TypeError("broken"));
    await expect(serve(config(), recorder().io, start)).rejects.toThrow(TypeError);
  });

  test("L1: publicUrl is what people are told", async () => {
    const { events, io, signal } = recorder();
    const start: StartRelay = async () => ({ ...at, drain: async () => true });
    const code = serve(config({ publicUrl: "https://chat.example.org/parley" }), io, start);
    signal("SIGINT");
    await code;
    expect(events).toEqual(["out Parley is running at https://chat.example.org/parley/"]);
  });
});

describe("L1, L8: what is said of the start and the end", () => {
  const run = async (drained: boolean, recorded: Parameters<typeof recorder>[0] = {}, flags = {}) => {
    const { events, io, signal } = recorder(recorded);
    const start: StartRelay = async () => ({ ...at, drain: async () => drained });
    const code = serve(config({ logLevel: "info", ...flags }), io, start);
    signal("SIGINT");
    await code;
    const lines = events
      .filter((event) => event.startsWith("err {"))
      .map((line) => JSON.parse(line.slice(4)));
    return { lines, out: events.filter((event) => event.startsWith("out ")) };
  };

  test("one line of the log says what runs where, and one that it has ended well", async () => {
    const { lines } = await run(true);
    expect(lines).toEqual([
      {
        level: "info",
        time: expect.any(String),
        msg: "listening",
        version: packageVersion(),
        node: process.versions.node,
        edge: "ws",
        host: "127.0.0.1",
        port: 4000,
        url: "http://127.0.0.1:4000/",
      },
      expect.objectContaining({ msg: "closing", signal: "SIGINT" }),
      expect.objectContaining({ level: "info", msg: "closed" }),
    ]);
    expect((await run(false)).lines.at(-1)).toMatchObject({
      level: "warn",
      msg: expect.stringMatching(/^drainTimeout/),
    });
  });

  test("only at a terminal anybody is told of keys, and in a service there is the log alone", async () => {
    const running = "out Parley is running at http://127.0.0.1:4000/";
    expect((await run(true)).out).toEqual([running]);
    expect((await run(true, { isInteractive: true })).out).toEqual([running, "out Press Ctrl-C to stop."]);
    const onScreen = { isInteractive: true, isTerminal: true };
    const lines = (await run(true, onScreen, { logFormat: "json" })).lines.map(({ msg }) => msg);
    expect(lines).toEqual(["closing", "closed"]);
    const env = { NOTIFY_SOCKET: "/dev/null" };
    expect((await run(true, { isInteractive: true, env })).out).toEqual([]);
  });
});

describe("X5, X7: serve with TLS", () => {
  const tls = { fingerprint: "AB:CD", selfSigned: true };

  test("X3: a certificate that cannot be used is exit code 7", async () => {
    const { events, io } = recorder();
    const start: StartRelay = () => Promise.reject(new CertificateError("It holds no key."));
    expect(await serve(config(), io, start)).toBe(7);
    expect(events).toEqual(["err parley: It holds no key.\n"]);
  });

  test("X4, X5: each SIGHUP reloads once the last has, and a failure is logged and changes nothing", async () => {
    const { events, io, signal, hangUp } = recorder();
    const outcomes = [
      Promise.resolve(true),
      Promise.reject(new Error("broken")),
      Promise.reject(new CertificateError("It holds no key.")),
      Promise.resolve(false),
    ];
    for (const outcome of outcomes) outcome.catch(() => {});
    let seen = () => {};
    const all = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const start: StartRelay = async () => ({
      ...at,
      tls,
      reloadCertificate: async () => {
        const outcome = await (outcomes.shift() ?? false);
        if (outcomes.length === 0) setImmediate(seen);
        return outcome;
      },
      drain: async () => true,
    });
    const code = serve(config({ logLevel: "info" }), io, start);
    await new Promise(setImmediate);
    for (let i = 0; i < 4; i++) hangUp();
    await all;
    signal("SIGINT");
    expect(await code).toBe(0);
    const lines = events
      .filter((event) => event.startsWith("err "))
      .map((event) => JSON.parse(event.slice(4)));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ["info", "listening"],
      ["info", "new connections get another certificate"],
      ["error", "the certificate cannot be exchanged; the old one stays"],
      ["error", "the certificate cannot be exchanged; the old one stays: It holds no key."],
      ["info", "same certificate"],
      ["info", "closing"],
      ["info", "closed"],
    ]);
  });

  test("without TLS SIGHUP is left as it is", async () => {
    const { io, signal } = recorder();
    const onHangup = () => {
      throw new Error("asked for");
    };
    const code = serve(config(), { ...io, onHangup }, async () => ({ ...at, drain: async () => true }));
    signal("SIGINT");
    expect(await code).toBe(0);
  });

  test("X7: the fingerprint of a self-signed certificate is announced, and no check of it", () => {
    expect(announcement("https://127.0.0.1:4000/", "parley", { fingerprint: "AB:CD" }).split("\n")).toEqual([
      "Parley is running at https://127.0.0.1:4000/",
      "Its certificate is self-signed; SHA-256 fingerprint: AB:CD",
      "Open it in a browser, or chat in a terminal: parley chat https://127.0.0.1:4000/ --insecure",
      "",
    ]);
    expect(localUrl({ host: "::", port: 4000, tls })).toBe("https://[::1]:4000/");
  });
});

test("L1: the command to connect with follows the URL", () => {
  expect(announcement("https://chat.example.org/parley/", "npx parley")).toContain(
    "npx parley chat https://chat.example.org/parley/\n",
  );
});

test.each([
  ["127.0.0.1", "http://127.0.0.1:4000/"],
  ["::1", "http://[::1]:4000/"],
  ["0.0.0.0", "http://127.0.0.1:4000/"],
  ["::", "http://[::1]:4000/"],
  ["chat.local", "http://chat.local:4000/"],
])("host %s is reached at %s", (host, url) => {
  expect(localUrl({ host, port: 4000 })).toBe(url);
});
