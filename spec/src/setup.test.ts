import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

/** Stands in for npm: notes its arguments and installs a compiler. */
const NPM = `
  const fs = require("node:fs");
  fs.appendFileSync("calls", "npm " + process.argv.slice(2).join(" ") + "\\n");
  if (fs.readFileSync("npm-shrinkwrap.json", "utf8").includes("broken")) process.exit(1);
  fs.mkdirSync("node_modules/typescript/bin", { recursive: true });
  fs.writeFileSync("node_modules/typescript/bin/tsc", fs.readFileSync("tsc-stand-in.js"));
`;
/** Stands in for the compiler: copies one file. */
const TSC = `
  const fs = require("node:fs");
  fs.appendFileSync("calls", "tsc\\n");
  const out = process.argv[process.argv.indexOf("--outDir") + 1];
  fs.mkdirSync(out);
  fs.copyFileSync("src/a.ts", out + "/a.js");
  fs.mkdirSync(out + "/src");
  fs.writeFileSync(out + "/src/cli.js", "console.log(process.ppid, ...process.argv.slice(1))");
  if (fs.readFileSync("src/a.ts", "utf8").includes("broken")) process.exit(2);
`;
/** Stands in for Vite. */
const VITE = `
  const fs = require("node:fs");
  fs.appendFileSync("calls", "vite\\n");
  if (fs.existsSync("web/broken")) process.exit(1);
  const out = process.argv[process.argv.indexOf("--outDir") + 1];
  fs.mkdirSync(out);
  fs.writeFileSync(out + "/index.html", "page");
`;

let root = "";
const put = (name: string, content: string) => writeFileSync(join(root, name), content);
const built = () => readFileSync(join(root, "dist/a.js"), "utf8");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-setup-"));
  mkdirSync(join(root, "src"));
  copyFileSync(new URL("../../src/setup.mjs", import.meta.url), join(root, "src/setup.mjs"));
  put("package.json", '{"engines":{"node":">=20.19"}}');
  put("npm-shrinkwrap.json", '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}');
  put("src/a.ts", "one");
  put("npm-cli.js", NPM);
  put("tsc-stand-in.js", TSC);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the set-up; answers with what it called, said and returned. */
function setUp(args: readonly string[] = ["build"], path = process.env["PATH"]) {
  put("calls", "");
  const env = { PATH: path, npm_execpath: join(root, "npm-cli.js"), NODE_ENV: "production" };
  const result = spawnSync(process.execPath, ["src/setup.mjs", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  const calls = readFileSync(join(root, "calls"), "utf8").trimEnd().split("\n");
  return {
    code: result.status,
    calls: calls.map((call) => call.split(" ")[0]),
    said: result.stdout + result.stderr,
  };
}

const NOTHING = { code: 0, calls: [""], said: "" };

test("a bare clone is installed, development dependencies included, and built; then there is nothing to do", () => {
  expect(setUp()).toEqual({
    code: 0,
    calls: ["npm", "tsc"],
    said: "Installing dependencies …\nBuilding …\n",
  });
  expect(built()).toBe("one");
  expect(setUp()).toEqual(NOTHING);
});

test("npm is asked for a clean install with development dependencies, and without anybody's scripts", () => {
  setUp();
  rmSync(join(root, "node_modules"), { recursive: true });
  setUp();
  expect(readFileSync(join(root, "calls"), "utf8")).toMatch(/^npm ci .*--include=dev --ignore-scripts/);
});

test("a changed source is built, a changed lock file installed as well", () => {
  setUp();
  put("src/a.ts", "two");
  expect(setUp()).toMatchObject({ calls: ["tsc"], said: "Building …\n" });
  expect(built()).toBe("two");
  put("npm-shrinkwrap.json", '{"packages":{"":{},"node_modules/a":{"version":"2.0.0"}}}');
  expect(setUp()).toMatchObject({ calls: ["npm", "tsc"] });
});

test("what an earlier build left in dist does not stay", () => {
  setUp();
  put("dist/gone.js", "");
  put("src/a.ts", "two");
  setUp();
  expect(existsSync(join(root, "dist/gone.js"))).toBe(false);
});

test("an interrupted install starts over, one that npm finished is taken", () => {
  setUp();
  rmSync(join(root, "node_modules/.parley-lock"));
  expect(setUp().calls).toEqual(["npm"]);
  rmSync(join(root, "node_modules/.parley-lock"));
  put("node_modules/.package-lock.json", '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
  expect(setUp()).toEqual(NOTHING);
});

test("a failed install is said, and tried again", () => {
  put("npm-shrinkwrap.json", "broken");
  expect(setUp()).toMatchObject({
    code: 1,
    calls: ["npm"],
    said: expect.stringContaining("Installing failed"),
  });
  expect(setUp()).toMatchObject({ code: 1, calls: ["npm"] });
});

test("a failed build is said, leaves the last good one, and is tried again", () => {
  setUp();
  put("src/a.ts", "broken");
  expect(setUp()).toMatchObject({
    code: 1,
    calls: ["tsc"],
    said: expect.stringContaining("Building failed"),
  });
  expect(built()).toBe("one");
  expect(readdirSync(root).filter((name) => name.startsWith(".dist-"))).toEqual([]);
  expect(setUp()).toMatchObject({ code: 1, calls: ["tsc"] });
});

test("what an interrupted build left is removed", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]); // ended, so no build of its runs
  mkdirSync(join(root, `.dist-${pid}`));
  setUp();
  expect(existsSync(join(root, `.dist-${pid}`))).toBe(false);
});

