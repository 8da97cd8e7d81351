import type { ChartState, ChartStateId, ChartTransition } from "./chart.ts";

/**
 * A transition as those can draw it who know only lines between siblings: both ends are within the same state. One that
 * comes from further inside, or leads there, is drawn between the siblings around.
 */
export interface Arrow {
  readonly within: ChartStateId;
  readonly from: End;
  readonly to: End;
  readonly transition: ChartTransition;
  /** Where it comes from and leads to, below its ends; empty where these are meant themselves. */
  readonly source: string;
  readonly target: string;
}

export type End =
  | { readonly is: "state"; readonly id: ChartStateId }
  /** Wherever one is within the state of that key. */
  | { readonly is: "anywhere"; readonly key: string }
  /** Where no line leads: in another region, or back to the state around. */
  | { readonly is: "elsewhere"; readonly path: string };

/** From the root down to a state. */
type Line = readonly ChartState[];

/** The arrows of all transitions below `root` that have a target. */
export function arrowsOf(root: ChartState): Arrow[] {
  const lines = new Map(linesBelow([root]).map((line) => [line.at(-1)?.id, line]));
  return [...lines.values()].flatMap((source) =>
    (source.at(-1)?.transitions ?? []).flatMap((transition) => {
      const targets = transition.targets.flatMap((id) => [lines.get(id) ?? []]);
      return targets.length === 0 ? [] : [arrow(source, targets, transition)];
    }),
  );
}

function linesBelow(line: Line): Line[] {
  return [line, ...(line.at(-1)?.states ?? []).flatMap((state) => linesBelow([...line, state]))];
}

function arrow(source: Line, targets: readonly Line[], transition: ChartTransition): Arrow {
  const target = targets.reduce(shared);
  const top = shared(source, target);
  const level = top.length;
  const around = top.at(-1);
  /** To the target, or what is around it, at that depth. */
  const at = (depth: number, from: End | undefined): Arrow | undefined => {
    const within = target[depth - 1];
    const to = target[depth];
    if (within === undefined || to === undefined || from === undefined) return undefined;
    // A line from a state to itself is for states without others inside.
    const isLoop = from.is === "state" && from.id === to.id && to.states.length > 0;
    return {
      within: within.id,
      from,
      to: isLoop ? { is: "elsewhere", path: to.key } : end(to),
      transition,
      source: from.is === "state" ? below(source, depth) : "",
      target: targets.map((line) => below(line, depth)).join(", "),
    };
  };
  const drawn = (): Arrow | undefined => {
    if (around === undefined) return undefined;
    // To itself, or to a state around it.
    if (level === target.length && targets.length === 1) return at(level - 1, end(around));
    // From wherever one is within a state to one inside; of a parallel one, inside its region.
    const isParallel = around.type === "parallel";
    if (level === source.length)
      return at(isParallel ? level + 1 : level, { is: "anywhere", key: around.key });
    const from = source[level];
    return isParallel || from === undefined ? undefined : at(level, end(from));
  };
  return drawn() ?? elsewhere(source, targets, transition);
}

function elsewhere(source: Line, targets: readonly Line[], transition: ChartTransition): Arrow {
  const own = source.at(-1);
  const around = source.at(-2);
  return {
    within: around?.id ?? own?.id ?? "",
    from: own === undefined || around === undefined ? { is: "anywhere", key: own?.key ?? "" } : end(own),
    to: { is: "elsewhere", path: targets.map((line) => below(line, 0)).join(", ") },
    transition,
    source: "",
    target: "",
  };
}

/** What two lines have in common, from the root on. */
function shared(one: Line, other: Line): Line {
  const parting = one.findIndex((state, depth) => state !== other[depth]);
  return parting === -1 ? one : one.slice(0, parting);
}

const below = (line: Line, depth: number) =>
  line
    .slice(depth + 1)
    .map(({ key }) => key)
    .join(".");

const end = ({ id }: ChartState): End => ({ is: "state", id });
