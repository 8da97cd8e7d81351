import { X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { dataFolder, type Machine } from "../../../src/tls/machine.ts";
import { selfSigned } from "../../../src/tls/self-signed.ts";
import { CertificateFolder } from "../../support/certificates.ts";

const DAY = 24 * 3_600_000;

let folder: CertificateFolder;
let machine: Machine;

beforeEach(async () => {
  folder = await CertificateFolder.create();
  machine = {
    dataFolder: join(folder.path, "data", "parley"),
    hostName: "Study",
    addresses: ["192.168.1.20", "10.0.0.7"],
    now: () => new Date("2026-11-20T12:00:00Z"),
  };
});
afterEach(() => folder.remove());

const inDays = (days: number): Machine => ({
  ...machine,
  now: () => new Date(machine.now().getTime() + days * DAY),
});

test("X6: is for this machine's names and addresses, and for a year", async () => {
  const { files, names, validFrom, validTo } = await selfSigned(machine);
  expect(names).toEqual(["localhost", "study", "study.local", "127.0.0.1", "192.168.1.20", "10.0.0.7"]);
  expect(validFrom.getTime()).toBeLessThan(machine.now().getTime());
  expect((validTo.getTime() - validFrom.getTime()) / DAY).toBeLessThanOrEqual(397);
  expect((validTo.getTime() - machine.now().getTime()) / DAY).toBeGreaterThan(365);
  const x509 = new X509Certificate(readFileSync(files.certFile));
  expect(x509.verify(x509.publicKey)).toBe(true);
  expect([x509.checkHost("study.local"), x509.checkIP("10.0.0.7")]).toEqual(["study.local", "10.0.0.7"]);
  expect(x509.ca).toBe(false);
});

test("X6: nobody but its user can read the key, also where the one before was open to all", async () => {
  const { keyFile } = (await selfSigned(machine)).files;
  const modes = () => [keyFile, dirname(keyFile)].map((path) => statSync(path).mode & 0o777);
  expect(modes()).toEqual([0o600, 0o700]);
  chmodSync(keyFile, 0o644);
  chmodSync(dirname(keyFile), 0o755);
  await selfSigned(inDays(370));
  expect(modes()).toEqual([0o600, 0o700]);
});

test("X6: is kept while it is good", async () => {
  const { fingerprint } = await selfSigned(machine);
  expect((await selfSigned(inDays(300))).fingerprint).toBe(fingerprint);
  const withoutOne = { ...machine, addresses: ["10.0.0.7"] };
  expect((await selfSigned(withoutOne)).fingerprint).toBe(fingerprint);
});

test("X6: is made anew when it ends soon, is not valid yet, lacks a name, or has lost its key", async () => {
  const seen = new Set<string>();
  const remember = async (at: Machine) => seen.add((await selfSigned(at)).fingerprint);
  await remember(machine);
  await remember(inDays(370));
  await remember(machine);
  await remember({ ...machine, addresses: ["192.168.1.99"] });
  const { files } = await selfSigned(machine);
  seen.add(readFileSync(files.certFile, "utf8"));
  rmSync(files.keyFile);
  await remember(machine);
  expect(seen.size).toBe(6);
});

test("X6: a host name that no DNS name can be is left out", async () => {
  const { names } = await selfSigned({ ...machine, hostName: "Ada's Mac", addresses: [] });
  expect(names).toEqual(["localhost", "127.0.0.1"]);
});

test("X3, X6: a folder that cannot be written is told in one sentence", async () => {
  const file = await folder.write("file", "");
  await expect(selfSigned({ ...machine, dataFolder: file })).rejects.toMatchObject({
    name: "CertificateError",
    message: expect.stringMatching(
      /^The folder ".*file\/tls" cannot be written, .* a file is in its place; .*\.$/,
    ),
  });
});

test.each([
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/parley"],
  ["linux", { XDG_DATA_HOME: "relative" }, "/home/ada/.local/share/parley"],
  ["linux", {}, "/home/ada/.local/share/parley"],
  ["darwin", {}, "/home/ada/Library/Application Support/parley"],
  ["win32", { LOCALAPPDATA: "/Local" }, "/Local/parley"],
  ["win32", {}, "/home/ada/AppData/Local/parley"],
] as const)("X6: on %s with %j data is kept in %s", (platform, env, expected) => {
  expect(dataFolder(platform, env, "/home/ada")).toBe(expected);
});