test("L3: started, it becomes the relay, with the flags that it was given", () => {
  const { code, said } = setUp(["start", "--port", "8080"]);
  const cli = realpathSync(join(root, "dist/src/cli.js"));
  expect(said).toBe(`Installing dependencies …\nBuilding …\n${process.pid} ${cli} serve --port 8080\n`);
  expect(code).toBe(0);
});

test("an older Node is told which one is needed", () => {
  put("package.json", '{"engines":{"node":">=99.1"}}');
  expect(setUp()).toMatchObject({
    code: 1,
    calls: [""],
    said: expect.stringContaining("needs Node 99.1 or newer"),
  });
});

test("any other word gets the usage", () => {
  expect(setUp([])).toMatchObject({ code: 1, said: "Usage: node src/setup.mjs build|test|start\n" });
});

test("a web client is built into the same folder", () => {
  mkdirSync(join(root, "web"));
  put("web/vite.config.ts", "");
  put(
    "npm-cli.js",
    `${NPM}
    fs.mkdirSync("node_modules/vite/bin", { recursive: true });
    fs.writeFileSync("node_modules/vite/bin/vite.js", fs.readFileSync("vite-stand-in.js"));
  `,
  );
  put("vite-stand-in.js", VITE);
  expect(setUp().calls).toEqual(["npm", "tsc", "vite"]);
  expect(readFileSync(join(root, "dist/web/index.html"), "utf8")).toBe("page");
  put("web/broken", "");
  expect(setUp()).toMatchObject({ code: 1, said: expect.stringContaining("Building the web client failed") });
  expect(built()).toBe("one");
});

describe("what the tests need", () => {
  const PROGRAMS = [
    ...["tmux", "chromium", "turnserver", "nginx", "caddy", "promtool", "systemd-notify", "openssl", "curl"],
  ];
  const PACKAGES = [
    ...["tmux", "chromium", "coturn", "nginx", "caddy", "prometheus", "systemd", "openssl", "curl"],
  ];
  const POLICY = "/usr/sbin/policy-rc.d";
  const isRoot = process.getuid?.() === 0;

  /** A folder of commands that note how they were called, in place of the PATH. */
  const withCommands = (...commands: readonly string[]) => {
    const bin = join(root, "bin");
    mkdirSync(bin);
    for (const command of commands) {
      const lines = ["#!/bin/sh", `echo "${command} $*" >> "${join(root, "calls")}"`];
      const install = PROGRAMS.map((program) => `: > "${join(bin, program)}"`).join("; ");
      // None of the services that come with them may be started.
      if (command === "apt-get") lines.push(`[ -e ${POLICY} ] || exit 1`);
      if (command === "apt-get") lines.push(`if [ "$1" = install ]; then ${install}; fi`);
      writeFileSync(join(bin, command), `${lines.join("\n")}\n`, { mode: 0o755 });
    }
    return bin;
  };

  test("where every program is there, nothing more is done", () => {
    setUp();
    expect(setUp(["test"], withCommands(...PROGRAMS))).toEqual(NOTHING);
  });

  test("where one is not, and cannot be installed, it is said what to install", () => {
    setUp();
    expect(setUp(["test"], withCommands(...PROGRAMS.slice(1)))).toMatchObject({
      code: 1,
      said: expect.stringContaining("The tests need tmux. Install it (Debian: apt-get install tmux;"),
    });
  });

  (isRoot ? test : test.skip)("root on Debian gets them installed, once", () => {
    setUp();
    const path = withCommands("apt-get");
    const hasPolicy = existsSync(POLICY);
    expect(setUp(["test"], path)).toEqual({
      code: 0,
      calls: ["apt-get", "apt-get"],
      said: `Installing ${PACKAGES.join(" ")} …\n`,
    });
    expect(existsSync(POLICY)).toBe(hasPolicy);
    expect(setUp(["test"], path)).toEqual(NOTHING);
  });
});
