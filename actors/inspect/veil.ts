import { isCode } from "../protocol/identity.ts";
import { safeLine } from "../text/safe.ts";
import type { Fields } from "./feed.ts";
import { FEED_LIMITS } from "./feed.ts";

/** What stands for codes and names where they may not be told. */
export interface Veil {
  /** Always the same for the same code. */
  readonly code: (code: string) => string;
  readonly name: (name: string) => string | undefined;
}

/** Codes as they are, and no names: what a client tells the relay, which knows both, and puts its own veil over it. */
export const NO_NAMES: Veil = { code: (code) => code, name: () => undefined };

/** One thing that may be told of a context or of an event; everything else is not. */
export interface Field<Source> {
  readonly is: "plain" | "code" | "name";
  // A method, so that fields of any source fit one table.
  read(source: Source): unknown;
}

/** Fields by what they are called in {@link Fields}. */
export type AllowList<Source> = Readonly<Record<string, Field<Source>>>;

/** Numbers, states, reasons, ids of pairs and invitations. A text that is no such word is not told: a client wrote it. */
export const plain = <Source>(read: (source: Source) => unknown): Field<Source> => ({ is: "plain", read });
export const code = <Source>(read: (source: Source) => unknown): Field<Source> => ({ is: "code", read });
export const name = <Source>(read: (source: Source) => unknown): Field<Source> => ({ is: "name", read });

/** What `allowed` lets through of `source`. */
export function fieldsOf<Source>(allowed: AllowList<Source>, source: Source, veil: Veil): Fields {
  return collect(allowed, (field) => field.read(source), veil);
}

/** What `allowed` lets through of fields that somebody else has collected, and who may have told anything. */
export function fieldsAmong(
  allowed: AllowList<unknown>,
  told: Readonly<Record<string, unknown>>,
  veil: Veil,
): Fields {
  return collect(allowed, (_, key) => (Object.hasOwn(told, key) ? told[key] : undefined), veil);
}

function collect<Source>(
  allowed: AllowList<Source>,
  read: (field: Field<Source>, key: string) => unknown,
  veil: Veil,
): Fields {
  const fields: Record<string, Fields[string]> = {};
  for (const [key, field] of Object.entries(allowed)) {
    const value = shown(field.is, read(field, key), veil);
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}

function shown(is: Field<unknown>["is"], value: unknown, veil: Veil): Fields[string] | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "string":
      break;
    default:
      return undefined;
  }
  if (is === "name") {
    const called = veil.name(value);
    return called === undefined ? undefined : shortLine(called);
  }
  // A code that is where none belongs is one all the same.
  if (isCode(value)) return veil.code(value);
  return is === "plain" && WORD.test(value) ? value : undefined;
}

const WORD = /^[\w.:-]{1,64}$/;

/** Remote text as it may be told: on one line, and cut. */
export function shortLine(text: string): string {
  const line = safeLine(text.slice(0, 2 * FEED_LIMITS.value)).slice(0, FEED_LIMITS.value);
  // Not half a character.
  return line.replace(/[\uD800-\uDBFF]$/, "");
}
