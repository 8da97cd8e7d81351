/** The command line's flags, made from the settings table. */
import { type Command, Option } from "commander";
import { defaultText, expectation, type Setting } from "../config/kinds.ts";
import { envName, flagName } from "../config/names.ts";
import { settingEntries } from "../config/settings.ts";

/** Adds `--config` and one flag for each setting. Values stay text; `command.opts()` has them by key. */
export function addSettingFlags(command: Command): Command {
  command.option(
    "--config <file>",
    "JSON file with settings by their keys, e.g. maxConnections [env: PARLEY_CONFIG]",
  );
  for (const [key, setting] of settingEntries) {
    const details = `[default: ${defaultText(setting)}] [env: ${envName(key)}]`;
    const help = `${setting.help}: ${expectation(setting)} ${details}`;
    if (setting.kind === "switch") {
      command.addOption(new Option(flagName(key), help).preset("true"));
      command.addOption(new Option(flagName(key).replace("--", "--no-"), "the opposite").preset("false"));
      continue;
    }
    command.addOption(new Option(`${flagName(key)} <${PLACEHOLDERS[setting.kind]}>`, help));
  }
  return command;
}

const PLACEHOLDERS: Readonly<Record<Exclude<Setting["kind"], "switch">, string>> = {
  integer: "n",
  enum: "choice",
  string: "text",
  url: "url",
  path: "file",
  secret: "text",
  list: "a,b",
};
