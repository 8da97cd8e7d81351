/** An event that is put together in a form, from the example that the relay gives of it. */
import type { Fields } from "../../../actors/inspect/feed.ts";

export type Value = Fields[string];

/** One field of the form; what it takes is of the example's kind. */
export interface Field {
  readonly name: string;
  readonly kind: "text" | "number" | "yes-no" | "nothing";
  readonly value: Value;
}

export function fieldsOf(example: Fields): Field[] {
  return Object.entries(example).map(([name, value]) => ({ name, kind: kindOf(value), value }));
}

function kindOf(value: Value): Field["kind"] {
  if (value === null) return "nothing";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "yes-no" : "text";
}

/** The event's fields as they were filled in; a number that is none is refused by name. */
export function filledIn(
  fields: readonly Field[],
): { readonly fields: Fields } | { readonly wrong: readonly string[] } {
  const wrong = fields.filter(({ kind, value }) => kind === "number" && !Number.isFinite(value));
  if (wrong.length > 0) return { wrong: wrong.map(({ name }) => name) };
  return { fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])) };
}
