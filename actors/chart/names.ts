import { not, or } from "xstate";

/** What has no name in the chart. */
const INLINE = "(inline)";

/** Names that JavaScript itself gives a function, from where it stands. */
const FROM_ITS_PLACE = new Set(["", "actions", "entry", "exit", "guard"]);

/**
 * An action as a chart shows it: `save`, `refuse(still-joining)`, `show(muted: true)`, `raise(own.changed)`. Params that
 * are computed are left out.
 */
export function actionName(action: unknown): string {
  if (typeof action === "function" && "type" in action) return builtIn(String(action.type), action);
  return named(action);
}

/**
 * A guard in words: `isInvitation`, `not isIdle`, `in open.place.paired`, `isOnline and (isFull or isBehind)`.
 * `pathOf` says where the state is that `#id` stands for.
 */
export function guardName(guard: unknown, pathOf: (id: string) => string): string {
  return guardWords(guard, pathOf).text;
}

interface Words {
  readonly text: string;
  /** What joins its parts. */
  readonly by?: "and" | "or";
}

function guardWords(guard: unknown, pathOf: (id: string) => string): Words {
  if (typeof guard !== "function") return { text: named(guard) };
  if ("stateValue" in guard)
    return joined(
      "and",
      placesIn(guard.stateValue, pathOf).map((text) => ({ text })),
    );
  if (!("guards" in guard) || !Array.isArray(guard.guards)) return { text: named(guard) };
  const parts = guard.guards.map((part) => guardWords(part, pathOf));
  const check = checkOf(guard);
  if (check !== NOT) return joined(check === OR ? "or" : "and", parts);
  return { text: `not ${parts.map(({ text, by }) => (by === undefined ? text : `(${text})`)).join("")}` };
}

// By how they check, since a minifier takes their names.
const checkOf = (guard: object) => ("check" in guard ? guard.check : undefined);
const NOT = checkOf(not(""));
const OR = checkOf(or([]));

function joined(by: "and" | "or", parts: readonly Words[]): Words {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const bracketed = parts.map((part) =>
    part.by === undefined || part.by === by ? part.text : `(${part.text})`,
  );
  return { text: bracketed.join(` ${by} `), by };
}

/** The states that a state's value (`{ open: { place: "paired" } }`) names. */
function placesIn(value: unknown, pathOf: (id: string) => string): string[] {
  const paths = (part: unknown): string[] =>
    typeof part === "object" && part !== null
      ? Object.entries(part).flatMap(([key, inner]) => {
          const within = paths(inner);
          return within.length === 0 ? [key] : within.map((path) => `${key}.${path}`);
        })
      : [String(part)];
  if (typeof value === "string" && value.startsWith("#")) return [`in ${pathOf(value)}`];
  return paths(value).map((path) => `in ${path}`);
}

/** `assign`, `raise` and the like, where they stand in the chart themselves. */
function builtIn(type: string, action: object): string {
  const name = type.replace(/^xstate\./, "");
  const event = "event" in action ? action.event : undefined;
  if (typeof event !== "object" || event === null || !("type" in event)) return name;
  return `${name}(${String(event.type)})`;
}

/** Of what is a name, a function, or `{ type, params }`. */
function named(what: unknown): string {
  if (typeof what === "string") return what;
  if (typeof what === "function") return FROM_ITS_PLACE.has(what.name) ? INLINE : what.name;
  if (typeof what !== "object" || what === null || !("type" in what)) return INLINE;
  const params = "params" in what && typeof what.params !== "function" ? what.params : undefined;
  return params === undefined ? String(what.type) : `${String(what.type)}(${shown(params)})`;
}

function shown(params: unknown): string {
  if (typeof params !== "object" || params === null) return String(params);
  const values = Array.isArray(params)
    ? params.map((value) => short(value))
    : Object.entries(params).map(([key, value]) => `${key}: ${short(value)}`);
  return values.join(", ");
}

const short = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
