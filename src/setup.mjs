/**
 * Makes a fresh clone ready: `node src/setup.mjs build` installs the dependencies and builds `dist/`, each only
 * when something changed since; `node src/setup.mjs test` also sees that what the tests run is there, and
 * `node src/setup.mjs start` becomes `parley serve`. Runs on bare Node, so it imports nothing but `node:` modules.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Who has started this. */
const parent = process.ppid;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = [
  "src",
  "actors",
  "config",
  "web",
  "tui",
  "package.json",
  "npm-shrinkwrap.json",
  "tsconfig.json",
];

/**
 * Programs that tests run: what each is called on the PATH, its package on Debian, how others get it, and the only system
 * that has it, where there is one.
 */
const PROGRAMS = [
  { command: "tmux", debian: "tmux", elsewhere: "macOS: brew install tmux" },
  { command: "chromium", debian: "chromium", elsewhere: "macOS: brew install --cask chromium" },
  { command: "turnserver", debian: "coturn", elsewhere: "macOS: brew install coturn" },
  {
    command: "nginx",
    debian: "nginx",
    elsewhere: "it is in /usr/sbin there, which must be on the PATH; macOS: brew install nginx",
  },
  { command: "caddy", debian: "caddy", elsewhere: "macOS: brew install caddy" },
  { command: "promtool", debian: "prometheus", elsewhere: "macOS: brew install prometheus" },
  { command: "systemd-notify", debian: "systemd", elsewhere: "it comes with systemd", only: "linux" },
  { command: "openssl", debian: "openssl", elsewhere: "it is called so everywhere", only: "linux" },
  { command: "curl", debian: "curl", elsewhere: "it is called so everywhere", only: "linux" },
];

/** How often the relay looks whether the one that has started it is still there, ms. */
const LOOK_EVERY = 500;

/** Says to Debian's packages, while it is there, that services are not to be started (invoke-rc.d(8)). */
const POLICY = "/usr/sbin/policy-rc.d";

/** A step that failed, told in one sentence. */
class SetupError extends Error {}

