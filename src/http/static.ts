import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { lookup } from "mrmime";

/** One file, held in memory with its compressed forms. */
export interface StaticFile {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Hexadecimal, of the content. */
  readonly hash: string;
  readonly content: Buffer;
  /** Best first; empty when compressing does not pay. */
  readonly compressed: readonly { readonly coding: "br" | "gzip"; readonly content: Buffer }[];
}

/** Files by URL path, percent-decoded: `/assets/app-1a2b3c.js`, and `/` beside `/index.html`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Reads every file below `folder` into memory, dot files and symbolic links aside. A folder that is not there gives
 * an empty table. A request can only ever reach what is in the table, so no path leads out of the folder.
 */
export async function loadStatic(folder: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  for (const path of await filesBelow(folder)) {
    const urlPath = `/${relative(folder, path).split(sep).join("/")}`;
    if (urlPath.includes("/.")) continue;
    const file = await load(path, urlPath);
    files.set(urlPath, file);
    if (urlPath.endsWith("/index.html")) files.set(urlPath.slice(0, -"index.html".length), file);
  }
  return files;
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

const YEAR = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

async function load(path: string, urlPath: string): Promise<StaticFile> {
  const content = await readFile(path);
  const contentType = typeOf(path);
  return {
    contentType,
    // The build puts a hash into the name of whatever is under /assets/: a new content has a new name.
    cacheControl: urlPath.startsWith("/assets/") ? YEAR : ASK_AGAIN,
    hash: createHash("sha256").update(content).digest("hex").slice(0, 32),
    content,
    compressed:
      COMPRESSIBLE.test(contentType) && content.length > WORTH_COMPRESSING ? await pack(content) : [],
  };
}

const COMPRESSIBLE = /^text\/|javascript|json|xml|wasm/;
/** Bytes; shorter files fit in one packet as they are. */
const WORTH_COMPRESSING = 1024;

function typeOf(path: string): string {
  const type = lookup(path) ?? "application/octet-stream";
  return /^text\/|javascript|json|svg/.test(type) ? `${type}; charset=utf-8` : type;
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

async function pack(content: Buffer): Promise<StaticFile["compressed"]> {
  // Quality 9 of 11: a few per cent larger, and the relay does not start seconds later.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return [
    { coding: "br", content: await brotli(content, { params }) },
    { coding: "gzip", content: await gzipped(content, { level: 9 }) },
  ];
}
