import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { validate } from "dockerfile-utils";
import { settings } from "../../../config/settings.ts";
import { freePort } from "../../support/free-port.ts";
import { sample } from "../../support/samples.ts";

/** There is no engine to build with here, so what the steps do is done without one. */
const dockerfile = sample("Dockerfile");
const [build = "", image = ""] = dockerfile.split(/^(?=FROM )/m).slice(1);

/** What is copied from the sources, in either stage. */
const copied = (stage: string) =>
  [...stage.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));
/** The words of an instruction in exec form. */
const words = (instruction: string): string[] =>
  JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, "m").exec(image)?.[1] ?? "[]");

const NATIVE = "node_modules/uWebSockets.js";

/** What Node calls the interface of its native modules, by its major version (`process.versions.modules`). */
const ABI: Readonly<Record<string, number>> = { 20: 115, 22: 127, 24: 137 };

/** Debian 13 has glibc 2.41. */
const TRIXIE_GLIBC = 41;

let folder: string;
let container: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-image-"));
});
afterEach(async () => {
  container?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function copy(names: readonly string[], into = folder): Promise<void> {
  for (const name of names) await cp(resolve(name), join(into, name), { recursive: true });
}

/** Lets the set-up build from those sources, with npm and compilers that do nothing; answers what it says they were. */
async function builtOf(names: readonly string[]): Promise<string> {
  const house = await mkdtemp(join(folder, "house-"));
  await copy(names, house);
  for (const tool of ["node_modules/typescript/bin/tsc", "node_modules/vite/bin/vite.js", "npm-cli.js"]) {
    await mkdir(dirname(join(house, tool)), { recursive: true });
    await writeFile(join(house, tool), "");
  }
  const env = { PATH: process.env["PATH"], npm_execpath: join(house, "npm-cli.js") };
  const args = ["src/setup.mjs", "build"];
  const { stderr } = spawnSync(process.execPath, args, { cwd: house, env, encoding: "utf8" });
  expect(stderr).toBe("");
  return readFile(join(house, "dist/.stamp"), "utf8");
}

describe("B8: the image", () => {
  test("has a Dockerfile without a mistake that can be found", () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test("is built of what is there and not ignored, and of nothing else", () => {
    const sources = new Set([...copied(build), ...copied(image)]);
    expect([...sources].filter((name) => !existsSync(name))).toEqual([]);
    const kept = [...sample("Dockerfile.dockerignore").matchAll(/^!(.*)$/gm)].map(([, name]) => name);
    expect(new Set(kept)).toEqual(sources);
  });

  test("is built of all that the build looks at", async () => {
    const other = ["node_modules", "dist", "spec", ".git"];
    const everything = readdirSync(".").filter((name) => !other.includes(name));
    expect(await builtOf(copied(build))).toBe(await builtOf(everything));
  });

  test("agrees with package.json and the settings", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    const [, oldest] = /^>=(\d+)\./.exec(engines.node) ?? [];
    const [base, ...others] = [build, image].map(
      (stage) => /^FROM node:(\d+)-trixie-slim\b/.exec(stage)?.[1],
    );
    expect(others).toEqual([base]);
    expect(Number(base)).toBeGreaterThanOrEqual(Number(oldest));
    expect(image).toContain(`\nEXPOSE ${settings.port.default}\n`);
    expect(image).toContain(` PARLEY_PORT=${settings.port.default}\n`);
    expect(image).toMatch(/\nUSER node\n/);
  });

  test("B14: has a fast edge for its Node and glibc", () => {
    const [, major = ""] = /^FROM node:(\d+)-trixie-slim\b/.exec(image) ?? [];
    for (const arch of ["x64", "arm64"]) {
      const binary = readFileSync(join(NATIVE, `uws_linux_${arch}_${ABI[major]}.node`), "latin1");
      const versions = [...binary.matchAll(/\bGLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      expect(versions.length).toBeGreaterThan(0);
      expect(Math.max(...versions)).toBeLessThanOrEqual(TRIXIE_GLIBC);
    }
  });

  test("B14: runs nobody's install scripts, and keeps of the fast edge what this system loads", async () => {
    const commands = [...dockerfile.matchAll(/^RUN ((?:.*\\\n)*.*)$/gm)].map(([, command = ""]) => command);
    const installs = commands.flatMap((command) => command.match(/npm ci[^&]*/g) ?? []);
    expect(installs).toHaveLength(2);
    for (const install of installs) expect(install).toContain("--ignore-scripts");
    const [deletion = ""] = commands.flatMap((command) => command.match(/find .*-delete/gs) ?? []);
    // The names of the real package: what a link leads to stays.
    const there = join(folder, NATIVE);
    await mkdir(there, { recursive: true });
    for (const name of readdirSync(NATIVE)) await symlink(resolve(NATIVE, name), join(there, name));
    expect(spawnSync("/bin/sh", ["-c", deletion], { cwd: folder }).status).toBe(0);
    const mine = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
    const isKept = (name: string) => !/^uws_.*\.node$/.test(name) || name === mine;
    expect(readdirSync(there)).toEqual(readdirSync(NATIVE).filter(isKept));
  });

  // As a container does, which root alone can on every Linux.
  const asFirst = process.getuid?.() === 0 && existsSync("/usr/bin/unshare") ? test : test.skip;

  asFirst(
    "O1, B8: runs the relay as the first of its processes, tells its health, and ends when it is told to",
    async () => {
      await copy([...copied(image), "dist"]);
      await symlink(resolve("node_modules"), join(folder, "node_modules"));
      const port = await freePort();
      const env = { PATH: process.env["PATH"], NODE_ENV: "production", PARLEY_PORT: String(port) };
      const health = (): number | null => {
        const [command = "", ...args] = words("  CMD");
        return spawnSync(command, args, { env }).status;
      };
      expect(health()).toBe(1);
      const [command = "", ...args] = [...words("ENTRYPOINT"), ...words("CMD")];
      const running = spawn("unshare", ["--pid", "--fork", "--kill-child", command, ...args], {
        cwd: folder,
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      container = running;
      await once(running.stdout, "data");
      expect(health()).toBe(0);
      process.kill(firstProcess(running), "SIGTERM");
      expect(await once(running, "exit")).toEqual([0, null]);
    },
  );
});

/** The one that is number 1 within. */
function firstProcess({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
}
