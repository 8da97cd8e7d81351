import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { linksOf } from "../support/documents.ts";
import { INSTALLING, installPackage, packedInto } from "../support/installed-package.ts";

const run = promisify(execFile);
let folder = "";
let tarball = "";
const running: Child[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-package-"));
  tarball = await packedInto(folder);
}, INSTALLING);

afterAll(async () => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

describe("F1: the package", () => {
  test("F1: has what is needed, and neither tests, sources nor maps", async () => {
    const { stdout } = await run("tar", ["-tzf", tarball]);
    const files = stdout
      .trimEnd()
      .split("\n")
      .map((path) => path.replace(/^package\//, ""));
    for (const needed of [
      ...["README.md", "LICENSE", "CHANGELOG.md", "PROTOCOL.md", "config/README.md"],
      ...["package.json", "dist/src/cli.js", "dist/tui/main.js", "dist/web/index.html"],
    ]) {
      expect(files).toContain(needed);
    }
    const isOfSpec = (path: string) =>
      /^spec\/(SPEC|bench\/.+)\.md$|^spec\/pictures\/[^/]+\.(png|svg)$/.test(path);
    const ours = files.filter((path) => !isOfSpec(path));
    expect(
      ours.filter((path) => /(^|\/)(spec|node_modules)\/|\.(ts|tsx|map|svelte|test\.js|mjs)$/.test(path)),
    ).toEqual([]);
    const others =
      /^dist\/(actors|config|inspect|src|tui|web)\/|^config\/|^actors\/README\.md$|^[A-Z]+(\.md)?$|^(package|npm-shrinkwrap)\.json$/;
    expect(ours.filter((path) => !others.test(path))).toEqual([]);
    const lost = files
      .filter((path) => path.endsWith(".md"))
      .flatMap((path) => linksOf(path).map((link) => join(dirname(path), link.replace(/#.*/, ""))))
      .filter((led) => !files.some((path) => path === led || path.startsWith(led === "." ? "" : `${led}/`)));
    expect(lost).toEqual([]);
  });

  test(
    "F1, F2: is installed where there is nothing else, serves, chats and drains",
    async () => {
      const prefix = join(folder, "prefix");
      await installPackage(tarball, prefix);
      expect(await installedVersions(prefix)).toEqual(await lockedVersions());

      const relay = new Child(prefix, ["serve", "--port", "0", "--admin-port", "0"]);
      const announced = await relay.until(/chat in a terminal: .*\n/);
      const [, url = ""] = /chat in a terminal: parley chat (http:\S+)\n/.exec(announced) ?? [];
      await expectWholePage(url);

      const bert = new Child(prefix, ["chat", url, "--plain", "--room", "--name", "Bert"]);
      await bert.until(/You are in the chatroom/);
      const ada = new Child(prefix, ["chat", url, "--json", "--room", "--name", "Ada"]);
      await ada.until(/"type":"place","at":"room"/);
      const said = Array.from({ length: 20 }, (_, i) => `line ${i} of Ada's`);
      ada.say(`${said.join("\n")}\n`);
      await ada.until(new RegExp(`(?:"mark":"sent"[^]*){${said.length}}`));
      relay.child.kill("SIGTERM");
      expect(await relay.ended()).toBe(0);

      const heard = await bert.until(new RegExp(`<Ada> ${said.at(-1)}\n`));
      expect(Array.from(heard.matchAll(/<Ada> (.*)/g), ([, line]) => line)).toEqual(said);
    },
    INSTALLING,
  );
});

/** What npm finds installed beside Parley itself: `ws 8.23.0`. */
async function installedVersions(prefix: string): Promise<readonly string[]> {
  const list = ["ls", "--global", "--prefix", prefix, "--all", "--parseable", "--long"];
  const { stdout } = await run("npm", list);
  const found = stdout.matchAll(/\/parley\/node_modules\/([^:]+):.*@([\d.]+)$/gm);
  return Array.from(found, ([, path = "", version]) => `${nameOf(path)} ${version}`).sort();
}

const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");

/** What production needs, by the lock file. */
async function lockedVersions(): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile("npm-shrinkwrap.json", "utf8"));
  const all = Object.entries<{ version: string; dev?: boolean }>(packages);
  const needed = all.filter(([path, { dev }]) => path !== "" && dev !== true);
  return needed.map(([path, { version }]) => `${nameOf(path)} ${version}`).sort();
}

/** The page, and everything that it names. */
async function expectWholePage(url: string): Promise<void> {
  const page = await (await fetch(url)).text();
  const assets = Array.from(page.matchAll(/(?:src|href)="([^"#]+)"/g), ([, path = ""]) => new URL(path, url));
  expect(assets.length).toBeGreaterThan(3);
  for (const asset of assets) {
    const { status, headers } = await fetch(asset);
    expect([asset.pathname, status, headers.get("content-type")]).toEqual([
      asset.pathname,
      200,
      expect.not.stringContaining("text/html"),
    ]);
  }
}

/** The installed `parley`, started from a folder that has nothing to do with it. */
class Child {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  #heard = "";

  constructor(prefix: string, args: readonly string[]) {
    const env = { PATH: process.env["PATH"] };
    this.child = spawn(join(prefix, "bin", "parley"), args, {
      cwd: "/",
      env,
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      this.#heard += chunk;
    });
    running.push(this);
  }

  say(text: string): void {
    this.child.stdin.write(text);
  }

  /** Resolves with all that it has written, once that matches. Rejects with it when it ends before. */
  async until(pattern: RegExp): Promise<string> {
    const end = once(this.child, "close").then(([code]) => {
      throw new Error(`ended with ${code} after:\n${this.#heard}`);
    });
    while (!pattern.test(this.#heard)) await Promise.race([once(this.child.stdout, "data"), end]);
    end.catch(() => {});
    return this.#heard;
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }
}
