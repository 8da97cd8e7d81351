import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocketServer } from "ws";
import type { Finding } from "../../../src/doctor/finding.ts";
import { makeCertificate } from "../../../src/tls/make-certificate.ts";
import { CertificateFolder } from "../../support/certificates.ts";
import { CLI, runCli } from "../../support/cli.ts";
import { TestRelay } from "../../support/relay.ts";
import { SubPathProxy } from "../../support/sub-path-proxy.ts";
import { TurnServer } from "../../support/turn-server.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** What the doctor says, as a script reads it. */
async function doctor(args: readonly string[], env: Record<string, string> = {}) {
  return report(await runCli(["doctor", "--json", ...args], { PARLEY_ADMIN_PORT: "-1", ...env }));
}

function report({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) {
  expect(stderr).toBe("");
  const { ok, findings }: { ok: boolean; findings: readonly Finding[] } = JSON.parse(stdout);
  expect([ok, code]).toEqual(findings.some(({ level }) => level === "problem") ? [false, 12] : [true, 0]);
  const of = (level: Finding["level"]) => findings.filter((finding) => finding.level === level);
  for (const { says, todo, level } of findings) {
    expect(says).toMatch(/^[^\n]*\.$/);
    if (level !== "ok") expect(todo).toMatch(/^[^\n]+\.$/);
  }
  return { problems: of("problem"), warnings: of("warning"), findings };
}

/** A plain server on a free port that answers every request with `status`. */
async function answering(status: number, body = ""): Promise<number> {
  const server: Server = createServer((_, response) => response.writeHead(status).end(body));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function running(): Promise<TestRelay> {
  const relay = await TestRelay.start();
  undo.push(() => relay.stop());
  return relay;
}

describe("F3: a relay that is well", () => {
  test("F3, F4, F6, F7: with a proxy in front, and servers for calls", async () => {
    const relay = await running();
    const proxy = await SubPathProxy.start(relay.port);
    undo.push(() => proxy.close());
    const turn = await TurnServer.start();
    undo.push(() => turn.close());
    const [url = ""] = turn.settings.turnUrls ?? [];
    const { problems, findings } = await doctor(
      [
        ...[
          "--port",
          String(relay.port),
          "--public-url",
          proxy.url,
          "--edge",
          "ws",
          "--max-connections",
          "100",
        ],
        ...[
          "--turn-urls",
          `${url},${url.replace("udp", "tcp")}`,
          "--stun-urls",
          url.replace(/turn:(.*)\?.*/, "stun:$1"),
        ],
      ],
      { PARLEY_TURN_SECRET: String(turn.settings.turnSecret) },
    );
    expect(problems).toEqual([]);
    expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual([
      ...["Node ok", "edge ok", "settings ok", "open files ok", "memory ok", "port ok", "admin port ok"],
      ...["publicUrl ok", "clock ok", "STUN ok", "TURN ok", "TURN ok"],
    ]);
    expect(findings.find(({ check }) => check === "port")?.says).toMatch(/A relay runs on port/);
    await relay.untilOpen(0);
    expect(relay.running.away).toBe(0);
  });

  test("F3: for a person it is a line each and a sum, and nothing has changed", async () => {
    const { code, stdout, stderr } = await runCli([
      "doctor",
      "--port",
      "0",
      "--tls",
      "self-signed",
      "--edge",
      "ws",
      "--admin-port",
      "0",
      "--max-connections",
      "9",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ok {7}port {9}Any free port will do\.$/m);
    expect(stdout).toMatch(/^ok {7}admin port {3}Any free port will do\.$/m);
    expect(stdout).toMatch(/\nProblems: 0, warnings: 0\.\n$/);
  });
});

describe("F4: this machine", () => {
  test("an admin port that another program has", async () => {
    const { problems } = await doctor(["--port", "0", "--max-connections", "9"], {
      PARLEY_ADMIN_PORT: String(await answering(200)),
    });
    expect(problems).toEqual([
      {
        check: "admin port",
        level: "problem",
        says: expect.stringContaining("another program"),
        todo: expect.stringMatching(/--admin-port.*-1 switches/),
      },
    ]);
  });

  test("a port that another program has", async () => {
    const { problems } = await doctor([
      "--port",
      String(await answering(200, '{"up":true}')),
      "--max-connections",
      "9",
    ]);
    expect(problems).toEqual([
      {
        check: "port",
        level: "problem",
        says: expect.stringContaining("another program"),
        todo: expect.stringContaining("--port"),
      },
    ]);
  });

  test("an address of another machine", async () => {
    const { problems } = await doctor(["--host", "192.0.2.1", "--max-connections", "9"]);
    expect(problems).toEqual([expect.objectContaining({ says: expect.stringContaining("no such address") })]);
  });

  test("too few open files", async () => {
    const command = `ulimit -n 128 && exec "$0" "$@"`;
    const child = spawn(
      "bash",
      ["-c", command, process.execPath, CLI, "doctor", "--json", "--port", "0", "--edge", "ws"],
      {
        env: { PATH: process.env["PATH"] },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const closed = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const { problems } = report({ code: Number((await closed)[0]), stdout, stderr });
    expect(problems).toEqual([
      expect.objectContaining({
        check: "open files",
        says: expect.stringContaining("128 files"),
        todo: expect.stringContaining("LimitNOFILE"),
      }),
    ]);
  });

  test("settings that cannot be used or disagree, all of them, and no secret", async () => {
    const { problems } = await doctor(["--port", "99999"], { PARLEY_TURN_SECRET: "tell me" });
    expect(problems.map(({ check }) => check)).toEqual(["settings", "settings"]);
    const [contradiction] = (await doctor([], { PARLEY_TURN_SECRET: "tell-me-not" })).problems;
    expect(contradiction?.says).toBe(
      "turnSecret (PARLEY_TURN_SECRET) is given without turnUrls; expected both or neither.",
    );
    expect(JSON.stringify([problems, contradiction])).not.toMatch(/tell.me/);
  });
});

describe("F5: certificates", () => {
  let folder: CertificateFolder;
  beforeAll(async () => {
    folder = await CertificateFolder.create();
  });
  afterAll(() => folder.remove());

  async function examined(certFile: string, keyFile: string, ...args: readonly string[]) {
    const { problems, warnings } = await doctor([
      ...["--port", "0", "--edge", "ws", "--max-connections", "9"],
      ...["--tls-cert", certFile, "--tls-key", keyFile, ...args],
    ]);
    return [...problems, ...warnings]
      .filter(({ check }) => check === "certificate")
      .map(({ level, says }) => `${level}: ${says}`);
  }

  /** Valid for 396 days from so many days ago. */
  async function made(name: string, daysAgo: number) {
    const { cert, key } = await makeCertificate(
      ["localhost", "127.0.0.1"],
      new Date(Date.now() - daysAgo * 86_400_000),
    );
    return [await folder.write(`${name}.cert`, cert), await folder.write(`${name}.key`, key)] as const;
  }

  test("one that is good, expired, soon to be, or not yet valid", async () => {
    expect(await examined(...(await made("good", 1)))).toEqual([]);
    expect(await examined(...(await made("expired", 400)))).toEqual([
      expect.stringMatching(/^problem: The certificate has expired/),
    ]);
    expect(await examined(...(await made("soon", 380)))).toEqual([
      expect.stringMatching(/^warning: The certificate expires in 15 days/),
    ]);
    expect(await examined(...(await made("early", -3)))).toEqual([
      expect.stringMatching(/^problem: .* not valid before/),
    ]);
  });

  test("a key of another, and one that is not for the host of publicUrl", async () => {
    const [cert] = await made("one", 1);
    const [own, key] = await made("other", 1);
    expect(await examined(cert, key)).toEqual([expect.stringMatching(/^problem: .* does not belong/)]);
    expect(await examined(own, key, "--public-url", "https://127.0.0.2:1/")).toEqual([
      "warning: It is for localhost, 127.0.0.1, not for 127.0.0.2 of publicUrl.",
    ]);
  });
});

describe("F6: publicUrl", () => {
  const publicUrl = async (url: string, ...args: readonly string[]) => {
    const { problems, warnings } = await doctor([
      "--port",
      "0",
      "--edge",
      "ws",
      "--max-connections",
      "9",
      "--public-url",
      url,
      ...args,
    ]);
    return [...problems, ...warnings].filter(({ check }) => check === "publicUrl");
  };

  test.each([
    [200, "Upgrade and Connection"],
    [404, "path of publicUrl"],
    [426, "Upgrade and Connection"],
    [401, "password"],
  ])("a server that answers %i in place of a WebSocket", async (status, todo) => {
    expect(await publicUrl(`http://127.0.0.1:${await answering(status)}/`)).toEqual([
      {
        check: "publicUrl",
        level: "problem",
        says: expect.stringContaining(`HTTP ${status}`),
        todo: expect.stringContaining(todo),
      },
    ]);
  });

  test("a proxy without a relay behind it is a warning while none runs, and a problem when one does", async () => {
    const url = `http://127.0.0.1:${await answering(502)}/`;
    expect(await publicUrl(url)).toMatchObject([
      { level: "warning", says: expect.stringContaining("not running") },
    ]);
    const relay = await running();
    expect(await publicUrl(url, "--port", String(relay.port))).toMatchObject([{ level: "problem" }]);
  });

  test.each([
    ["of another protocol", () => false as const],
    ["that says something else", () => "parley.v1"],
  ])("a WebSocket %s", async (_, handleProtocols) => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols });
    await once(server, "listening");
    undo.push(() => server.close());
    server.on("connection", (socket) => socket.send('{"type":"hello"}'));
    const { port } = server.address() as AddressInfo;
    expect(await publicUrl(`http://127.0.0.1:${port}/`)).toMatchObject([
      { level: "problem", says: expect.stringContaining("no relay of this protocol") },
    ]);
  });

  test("a certificate that nobody trusts, until its authority is given", async () => {
    const folder = await CertificateFolder.create();
    undo.push(() => folder.remove());
    const { files } = await folder.make("own");
    const relay = await TestRelay.start({ tlsCert: files.certFile, tlsKey: files.keyFile });
    undo.push(() => relay.stop());
    const url = `https://127.0.0.1:${relay.port}/`;
    expect(await publicUrl(url)).toMatchObject([
      { level: "problem", todo: expect.stringContaining("NODE_EXTRA_CA_CERTS") },
    ]);
    const args = [
      "--port",
      "0",
      "--edge",
      "ws",
      "--max-connections",
      "9",
      "--public-url",
      url,
      "--trusted-proxies",
      "127.0.0.1",
    ];
    const { findings } = await doctor(args, { NODE_EXTRA_CA_CERTS: files.certFile });
    expect(findings).toContainEqual({
      check: "publicUrl",
      level: "ok",
      says: `${url} leads to a relay that welcomes.`,
    });
  });

  test("F6, F8: one that takes the connection and never answers is given up", async () => {
    const server = createTcpServer(() => {}).listen(0, "127.0.0.1");
    await once(server, "listening");
    undo.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await publicUrl(`http://127.0.0.1:${port}/`)).toMatchObject([
      { says: expect.stringContaining("not running") },
    ]);
  });
});

describe("F7: TURN", () => {
  test("F7, F8: another secret than the server's is refused, and told nobody", async () => {
    const turn = await TurnServer.start();
    undo.push(() => turn.close());
    const secret = "not-the-secret-of-the-server";
    const { problems } = await doctor(
      [
        "--port",
        "0",
        "--edge",
        "ws",
        "--max-connections",
        "9",
        "--turn-urls",
        String(turn.settings.turnUrls),
      ],
      { PARLEY_TURN_SECRET: secret },
    );
    expect(problems).toEqual([
      expect.objectContaining({
        check: "TURN",
        says: expect.stringContaining("401"),
        todo: expect.stringContaining("turnSecret"),
      }),
    ]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  test("a server that is not there, by UDP, TCP and TLS; DTLS is not tried", async () => {
    const turnUrls =
      "turn:127.0.0.1:1,turn:127.0.0.1:1?transport=tcp,turns:127.0.0.1:1,turns:127.0.0.1:1?transport=udp";
    const { problems, warnings } = await doctor(
      ["--port", "0", "--edge", "ws", "--max-connections", "9", "--turn-urls", turnUrls],
      { PARLEY_TURN_SECRET: "a-secret-of-turn" },
    );
    expect(problems.map(({ says }) => says)).toEqual(Array(3).fill(expect.stringContaining("ECONNREFUSED")));
    expect(warnings).toMatchObject([{ check: "TURN", says: expect.stringContaining("DTLS") }]);
  });
});
