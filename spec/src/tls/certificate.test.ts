import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CertificateError, readCertificate } from "../../../src/tls/certificate.ts";
import { CertificateFolder, type TestCertificate } from "../../support/certificates.ts";

let folder: CertificateFolder;
let own: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  folder = await CertificateFolder.create();
  [own, other] = [await folder.make("own"), await folder.make("other")];
});
afterAll(() => folder.remove());

function refusal(certFile: string, keyFile: string): string {
  try {
    readCertificate({ certFile, keyFile });
  } catch (error) {
    if (error instanceof CertificateError) return error.message;
    throw error;
  }
  return "accepted";
}

test("X3: a certificate with its key is read, with what people want to know of it", () => {
  expect(readCertificate(own.files)).toMatchObject({
    fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    names: ["localhost", "127.0.0.1"],
  });
});

test("X3: a certificate with its chain, and a key of another kind, are fine", async () => {
  const chain = await folder.write("chain.pem", own.cert + other.cert);
  expect(refusal(chain, own.files.keyFile)).toBe("accepted");
  expect(refusal(chain, other.files.keyFile)).toContain("does not belong");
});

test("X3: a file that is missing, or is a folder", () => {
  const missing = `${folder.path}/none.pem`;
  expect(refusal(missing, own.files.keyFile)).toMatch(/none\.pem" cannot be read: there is no such file\.$/);
  expect(refusal(own.files.certFile, missing)).toMatch(/none\.pem" cannot be read: there is no such file\.$/);
  expect(refusal(folder.path, own.files.keyFile)).toMatch(/cannot be read: it is a folder\.$/);
});

test("X3: files with something else in them", async () => {
  const junk = await folder.write("junk.pem", "not PEM\u001b[31m");
  expect(refusal(junk, own.files.keyFile)).toMatch(/junk\.pem" holds no certificate in PEM\.$/);
  expect(refusal(own.files.certFile, junk)).toMatch(/junk\.pem" holds no key in PEM\.$/);
  expect(refusal(own.files.keyFile, own.files.certFile)).toContain("holds no certificate");
});

test("X3: a key of another certificate", () => {
  expect(refusal(own.files.certFile, other.files.keyFile)).toMatch(
    /^The key ".*other\.key\.pem" does not belong to the certificate ".*own\.cert\.pem"\.$/,
  );
});

test("X3: a key with a passphrase", async () => {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" },
  });
  const locked = await folder.write("locked.pem", privateKey);
  expect(refusal(own.files.certFile, locked)).toMatch(/holds a key with a passphrase; store it without\.$/);
});
