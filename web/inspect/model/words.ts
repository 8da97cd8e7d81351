/** What the parts of a statechart are called, where they are drawn and listed. */
import type {
  Chart,
  ChartCause,
  ChartState,
  ChartStateId,
  ChartTransition,
} from "../../../actors/chart/chart.ts";
import { afterWords } from "../../../actors/chart/delays.ts";
import type { Fields } from "../../../actors/inspect/feed.ts";

/** A piece of a line and what it is, for its colour. */
export interface Part {
  readonly is: "event" | "guard" | "actions" | "note";
  readonly text: string;
}

/** `event [guard] / actions`. */
export function transitionParts(transition: ChartTransition): Part[] {
  const { cause, guard, actions } = transition;
  return [
    { is: "event", text: causeWords(cause) },
    ...(guard === undefined ? [] : [{ is: "guard", text: ` [${guard}]` } as const]),
    ...(actions.length === 0 ? [] : [{ is: "actions", text: ` / ${actions.join(", ")}` } as const]),
  ];
}

export const textOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join("");

function causeWords(cause: ChartCause): string {
  switch (cause.kind) {
    case "event":
      return cause.type;
    case "after":
      return afterWords(cause);
    case "always":
      return "always";
    case "done":
      return `done: ${lastKey(cause.of)}`;
    case "error":
      return `error: ${lastKey(cause.of)}`;
  }
}

/** What an event that was heard is about beside its type: `tell` alone says little. */
const ABOUT: Readonly<Record<string, readonly string[]>> = { tell: ["message", "kind"], signal: ["kind"] };

/** An event that was heard, with what it is about; and its other fields. */
export function heardWords({ type, fields }: { readonly type: string; readonly fields: Fields }): {
  readonly words: string;
  readonly others: Fields;
} {
  const about = Object.hasOwn(ABOUT, type) ? (ABOUT[type] ?? []) : [];
  const words = [eventWords(type), ...about.flatMap((name) => fields[name] ?? [])].join(" ");
  const others = Object.entries(fields).filter(([name]) => !about.includes(name));
  return { words, others: Object.fromEntries(others) };
}

/** The type of an event that was heard; XState's own in the words of its cause. */
export function eventWords(type: string): string {
  const [, cause = "", of = ""] =
    /^xstate\.(after\.[^.]+|done\.(?:actor|state)|error\.actor|snapshot)\.(.+)$/.exec(type) ?? [];
  const [kind, delay = ""] = cause.split(".");
  switch (kind) {
    case "after":
      return causeWords({ kind, delay });
    case "done":
    case "error":
      return causeWords({ kind, of });
    case "snapshot":
      return `changed: ${of}`;
    default:
      return type;
  }
}

/** Within `max` characters, the end cut off. */
export function cut(parts: readonly Part[], max: number): Part[] {
  let left = max;
  return parts.flatMap(({ is, text }) => {
    if (left <= 0) return [];
    const fits = text.length <= left;
    const shown = fits ? text : `${text.slice(0, Math.max(1, left - 1)).trimEnd()}…`;
    left = fits ? left - text.length : 0;
    return [{ is, text: shown }];
  });
}

/** What the states of a chart are called in a line: by as few of their last keys as no other's are. */
export function stateNames(chart: Chart): ReadonlyMap<ChartStateId, string> {
  const known = names.get(chart);
  if (known !== undefined) return known;
  const ids = statesOf(chart).map(({ id }) => id);
  const ends = (id: ChartStateId) => {
    const keys = id.split(".");
    return keys.map((_, i) => keys.slice(keys.length - 1 - i).join("."));
  };
  const counts = new Map<string, number>();
  for (const end of ids.flatMap(ends)) counts.set(end, (counts.get(end) ?? 0) + 1);
  const made = new Map(ids.map((id) => [id, ends(id).find((end) => counts.get(end) === 1) ?? id]));
  names.set(chart, made);
  return made;
}

const names = new WeakMap<Chart, ReadonlyMap<ChartStateId, string>>();

export const lastKey = (id: string): string => id.slice(id.lastIndexOf(".") + 1);

/** A state without the name of its machine: `open.place.lobby`; the machine itself stays what it is called. */
export function shortState(id: ChartStateId): string {
  const dot = id.indexOf(".");
  return dot === -1 ? id : id.slice(dot + 1);
}

/** All states, each before those within it. */
export function statesOf(chart: Chart): ChartState[] {
  const within = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(within)];
  return within(chart.root);
}

/** So many innermost states are told as they are. */
const FEW = 3;

/**
 * Which active states say something of an actor: of many only those in which it did not begin, or within which it has done
 * nothing since it entered them. All, when there are no such.
 */
export function tellingStates(chart: Chart, active: readonly ChartStateId[]): readonly ChartStateId[] {
  if (active.length <= FEW) return active;
  const beginnings = new Set(
    statesOf(chart).flatMap(({ type, initial, states }) =>
      type === "parallel" ? states.map(({ id }) => id) : (initial ?? []),
    ),
  );
  beginnings.add(chart.root.id);
  const reached = (id: ChartStateId): ChartStateId | undefined => {
    if (!beginnings.has(id)) return id;
    const dot = id.lastIndexOf(".");
    return dot === -1 ? undefined : reached(id.slice(0, dot));
  };
  const telling = Array.from(new Set(active.flatMap((id) => reached(id) ?? [])));
  const innermost = telling.filter((id) => !telling.some((other) => other.startsWith(`${id}.`)));
  return innermost.length === 0 ? active : innermost;
}

/** Those that a chart's innermost active states are in, with themselves. */
export function withOuter(active: readonly ChartStateId[]): Set<ChartStateId> {
  return new Set(
    active.flatMap((id) => {
      const keys = id.split(".");
      return keys.map((_, i) => keys.slice(0, i + 1).join("."));
    }),
  );
}
