import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { afterEach, expect, test } from "@jest/globals";
import { checkShownCertificate } from "../../../src/doctor/shown-certificate.ts";
import { makeCertificate } from "../../../src/tls/make-certificate.ts";
import { CertificateFolder } from "../../support/certificates.ts";
import { answering, doctor, MODEST, undo, undoAll } from "../../support/doctor.ts";
import { TestRelay } from "../../support/relay.ts";
import { TurnServer } from "../../support/turn-server.ts";

afterEach(undoAll);

const DAY = 86_400_000;

/** Valid for 396 days from so many days ago. */
const made = (daysAgo: number) =>
  makeCertificate(["localhost", "127.0.0.1"], new Date(Date.now() - daysAgo * DAY));

test.each([
  [1, "ok", "is valid until"],
  [385, "warning", "expires in 10 days"],
  [400, "problem", "has expired"],
  [-3, "problem", "not valid before"],
])("F14: a certificate that is shown, made %i days ago: %s", async (daysAgo, level, says) => {
  const server = createServer(await made(daysAgo)).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const place = { host: "127.0.0.1", port };
  expect(await checkShownCertificate("https://127.0.0.1/", place, Date.now)).toEqual([
    expect.objectContaining({ check: "certificate", level, says: expect.stringContaining(says) }),
  ]);
});

test("F14: where no TLS is spoken, and where nobody is, there is none", async () => {
  const port = await answering(200);
  expect(await checkShownCertificate("x", { host: "127.0.0.1", port }, Date.now)).toEqual([]);
  expect(await checkShownCertificate("x", { host: "127.0.0.1", port: 1 }, Date.now)).toEqual([]);
});

test("F14: the one at publicUrl is looked at, whoever shows it", async () => {
  const folder = await CertificateFolder.create();
  undo.push(() => folder.remove());
  const { cert, key } = await made(390);
  const files = { tlsCert: await folder.write("cert", cert), tlsKey: await folder.write("key", key) };
  const relay = await TestRelay.start(files);
  undo.push(() => relay.stop());
  const url = `https://127.0.0.1:${relay.port}/`;
  const { warnings } = await doctor([...MODEST, "--public-url", url, "--trusted-proxies", "192.0.2.1"], {
    NODE_EXTRA_CA_CERTS: files.tlsCert,
  });
  expect(warnings).toContainEqual(
    expect.objectContaining({
      check: "certificate",
      says: expect.stringMatching(`^The certificate at ${url} expires in 5 days`),
    }),
  );
});

test("F7, F14: that of a turns: server is looked at, and told as the reason when it has expired", async () => {
  const turn = await TurnServer.start();
  undo.push(() => turn.close());
  const url = `turns:127.0.0.1:${turn.ports.tlsPort}?transport=tcp`;
  const told = async () => {
    const { problems, warnings } = await doctor([...MODEST, "--turn-urls", url], {
      PARLEY_TURN_SECRET: String(turn.settings.turnSecret),
      NODE_EXTRA_CA_CERTS: turn.certificate.files.certFile,
    });
    return [...problems, ...warnings];
  };
  const folder = await CertificateFolder.create();
  undo.push(() => folder.remove());
  const renew = async (daysAgo: number) => {
    await turn.stop();
    await folder.replace(turn.certificate, await made(daysAgo));
    await turn.start();
  };
  await renew(390);
  expect(await told()).toEqual([
    expect.objectContaining({
      check: "certificate",
      level: "warning",
      says: expect.stringContaining(`at ${url} expires in 5 days`),
    }),
  ]);
  await renew(400);
  expect(await told()).toEqual([
    {
      check: "TURN",
      level: "problem",
      says: expect.stringContaining("CERT_HAS_EXPIRED"),
      todo: expect.stringMatching(/certificate.*has expired: renew it/),
    },
  ]);
});
