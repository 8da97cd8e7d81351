import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeCertificate } from "../../../src/tls/make-certificate.ts";
import { CertificateFolder } from "../../support/certificates.ts";
import { doctor, MODEST } from "../../support/doctor.ts";

describe("F5: certificates", () => {
  let folder: CertificateFolder;
  beforeAll(async () => {
    folder = await CertificateFolder.create();
  });
  afterAll(() => folder.remove());

  async function examined(certFile: string, keyFile: string, ...args: readonly string[]) {
    const files = ["--tls-cert", certFile, "--tls-key", keyFile];
    const { problems, warnings } = await doctor([...MODEST, ...files, ...args]);
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
