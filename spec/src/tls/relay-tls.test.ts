import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Machine } from "../../../src/tls/machine.ts";
import { RelayTls } from "../../../src/tls/relay-tls.ts";
import { CertificateFolder, type TestCertificate } from "../../support/certificates.ts";

let folder: CertificateFolder;
let first: TestCertificate;
let machine: Machine;

beforeEach(async () => {
  folder = await CertificateFolder.create();
  first = await folder.make("first");
  machine = { dataFolder: folder.path, hostName: "study", addresses: [], now: () => new Date() };
});
afterEach(() => folder.remove());

const given = () => ({ tls: "off", tlsCert: first.files.certFile, tlsKey: first.files.keyFile }) as const;

test("X1: without a certificate there is no TLS, with one there is", async () => {
  const none = { tls: "off", tlsCert: undefined, tlsKey: undefined } as const;
  expect(await RelayTls.from(none, machine)).toBeUndefined();
  expect(await RelayTls.from(given(), machine)).toMatchObject({
    selfSigned: false,
    fingerprint: first.fingerprint,
    files: first.files,
  });
});

describe("X4, X5: reload", () => {
  test("X4: uses another certificate, and the same one not again", async () => {
    const tls = await RelayTls.from(given(), machine);
    const used: string[] = [];
    const reload = () => tls?.reload(({ certFile }) => void used.push(certFile));
    expect(await reload()).toBe(false);
    const second = await folder.make("second");
    await folder.replace(first, second);
    expect([await reload(), await reload()]).toEqual([true, false]);
    expect(used).toEqual([first.files.certFile]);
    expect(tls?.fingerprint).toBe(second.fingerprint);
  });

  test("X5: keeps the old one when the new one is none, or is not taken", async () => {
    const tls = await RelayTls.from(given(), machine);
    const refuse = () => {
      throw new Error("not taken");
    };
    await folder.replace(first, await folder.make("second"));
    await expect(tls?.reload(refuse)).rejects.toThrow("not taken");
    await folder.write("first.cert.pem", "broken");
    await expect(tls?.reload(() => {})).rejects.toThrow("holds no certificate in PEM");
    expect(tls?.fingerprint).toBe(first.fingerprint);
  });

  test("X4: renews a self-signed certificate when its time has come", async () => {
    let now = new Date();
    const settings = { tls: "self-signed", tlsCert: undefined, tlsKey: undefined } as const;
    const tls = await RelayTls.from(settings, { ...machine, now: () => now });
    expect(tls?.selfSigned).toBe(true);
    expect(await tls?.reload(() => {})).toBe(false);
    now = new Date(now.getTime() + 370 * 24 * 3_600_000);
    expect(await tls?.reload(() => {})).toBe(true);
  });
});
