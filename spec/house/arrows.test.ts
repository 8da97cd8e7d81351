import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const HOUSE = fileURLToPath(new URL("../..", import.meta.url));

/** Which rooms each room may import, beside itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  actors: [],
  src: ["actors", "config"],
  web: ["actors"],
  tui: ["actors", "config"],
  config: [],
  spec: ["actors", "src", "web", "tui", "config"],
};

/** Where relay and client meet: the command line's entry loads the client for `parley chat`, and only then. */
const MEETING = { path: "src/cli.ts", target: "tui" };

/** What `actors/` may import from outside: it is pure. */
const PURE_PACKAGES = new Set(["xstate", "rxjs", "typebox", "typebox/compile"]);
const IMPURE =
  /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bprocess\.|\bwindow\.|\bdocument\./;

interface Source {
  readonly room: string;
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources = Object.keys(ARROWS).flatMap(sourcesOf);

describe("H1: rooms import only what the design allows", () => {
  test("there is something to check in every room that exists", () => {
    expect(new Set(sources.map(({ room }) => room))).toEqual(
      new Set(["actors", "src", "config", "spec"].concat(existing("web"), existing("tui"))),
    );
  });

  test("H1: relative imports stay within the arrows", () => {
    const wrong = sources.flatMap(({ room, path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => relative(HOUSE, join(HOUSE, dirname(path), specifier)).split("/")[0] ?? "")
        .filter((target) => target !== room && target in ARROWS && !ARROWS[room]?.includes(target))
        .filter((target) => path !== MEETING.path || target !== MEETING.target)
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("H1: the command line's entry loads the client when it is asked to chat, and not before", () => {
    const entry = sources.find(({ path }) => path === MEETING.path)?.text ?? "";
    expect(entry).toContain('await import("../tui/main.ts")');
    expect(entry).not.toMatch(/^import [^;]*tui/m);
  });

  test("H1: actors/ imports no more than its libraries and touches neither clock nor chance", () => {
    const actors = sources.filter(({ room }) => room === "actors");
    const wrong = actors.flatMap(({ path, text, imports }) => [
      ...imports
        .filter((name) => !name.startsWith(".") && !PURE_PACKAGES.has(name))
        .map((name) => `${path}: ${name}`),
      ...(IMPURE.exec(text) ?? []).map((what) => `${path}: ${what}`),
    ]);
    expect(wrong).toEqual([]);
  });

  test("H1: nothing moves in at the top level", () => {
    const folders = readdirSync(HOUSE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .filter((name) => !["node_modules", "dist"].includes(name));
    expect(folders.filter((name) => !(name in ARROWS))).toEqual([]);
  });
});

function existing(room: string): string[] {
  return sources.some((source) => source.room === room) ? [room] : [];
}

function sourcesOf(room: string): Source[] {
  return files(room)
    .filter((path) => /\.(ts|mjs|js|svelte)$/.test(path))
    .map((path) => {
      const text = readFileSync(join(HOUSE, path), "utf8");
      return { room, path, text, imports: importsOf(text) };
    });
}

function files(folder: string): string[] {
  try {
    return readdirSync(join(HOUSE, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(HOUSE, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

function importsOf(text: string): string[] {
  const imports =
    /(?:^|\n)(?:import|export)\b(?:[^;"']*?\bfrom)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
  return Array.from(text.matchAll(imports), ([, fixed, dynamic]) => fixed ?? dynamic ?? "");
}
