/** The package as somebody installs it, shared by the tests that need one. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What is installed there stays the same as long as the tarball does. */
const CACHE = resolve("node_modules/.cache/parley-installed");

/** Copying some 300 MB, nearly all of it native builds of the fast edge, takes its time. ms. */
export const INSTALLING = 240_000;

/** Installs a tarball, unless this very one is installed already. Resolves with npm's prefix, which nobody may change. */
export async function installedPackage(tarball: string): Promise<string> {
  const hash = createHash("sha256").update(await readFile(tarball));
  const prefix = join(CACHE, hash.digest("hex"));
  if (existsSync(prefix)) return prefix;
  await rm(CACHE, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  const next = await mkdtemp(join(CACHE, "next-"));
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  await run("npm", ["install", "--global", "--prefix", next, "--ignore-scripts", ...quiet, tarball], {
    cwd: CACHE,
  });
  await rename(next, prefix);
  return prefix;
}

/** `npm pack`, with what it builds before. Resolves with the tarball, in `folder`. */
export async function packedInto(folder: string): Promise<string> {
  await run("npm", ["pack", "--loglevel=error", "--pack-destination", folder]);
  return join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");
}
