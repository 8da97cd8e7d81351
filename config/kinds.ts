/**
 * The kinds a setting can have, and how a value of each kind is read. A new kind is a new member of
 * {@link Setting}, a line in {@link SettingValue}, and a case in {@link readValue},
 * {@link expectation}, {@link defaultValue} and {@link shownValue}.
 */
import { readList, splitList } from "./list-kind.ts";

interface Described {
  /** One line for `--help` and the generated tables: what the setting is for, without its default. */
  readonly help: string;
}

export interface IntegerSetting extends Described {
  readonly kind: "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  /** What 0 means, when it is allowed beside `min`…`max`: completes "or 0 …". */
  readonly zero?: string;
  /** What -1 means, when it is allowed: completes "or -1 …". */
  readonly minusOne?: string;
}

/** Something that is on or off: `true` or `false`, and as a flag the name alone, or `--no-…`. */
export interface SwitchSetting extends Described {
  readonly kind: "switch";
  readonly default: boolean;
}

export interface EnumSetting extends Described {
  readonly kind: "enum";
  readonly default: string;
  readonly values: readonly string[];
}

export interface StringSetting extends Described {
  readonly kind: "string";
  readonly default: string;
  readonly pattern: RegExp;
  /** What the pattern admits, in words. */
  readonly expected: string;
}

/** An absolute http(s) URL without credentials, query and fragment; read into a form that ends with `/`. */
export interface UrlSetting extends Described {
  readonly kind: "url";
  /** What is used while there is none, in words. */
  readonly absent: string;
}

/** The path of a file; relative ones start at the folder that the relay was started in. */
export interface PathSetting extends Described {
  readonly kind: "path";
  /** What is used while there is none, in words. */
  readonly absent: string;
}

/** What nobody but the relay may see: it is never printed, right or wrong. */
export interface SecretSetting extends Described {
  readonly kind: "secret";
  /** What is used while there is none, in words. */
  readonly absent: string;
}

/** Texts of one form, none by default: an array in the file, separated by commas in a flag or a variable. */
export interface ListSetting extends Described {
  readonly kind: "list";
  /** Brings one item to its only spelling; `undefined` when it is none. */
  readonly item: (text: string) => string | undefined;
  /** What an item is, in words: completes "a list of …". */
  readonly expected: string;
  /** What holds while the list is empty, in words. */
  readonly absent: string;
}

export type Setting =
  | IntegerSetting
  | SwitchSetting
  | EnumSetting
  | StringSetting
  | UrlSetting
  | PathSetting
  | SecretSetting
  | ListSetting;

/** Whatever a setting can be read as. */
export type ReadValue = string | number | boolean | readonly string[];

/** The type of a setting's value in the typed configuration. */
export type SettingValue<S extends Setting> = S extends IntegerSetting
  ? number
  : S extends SwitchSetting
    ? boolean
    : S extends { readonly kind: "enum"; readonly values: readonly (infer V)[] }
      ? V
      : S extends ListSetting
        ? readonly string[]
        : S extends StringSetting
          ? string
          : string | undefined;

/** Reads a JSON value; `undefined` when it does not meet the setting's {@link expectation}. */
export function readValue(setting: Setting, value: unknown): ReadValue | undefined {
  if (setting.kind === "integer") return readInteger(setting, value);
  if (setting.kind === "switch") return typeof value === "boolean" ? value : undefined;
  if (setting.kind === "list") return Array.isArray(value) ? readList(setting, value) : undefined;
  if (typeof value !== "string") return undefined;
  switch (setting.kind) {
    case "enum":
      return setting.values.includes(value) ? value : undefined;
    case "string":
      return setting.pattern.test(value) ? value : undefined;
    case "url":
      return readUrl(value);
    case "path":
      return /^\P{Cc}+$/u.test(value) ? value : undefined;
    case "secret":
      return /^[^\s\p{C}]{8,256}$/u.test(value) ? value : undefined;
  }
}

/**
 * Reads a flag's or an environment variable's text: as {@link readValue}, a decimal number being a number, `true` and
 * `false` a switch, and commas separating the items of a list.
 */
export function readText(setting: Setting, text: string): ReadValue | undefined {
  if (setting.kind === "list") return readList(setting, splitList(text));
  if (setting.kind === "switch") return SWITCHES.get(text);
  const isNumber = setting.kind === "integer" && /^(-1|0|[1-9]\d*)$/.test(text);
  return readValue(setting, isNumber ? Number(text) : text);
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

/** What the setting accepts: completes "expected …". */
export function expectation(setting: Setting): string {
  switch (setting.kind) {
    case "integer": {
      const unit = setting.unit === undefined ? "" : ` ${setting.unit}`;
      const zero = setting.zero === undefined ? "" : `, or 0 ${setting.zero}`;
      const minusOne = setting.minusOne === undefined ? "" : `, or -1 ${setting.minusOne}`;
      return `a whole number from ${setting.min} to ${setting.max}${unit}${zero}${minusOne}`;
    }
    case "switch":
      return "true or false";
    case "enum":
      return `one of ${setting.values.join(", ")}`;
    case "string":
      return setting.expected;
    case "url":
      return "a URL that starts with http:// or https:// and has no user, query or fragment";
    case "path":
      return "the path of a file";
    case "secret":
      return "8 to 256 characters without blanks";
    case "list":
      return `a list of ${setting.expected}`;
  }
}

/** The default in words; URLs, paths, secrets and lists have none. */
export function defaultText(setting: Setting): string {
  return "absent" in setting ? setting.absent : String(setting.default);
}

/** The value of a setting that nobody has set. */
export function defaultValue(setting: Setting): ReadValue | undefined {
  if (setting.kind === "list") return [];
  return "absent" in setting ? undefined : setting.default;
}

/** A value that was read, as it may be printed: of a secret only that there is one. */
export function shownValue(setting: Setting, value: ReadValue | undefined): string {
  const text = String(value ?? "");
  if (text === "") return "none";
  return setting.kind === "secret" ? "set" : text;
}

function readInteger(setting: IntegerSetting, value: unknown): number | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  if (value === 0 && setting.zero !== undefined) return 0;
  if (value === -1 && setting.minusOne !== undefined) return -1;
  return value >= setting.min && value <= setting.max ? value : undefined;
}

function readUrl(text: string): string | undefined {
  // The URL parser repairs what a person should rather see: blanks, backslashes, a missing "//".
  if (!/^https?:\/\/[^\s\p{C}\\?#]+$/iu.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return undefined;
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