try {
  const what = process.argv[2];
  if (what !== "build" && what !== "test" && what !== "start")
    throw new SetupError("Usage: node src/setup.mjs build|test|start");
  checkNode();
  installDependencies();
  build();
  if (what === "test") needPrograms();
  if (what === "start") await serve();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function checkNode() {
  const wanted = /** @type {string} */ (readJson("package.json").engines.node).replace(">=", "");
  const [major = 0, minor = 0] = wanted.split(".").map(Number);
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split(".").map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  throw new SetupError(
    `Parley needs Node ${wanted} or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

function installDependencies() {
  const stamp = join(root, "node_modules", ".parley-lock");
  const wanted = hash(["npm-shrinkwrap.json"]);
  if (readOr(stamp, "") === wanted) return;
  if (!isInstalledByNpm()) {
    console.log("Installing dependencies …");
    // Building needs the development dependencies also where NODE_ENV is "production".
    // No package needs its install script.
    npm(["ci", "--no-audit", "--no-fund", "--include=dev", "--ignore-scripts", "--loglevel=error"]);
  }
  writeFileSync(stamp, wanted);
}

/** Whether npm's own record, which it writes last, has every package of the lock file: somebody ran npm themselves. */
function isInstalledByNpm() {
  const record = readOr(join(root, "node_modules", ".package-lock.json"), "");
  if (record === "") return false;
  const { packages: installed } = JSON.parse(record);
  const { packages: locked } = readJson("npm-shrinkwrap.json");
  const names = Object.keys(locked).filter(
    (name) => name !== "" && !(locked[name].optional && !installed[name]),
  );
  return names.every((name) => locked[name].version === installed[name]?.version);
}

/** @param {string[]} args */
function npm(args) {
  const running = process.env.npm_execpath ?? "";
  const result =
    basename(running) === "npm-cli.js"
      ? spawnSync(process.execPath, [running, ...args], { cwd: root, stdio: ["ignore", "ignore", 2] })
      : spawnSync(`npm ${args.join(" ")}`, { cwd: root, stdio: ["ignore", "ignore", 2], shell: true }); // npm.cmd on Windows
  if (result.status === 0) return;
  throw new SetupError("Installing failed: see npm's message above, then run this again (it starts over).");
}

/** Builds beside `dist/` and swaps at the end, so that an interrupted build is never half-taken. */
function build() {
  const wanted = hash(SOURCES);
  if (readOr(join(root, "dist", ".stamp"), "") === wanted) return;
  console.log("Building …");
  const next = join(root, `.dist-${process.pid}`);
  removeLeftovers();
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const project = join(root, "src", "tsconfig.build.json");
    const args = [tsc, "--project", project, "--outDir", next];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new SetupError("Building failed: the compiler's messages above say where.");
    mkdirSync(next, { recursive: true });
    buildPage("the web client", "web/vite.config.ts", join(next, "web"));
    buildPage("the inspector's page", "web/inspect/vite.config.ts", join(next, "inspect"));
    writeFileSync(join(next, ".stamp"), wanted);
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(next, join(root, "dist"));
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/**
 * @param {string} what
 * @param {string} name the build's configuration, relative to the root
 * @param {string} folder where it is put
 */
function buildPage(what, name, folder) {
  const config = join(root, name);
  if (!existsSync(config)) return;
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--config", config, "--outDir", folder, "--logLevel", "warn"];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new SetupError(`Building ${what} failed: the messages above say where.`);
}

/** In this very process. npm hands a signal to its shell alone, which dies of it and tells nobody. */
async function serve() {
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    process.kill(process.pid, "SIGTERM");
  }, LOOK_EVERY).unref();
  const cli = join(root, "dist", "src", "cli.js");
  process.argv.splice(1, 2, cli, "serve");
  await import(pathToFileURL(cli).href);
}

/** Programs that are missing are installed where that is allowed and known how. */
function needPrograms() {
  const missing = PROGRAMS.filter(
    ({ command, only = process.platform }) => only === process.platform && !isOnPath(command),
  );
  if (missing.length === 0) return;
  const packages = missing.map(({ debian }) => debian).join(" ");
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
    const names = missing.map(({ command }) => command).join(" and ");
    const others = missing.map(({ elsewhere }) => elsewhere).join("; ");
    throw new SetupError(
      `The tests need ${names}. Install it (Debian: apt-get install ${packages}; ${others}), then run this again.`,
    );
  }
  console.log(`Installing ${packages} …`);
  // Tests start what they need themselves. Where there is a policy already, it is somebody's own.
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    aptGet(missing.map(({ debian }) => debian));
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

/** @param {string[]} packages */
function aptGet(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-qq", "-y", "--no-install-recommends", ...packages],
  ]) {
    const { status } = spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", 2] });
    if (status !== 0)
      throw new SetupError(`Installing ${packages.join(" ")} failed: see apt-get's message above.`);
  }
}

/** @param {string} command */
function isOnPath(command) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => folder !== "" && existsSync(join(folder, command)));
}

/** What an interrupted build left; another build that still runs keeps its folder. */
function removeLeftovers() {
  for (const name of readdirSync(root)) {
    const pid = /^\.dist-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * SHA-256 over the names and contents of files, folders with all that is in them; what does not exist is left out.
 * @param {string[]} names relative to the root
 */
function hash(names) {
  const sum = createHash("sha256");
  for (const name of names.flatMap(filesIn)) {
    const content = readFileSync(join(root, name));
    sum.update(`${name}\n${content.length}\n`).update(content);
  }
  return sum.digest("hex");
}

/**
 * @param {string} name a file or folder, relative to the root
 * @returns {string[]} in a stable order
 */
function filesIn(name) {
  if (!existsSync(join(root, name))) return [];
  try {
    const names = readdirSync(join(root, name)).sort();
    return names.filter((inner) => inner !== "node_modules").flatMap((inner) => filesIn(`${name}/${inner}`));
  } catch {
    return [name];
  }
}

/**
 * @param {string} path
 * @param {string} fallback when there is no such file
 */
function readOr(path, fallback) {
  return existsSync(path) ? readFileSync(path, "utf8") : fallback;
}

/** @param {string} name */
function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), "utf8"));
}
