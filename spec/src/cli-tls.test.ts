import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  CertificateFolder,
  secureGet,
  shownFingerprint,
  type TestCertificate,
} from "../support/certificates.ts";
import { ended, endServed, logged, runCli, serveCli } from "../support/cli.ts";
import { BOTH_EDGES } from "../support/relay.ts";
import { Client } from "../support/ws-client.ts";

let folder: CertificateFolder;
let first: TestCertificate;
let second: TestCertificate;

beforeAll(async () => {
  folder = await CertificateFolder.create();
  [first, second] = [await folder.make("first"), await folder.make("second")];
});
afterAll(() => folder.remove());

afterEach(endServed);

async function served(args: readonly string[], env: Record<string, string> = {}) {
  const started = await serveCli(args, env);
  const port = Number(/:(\d+)\/$/m.exec(started.announced)?.[1]);
  return { ...started, port };
}

const flags = (certFile: string, keyFile: string) => ["--tls-cert", certFile, "--tls-key", keyFile];

describe("what is wrong is told before the start", () => {
  test("X2: a certificate without a key is exit code 2", async () => {
    const { code, stderr } = await runCli(["serve", "--tls-cert", first.files.certFile]);
    expect([code, stderr]).toEqual([
      2,
      "parley: tlsCert (--tls-cert) is given without tlsKey; expected both or neither\n",
    ]);
  });

  test("X3: a file that is missing and a key of another certificate are exit code 7", async () => {
    const missing = await runCli(["serve", ...flags("none.pem", first.files.keyFile)]);
    expect(missing).toEqual({
      code: 7,
      stdout: "",
      stderr: 'parley: "none.pem" cannot be read: there is no such file.\n',
    });
    const mixed = await runCli(["serve", ...flags(first.files.certFile, second.files.keyFile)]);
    expect(mixed).toMatchObject({ code: 7, stderr: expect.stringContaining("does not belong") });
  });

  test("X3: a data folder that cannot be written is exit code 7", async () => {
    const file = await folder.write("file", "");
    const result = await runCli(["serve", "--tls", "self-signed"], { XDG_DATA_HOME: file });
    expect(result).toMatchObject({
      code: 7,
      stdout: "",
      stderr: expect.stringContaining("cannot be written"),
    });
    expect(result.stderr.split("\n")).toHaveLength(2);
  });
});

describe.each(BOTH_EDGES)("parley serve with TLS on %s", (edge) => {
  let own: TestCertificate;
  beforeEach(async () => {
    own = await folder.make(`own-${edge}`);
  });

  test("X1, X4, X5: shows the certificate, exchanges it on SIGHUP, and keeps it from a broken one", async () => {
    const args = [...flags(own.files.certFile, own.files.keyFile), "--edge", edge];
    const { child, announced, port } = await served(args);
    expect(announced).toContain(`Parley is running at https://127.0.0.1:${port}/\n`);
    expect(announced).toContain(`cli.js chat https://127.0.0.1:${port}/\n`);
    const health = await secureGet(port, "/health", own.cert);
    expect(health).toMatchObject({ status: 200, body: '{"status":"ok","server":"parley"}' });
    expect(Object.keys(health.headers)).not.toContain("strict-transport-security");
    expect(await secureGet(port, "/", own.cert)).toMatchObject({ status: 200 });

    const old = await Client.open(`wss://127.0.0.1:${port}/ws/text`, { ca: own.cert });
    await old.next();
    old.send("/chatroom");
    await old.next();
    await folder.replace(own, second);
    let line = logged(child, "certificate");
    child.kill("SIGHUP");
    expect(await line).toMatchObject({ level: "info", fingerprint: second.fingerprint });
    expect(await shownFingerprint(port)).toBe(second.fingerprint);

    const young = await Client.open(`wss://127.0.0.1:${port}/ws/text`, { ca: second.cert });
    await young.next();
    young.send("/chatroom");
    await young.next();
    young.send("MSG:from young");
    expect(await old.next()).toMatch(/^CHATROOM:.*:from young$/);
    old.send("MSG:from old");
    expect(await young.next()).toMatch(/^CHATROOM:.*:from old$/);

    await folder.replace(own, { cert: second.cert, key: first.key });
    line = logged(child, "certificate");
    child.kill("SIGHUP");
    expect(await line).toMatchObject({ level: "error" });
    expect(await shownFingerprint(port)).toBe(second.fingerprint);

    child.kill("SIGTERM");
    expect(await ended(child)).toEqual([0, null]);
    expect((await old.untilClosed()).code).toBe(1012);
    expect((await young.untilClosed()).code).toBe(1012);
  });

  test("X6, X7: self-signed prints the fingerprint of the certificate that it keeps", async () => {
    const env = { XDG_DATA_HOME: join(folder.path, edge) };
    const { announced, port, child } = await served(["--tls", "self-signed", "--edge", edge], env);
    const printed = /^Its certificate is self-signed; SHA-256 fingerprint: (.*)$/m.exec(announced)?.[1];
    expect(await shownFingerprint(port)).toBe(printed);
    expect(announced).toContain(`cli.js chat https://127.0.0.1:${port}/ --insecure\n`);
    const kept = readFileSync(join(env.XDG_DATA_HOME, "parley/tls/cert.pem"), "utf8");
    expect((await secureGet(port, "/health", kept)).status).toBe(200);
    child.kill("SIGTERM");
    await ended(child);
    const again = await served(["--tls", "self-signed", "--edge", edge], env);
    expect(again.announced).toContain(`fingerprint: ${printed}\n`);
  });
});
