import { isAbsolute, relative, sep } from "node:path";

/** How the running process was started. */
export interface Start {
  /** The path of `cli.js` itself, symbolic links resolved. */
  readonly script: string;
  readonly folder: string;
  /** npm's `npm_command`, which is `exec` under `npx`. */
  readonly npmCommand: string | undefined;
}

/** What somebody in the same folder types to run Parley once more: installed packages lie in a `node_modules`. */
export function ownCommand({ script, folder, npmCommand }: Start): string {
  if (script.split(sep).includes("node_modules")) return npmCommand === "exec" ? "npx parley" : "parley";
  const near = relative(folder, script);
  const path = near.startsWith("..") || isAbsolute(near) ? script : near;
  return `node ${/\s/.test(path) ? `"${path}"` : path}`;
}
