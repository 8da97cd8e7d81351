import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { TOKEN } from "../../support/admin.ts";
import {
  CertificateFolder,
  secureGet,
  shownFingerprint,
  type TestCertificate,
} from "../../support/certificates.ts";
import { endServed, logged, runCli, serveCli } from "../../support/cli.ts";
import { BOTH_EDGES } from "../../support/relay.ts";

const SECRET = { PARLEY_ADMIN_TOKEN: TOKEN };

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
  const started = await serveCli(["--admin-port", "0", ...args], env);
  const url = /^Inspector and metrics at (.*)$/m.exec(started.announced)?.[1] ?? "";
  return { ...started, url, port: Number(new URL(url).port) };
}

test("L1, D9: serve says where inspector and metrics are, and on loopback speaks plain HTTP there", async () => {
  const { certFile, keyFile } = first.files;
  const { announced, url } = await served(["--tls-cert", certFile, "--tls-key", keyFile], SECRET);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/inspect\/$/);
  expect(announced).not.toContain(TOKEN);
  const answer = await fetch(new URL("/metrics", url), { headers: { Authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(/^parley_build_info\{version="[\d.]+",edge="(uws|ws)"\} 1$/m);
});

test.each(BOTH_EDGES)(
  "D9: beyond loopback it has the relay's certificate, exchanged on SIGHUP (%s)",
  async (edge) => {
    const own = await folder.make(`own-${edge}`);
    const tls = ["--tls-cert", own.files.certFile, "--tls-key", own.files.keyFile];
    const { child, url, port } = await served(["--edge", edge, "--admin-host", "0.0.0.0", ...tls], SECRET);
    expect(url).toBe(`https://127.0.0.1:${port}/inspect/`);
    expect(await secureGet(port, "/health", own.cert)).toMatchObject({ status: 200 });
    expect(await secureGet(port, "/metrics", own.cert)).toMatchObject({ status: 401 });
    await folder.replace(own, second);
    const exchanged = logged(child, "certificate");
    child.kill("SIGHUP");
    await exchanged;
    expect(await shownFingerprint(port)).toBe(second.fingerprint);
  },
);

test("D1, L2: its port in use is exit code 3 and one sentence that says what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { code, stdout, stderr } = await runCli(["serve", "--port", "0", "--admin-port", String(port)]);
  other.close();
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toBe(
    `parley: Cannot listen on 127.0.0.1:${port}: another program has this port; stop it or choose another with ` +
      "--admin-port (adminPort); -1 switches this listener, for inspector and metrics, off.\n",
  );
});

test("D1, L2: beyond loopback without a token is exit code 2", async () => {
  expect(await runCli(["serve", "--port", "0", "--admin-host", "::"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^parley: adminHost \(--admin-host\) is "::", .* without adminToken; .*\n$/,
    ),
  });
});
