/** What the parts of a statechart are called, where they are drawn and listed. */
import type {
  Chart,
  ChartCause,
  ChartState,
  ChartStateId,
  ChartTransition,
} from "../../../actors/chart/chart.ts";

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

function afterWords({ delay, ms }: Extract<ChartCause, { kind: "after" }>): string {
  if (/^\d+$/.test(delay)) return `after ${delayWords(Number(delay))}`;
  return `after ${delay}${ms === undefined ? "" : ` (${delayWords(ms)})`}`;
}

/** `200 ms`, `1.5 s`, `60 s`. */
const delayWords = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** The type of an event that was heard; XState's own in the words of its cause. */
export function eventWords(type: string): string {
  const [, cause = "", of = ""] =
    /^xstate\.(after\.[^.]+|done\.(?:actor|state)|error\.actor)\.(.+)$/.exec(type) ?? [];
  const [kind, delay = ""] = cause.split(".");
  switch (kind) {
    case "after":
      return causeWords({ kind, delay });
    case "done":
    case "error":
      return causeWords({ kind, of });
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

/** Those that a chart's innermost active states are in, with themselves. */
export function withOuter(active: readonly ChartStateId[]): Set<ChartStateId> {
  return new Set(
    active.flatMap((id) => {
      const keys = id.split(".");
      return keys.map((_, i) => keys.slice(0, i + 1).join("."));
    }),
  );
}
