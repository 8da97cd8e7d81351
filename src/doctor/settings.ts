/** The settings as they are, before anything is tried. */
import type { Config } from "../../config/settings.ts";
import { settingWarnings } from "../start-warnings.ts";
import { about, type Finding } from "./finding.ts";

const { ok, warning, problem } = about("settings");

export function checkSettings(config: Config): readonly Finding[] {
  const warnings = settingWarnings(config).map(({ says, todo }) => warning(says, todo));
  return [ok("The settings can be read, and agree."), ...warnings];
}

/** Of settings that cannot be used; `problems` as `loadConfig` tells them. */
export function settingProblems(problems: readonly string[]): readonly Finding[] {
  return problems.map((says) =>
    problem(`${says}.`.replace(/\?\.$/, "?"), "Mend it; README and config/README.md have every setting."),
  );
}
