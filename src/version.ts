import { existsSync, readFileSync } from "node:fs";

/** The version in this package's `package.json`, whether this file runs from `src/` or from `dist/src/`. */
export function packageVersion(): string {
  return manifest().version;
}

/** Which Node Parley needs, as `>=20.19`. */
export function wantedNode(): string {
  return manifest().engines.node;
}

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

function manifest(): Manifest {
  let folder = new URL("../", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) {
    const parent = new URL("../", folder);
    if (parent.href === folder.href) throw new Error("package.json is missing from this installation.");
    folder = parent;
  }
  return JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
}
