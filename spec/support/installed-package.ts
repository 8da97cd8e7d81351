/** The package as somebody installs it, shared by the tests that need one. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Copying some 300 MB, nearly all of it native builds of the fast edge, takes its time. ms. */
export const INSTALLING = 240_000;

/** `npm install --global` of a tarball, where `prefix` is npm's: an empty folder, or none yet. */
export async function installPackage(tarball: string, prefix: string): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  await run("npm", ["install", "--global", "--prefix", prefix, "--ignore-scripts", ...quiet, tarball]);
}

/** `npm pack`, with what it builds before. Resolves with the tarball, in `folder`. */
export async function packedInto(folder: string): Promise<string> {
  await run("npm", ["pack", "--loglevel=error", "--pack-destination", folder]);
  return join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");
}
