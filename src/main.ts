/** The command line: which command is meant, its help, and what is said when it cannot be understood. */
import { Argument, Command, CommanderError, Option } from "commander";
import { CHAT_FLAG_HELP, CHAT_URL_HELP, type ChatEnd, type ChatFlags } from "../config/chat-flags.ts";
import { shownValue } from "../config/kinds.ts";
import { loadConfig } from "../config/load.ts";
import { visible } from "../config/quote.ts";
import { settingEntries } from "../config/settings.ts";
import { exitCodes } from "./exit-codes.ts";
import { addSettingFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { type StartRelay, serve } from "./serve.ts";
import { packageVersion } from "./version.ts";

/** Chats until the person has enough of it. */
export type Chat = (flags: ChatFlags) => Promise<ChatEnd>;

/** Runs `parley` with the arguments after its name; resolves with the exit code. */
export async function main(
  args: readonly string[],
  io: Io,
  startRelay: StartRelay,
  chat: Chat,
): Promise<number> {
  let exitCode: number = exitCodes.ok.code;
  const program = createProgram(io);
  addSettingFlags(program.command("serve").description("run the relay until Ctrl-C")).action(
    async (flags) => {
      exitCode = await withConfig(io, flags, ({ config }) => serve(config, io, startRelay));
    },
  );
  addSettingFlags(
    program
      .command("check-config")
      .description("print every setting and where it comes from, or what is wrong")
      .option("--quiet", "print only what is wrong, for services"),
  ).action(async ({ quiet, ...flags }: Record<string, string> & { readonly quiet?: true }) => {
    exitCode = await withConfig(io, flags, async (loaded) => {
      if (!quiet) io.stdout(configTable(loaded));
      return exitCodes.ok.code;
    });
  });
  addSettingFlags(
    program
      .command("doctor")
      .description("look for whatever would stop a relay with these settings, and say what to do")
      .option("--running", "the relay must be running: what is not running is a problem")
      .option("--json", "one JSON object, for scripts"),
  ).action(async ({ json, running, ...flags }: Record<string, string> & DoctorFlags) => {
    const loaded = loadConfig({ flags, env: io.env, readFile: io.readFile });
    const { examine, findingsJson, findingsText, hasProblem } = await import("./doctor/doctor.ts");
    const findings = await examine(loaded, { mustRun: running === true });
    io.stdout(json ? findingsJson(findings) : findingsText(findings));
    exitCode = hasProblem(findings) ? exitCodes.unwell.code : exitCodes.ok.code;
  });
  addChatFlags(
    program.command("chat").description("chat in this terminal, or line by line in a script"),
  ).action(async (url: string | undefined, flags: Omit<ChatFlags, "url">) => {
    exitCode = exitCodes[await chat({ ...flags, url })].code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
  }
  return exitCode;
}

/** What `doctor` has beside the settings. */
interface DoctorFlags {
  readonly json?: true;
  readonly running?: true;
}

function addChatFlags(command: Command): Command {
  command.addArgument(new Argument("[url]", CHAT_URL_HELP));
  for (const { flag, help, choices } of CHAT_FLAG_HELP) {
    const option = new Option(flag, help);
    command.addOption(choices === undefined ? option : option.choices([...choices]));
  }
  return command;
}

function createProgram(io: Io): Command {
  const codes = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  return new Command("parley")
    .description("A self-hosted relay for private text chat, one open chatroom and 1:1 video.")
    .version(packageVersion())
    .addHelpText(
      "after",
      `\nA flag wins over the environment, that over the file. Exit codes:\n${codes.join("\n")}`,
    )
    .exitOverride()
    .configureOutput({
      writeOut: io.stdout,
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`parley: ${usageError(text)} See parley --help.\n`),
    });
}

/** commander's `error: unknown option '--prot'\n(Did you mean --port?)` as one sentence, whatever was typed. */
function usageError(text: string): string {
  const [, what = text, suggestion] = /^error: (.*?)\.?(?:\n\(Did you mean (.*)\?\))?\n$/s.exec(text) ?? [];
  // What is behind the = may be a secret.
  const told = what.replace(/('--[^=']*)=.*'/s, "$1'");
  if (told !== what && told === `unknown option '${suggestion}'`) return `${suggestion} takes no value.`;
  return visible(suggestion === undefined ? `${told}.` : `${told}; did you mean ${suggestion}?`);
}

type Loaded = Extract<ReturnType<typeof loadConfig>, { readonly ok: true }>;

async function withConfig(
  io: Io,
  flags: Readonly<Record<string, string>>,
  run: (loaded: Loaded) => Promise<number>,
): Promise<number> {
  const result = loadConfig({ flags, env: io.env, readFile: io.readFile });
  if (result.ok) return run(result);
  io.stderr.write(result.problems.map((problem) => `parley: ${problem}\n`).join(""));
  return exitCodes.usage.code;
}

function configTable({ config, sources }: Loaded): string {
  const rows = settingEntries.map(([key, setting]) => ({ key, shown: shownValue(setting, config[key]) }));
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.max(...rows.map(({ shown }) => shown.length));
  const lines = rows.map(
    ({ key, shown }) => `${key.padEnd(keyWidth)}  ${shown.padEnd(valueWidth)}  ${sources[key]}\n`,
  );
  return lines.join("");
}
