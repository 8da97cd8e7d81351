/** How a setting that is a list is read. */
import type { ListSetting, Setting } from "./kinds.ts";

/** Every item in its only spelling; `undefined` when one of them is none. */
export function readList(setting: ListSetting, list: readonly unknown[]): readonly string[] | undefined {
  const read = list.map((item) => readItem(setting, item));
  return read.includes(undefined) ? undefined : read.filter((item) => item !== undefined);
}

/** Commas separate the items. Empty text is an empty list, so that a flag can take back what the file says. */
export function splitList(text: string): readonly string[] {
  return text === "" ? [] : text.split(",").map((item) => item.trim());
}

/** What of `value`, which could not be read, is to be shown: of a list the first item that is none. */
export function culprit(setting: Setting, value: unknown, typed: boolean): unknown {
  if (setting.kind !== "list") return value;
  const list = typed ? value : splitList(String(value));
  return Array.isArray(list) ? list.find((item) => readItem(setting, item) === undefined) : value;
}

function readItem(setting: ListSetting, item: unknown): string | undefined {
  return typeof item === "string" ? setting.item(item) : undefined;
}
