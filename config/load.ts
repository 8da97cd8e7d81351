/** Gathers the settings from flags, environment, file and defaults and checks every one of them. */
import { contradictions } from "./contradictions.ts";
import { readConfigFile } from "./file.ts";
import { defaultValue, expectation, type ReadValue, readText, readValue } from "./kinds.ts";
import { linkProblem, partLinks } from "./kubernetes.ts";
import { culprit } from "./list-kind.ts";
import { ENV_PREFIX, envName, flagName, nearest } from "./names.ts";
import { escaped, quote } from "./quote.ts";
import { type Config, type SettingKey, settingEntries } from "./settings.ts";

export interface ConfigInputs {
  /** Text by key (`maxConnections`, not `--max-connections`); `config` names the file. */
  readonly flags: Readonly<Record<string, string>>;
  /** As `process.env`; only names that start with `PARLEY_` are looked at, and `PARLEY_CONFIG` names the file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives a file's text; throws what `fs.readFileSync` throws. */
  readonly readFile: (path: string) => string;
}

/** Where each value comes from, safe to print: `--port`, `PARLEY_PORT`, the file's path in quotes, or `default`. */
export type Sources = { readonly [K in SettingKey]: string };

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly sources: Sources }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Flag > environment > file > default. Every value is checked, also one that another overrides;
 * `problems` has one sentence for each thing wrong, safe to print.
 */
export function loadConfig({ flags, env, readFile }: ConfigInputs): ConfigResult {
  const { config: flagPath, ...flagTexts } = flags;
  const { [CONFIG_ENV]: envPath, ...envTexts } = env;
  const gathered: Gathered = { values: new Map(), sources: new Map(), problems: [] };
  for (const [key, setting] of settingEntries) {
    gathered.values.set(key, defaultValue(setting));
    gathered.sources.set(key, "default");
  }

  const path = flagPath ?? envPath;
  if (path !== undefined) addFile(gathered, path, readFile);
  const envEntries = Object.entries(envTexts).filter(([name]) => name.startsWith(ENV_PREFIX));
  const [links, ownEntries] = partLinks(envEntries);
  if (links.length > 0) gathered.problems.push(linkProblem(links));
  addLayer(gathered, { entries: ownEntries, spell: envName, source: (name) => name, typed: false });
  const flagEntries = Object.entries(flagTexts).map(([key, text]) => [flagName(key), text] as const);
  addLayer(gathered, { entries: flagEntries, spell: flagName, source: (name) => name, typed: false });

  if (gathered.problems.length > 0) return { ok: false, problems: gathered.problems };
  // Each value was read by its key's own setting, so the maps have the types derived from the table.
  const config = Object.fromEntries(gathered.values) as Config;
  const sources = Object.fromEntries(gathered.sources) as Sources;
  const problems = contradictions(config, sources);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, sources };
}

/** Kinds of which a file has no text. */
const UNQUOTED: ReadonlySet<string> = new Set(["integer", "switch"]);

const CONFIG_ENV = `${ENV_PREFIX}CONFIG`;

interface Gathered {
  readonly values: Map<SettingKey, ReadValue | undefined>;
  readonly sources: Map<SettingKey, string>;
  readonly problems: string[];
}

/** One source of settings, with its own spelling of the keys. */
interface Layer {
  readonly entries: ReadonlyArray<readonly [name: string, value: unknown]>;
  readonly spell: (key: string) => string;
  readonly source: (name: string) => string;
  /** Whether values have JSON types; otherwise all are text. */
  readonly typed: boolean;
}

function addFile(gathered: Gathered, path: string, readFile: ConfigInputs["readFile"]): void {
  const file = readConfigFile(path, readFile);
  if (!file.ok) {
    gathered.problems.push(file.problem);
    return;
  }
  addLayer(gathered, { entries: file.entries, spell: (key) => key, source: () => quote(path), typed: true });
}

function addLayer({ values, sources, problems }: Gathered, layer: Layer): void {
  const known = new Map(settingEntries.map(([key, setting]) => [layer.spell(key), { key, setting }]));
  for (const [name, value] of layer.entries) {
    const source = layer.source(name);
    const found = known.get(name);
    if (found === undefined) {
      problems.push(unknownName(name, source, [...known.keys()]));
      continue;
    }
    const { key, setting } = found;
    const read =
      typeof value === "string" && !layer.typed ? readText(setting, value) : readValue(setting, value);
    if (read === undefined) {
      const hint =
        layer.typed && UNQUOTED.has(setting.kind) && typeof value === "string" ? ", without quotes" : "";
      const shown = setting.kind === "secret" ? "not shown" : quote(culprit(setting, value, layer.typed));
      problems.push(`${key} (${source}) is ${shown}; expected ${expectation(setting)}${hint}`);
      continue;
    }
    values.set(key, read);
    sources.set(key, source);
  }
}

function unknownName(name: string, source: string, known: readonly string[]): string {
  const shown = source === name ? escaped(name, 80) : `${quote(name)} in ${source}`;
  const meant = nearest(name, known);
  return `${shown} is not a setting${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}
