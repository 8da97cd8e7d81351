/** A statechart as a graph for the layout: boxes with what is written in them, and arrows with labels. */
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from "elkjs/lib/elk-api.js";
import type {
  Chart,
  ChartState,
  ChartStateId,
  ChartTransition,
  ChartTransitionId,
} from "../../../actors/chart/chart.ts";
import { backIn, isWithin } from "./order.ts";
import { cut, type Part, statesOf, textOf, transitionParts } from "./words.ts";

/** Width of a text in px as the chart draws it. */
export type Measure = (text: string, font: "title" | "line") => number;

/** One line in a box or at an arrow. */
export interface Line {
  readonly parts: readonly Part[];
  /** All of it, when it is drawn shorter. */
  readonly whole: string;
  readonly transition?: ChartTransitionId;
  /** Drawn before it: a clock for what a timer does, a loop for what enters its own state anew. */
  readonly sign?: "clock" | "loop";
}

interface Box {
  readonly state: ChartState;
  readonly lines: readonly Line[];
  readonly isRegion: boolean;
}

export interface Arrow {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly source: ChartStateId;
  /** Whether it was laid out the other way round. */
  readonly isBack: boolean;
}

export interface Graph {
  readonly machine: string;
  readonly elk: ElkNode;
  readonly boxes: ReadonlyMap<ChartStateId, Box>;
  readonly arrows: ReadonlyMap<string, Arrow>;
}

export const LINE = 16;
export const TITLE = 22;
export const PAD = 10;
/** Height of a box with nothing but a name. */
const LOWEST = 32;
/** Width of a sign with what separates it from its line. */
export const SIGN = 15;
/** Diameter of the dot from which the arrow to an initial state comes. */
const DOT = 10;
/** Characters of a line. */
const IN_BOX = 46;
const AT_ARROW = 38;
const IN_ROOT = 100;

const initialOf = (id: ChartStateId): string => `${id}#initial`;

export function graphOf(chart: Chart, measure: Measure): Graph {
  const boxes = new Map<ChartStateId, Box>();
  const arrows = new Map<string, Arrow>();
  const between = statesOf(chart).flatMap(arrowsFrom);
  const goesBack = backIn(chart);
  const isClosed = ({ id }: ChartState) =>
    between.every(({ source, target }) => isWithin(source, id) === isWithin(target, id));
  return { machine: chart.machine, elk: realm("#", chart.root, false), boxes, arrows };

  /** What is laid out by itself, with its own arrows. */
  function realm(id: string, state: ChartState, isRegion: boolean): ElkNode {
    const edges: ElkExtendedEdge[] = [];
    return { id, children: [node(state, isRegion, edges)], edges, layoutOptions: REALM };
  }

  function node(state: ChartState, isRegion: boolean, edges: ElkExtendedEdge[]): ElkNode {
    const lines = [...linesIn(state), ...(state === chart.root ? laneLines(chart) : [])];
    boxes.set(state.id, { state, lines, isRegion });
    edges.push(...between.filter(({ source }) => source === state.id).map(edge));
    const size = sizeOf(state, lines);
    if (state.states.length === 0) return { id: state.id, ...size };
    const layoutOptions = {
      ...SPACING,
      "elk.padding": `[top=${size.height + 6},left=14,bottom=14,right=14]`,
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${size.width}, ${size.height})`,
    };
    if (state.type !== "parallel") {
      const children = state.states.map((inner) => node(inner, false, edges));
      return { id: state.id, children: [...dot(state, edges), ...children], layoutOptions };
    }
    const closed = state.states.filter(isClosed).map((inner) => realm(`${inner.id}#realm`, inner, true));
    const open = state.states.filter((inner) => !isClosed(inner)).map((inner) => node(inner, true, edges));
    if (open.length === 0)
      return { id: state.id, children: closed, layoutOptions: { ...layoutOptions, ...PACKED } };
    const shelf = { id: `${state.id}#shelf`, children: closed, layoutOptions: SHELF };
    return { id: state.id, children: closed.length === 0 ? open : [...open, shelf], layoutOptions };
  }

  function sizeOf(state: ChartState, lines: readonly Line[]) {
    const widths = lines.map(widthOf);
    const height = Math.max(LOWEST, TITLE + lines.length * LINE + PAD);
    return { width: Math.ceil(Math.max(measure(state.key, "title") + 56, ...widths) + 2 * PAD), height };
  }

  function widthOf({ parts, sign }: Line): number {
    return measure(textOf(parts), "line") + (sign === undefined ? 0 : SIGN);
  }

  function edge({ id, source, target, lines }: Between): ElkExtendedEdge {
    const width = Math.ceil(Math.max(...lines.map(widthOf)) + 8);
    const label = { id: `${id}#label`, text: " ", width, height: lines.length * LINE + 2 };
    const isBack = goesBack({ source, target });
    arrows.set(id, { id, source, lines, isBack });
    const [from, to] = isBack ? [target, source] : [source, target];
    return { id, sources: [from], targets: [to], labels: [label] };
  }
}

/** The dot from which the arrow to the initial state comes. */
function dot({ id, initial }: ChartState, edges: ElkExtendedEdge[]): ElkNode[] {
  if (initial === undefined) return [];
  edges.push({
    id: `${initialOf(id)}>`,
    sources: [initialOf(id)],
    targets: [initial],
    layoutOptions: STRAIGHT,
  });
  return [{ id: initialOf(id), width: DOT, height: DOT }];
}

/** What is written in a state: what it does, and the transitions that lead nowhere else. */
function linesIn(state: ChartState): Line[] {
  const doing = (word: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [
          line(
            [
              { is: "note", text: word },
              { is: "actions", text: names.join(", ") },
            ],
            IN_BOX,
          ),
        ];
  return [
    ...doing("entry / ", state.entry),
    ...doing("exit / ", state.exit),
    ...doing("runs ", state.invokes),
    ...state.transitions
      .filter((transition) => staysIn(state, transition))
      .map((transition) => transitionLine(transition, IN_BOX)),
  ];
}

/** The events that cross beside the chart, in the box of the whole. */
function laneLines({ lane }: Chart): Line[] {
  if (lane.length === 0) return [];
  return [
    line(
      [
        { is: "note", text: "beside the chart: " },
        { is: "event", text: lane.join(", ") },
      ],
      IN_ROOT,
    ),
  ];
}

const staysIn = (state: { readonly id: ChartStateId }, { targets }: ChartTransition): boolean =>
  targets.every((target) => target === state.id);

interface Between extends Omit<Arrow, "isBack"> {
  readonly target: ChartStateId;
}

/** One arrow for all transitions from here to the same state. */
function arrowsFrom(state: ChartState): Between[] {
  const found = new Map<ChartStateId, Line[]>();
  for (const transition of state.transitions) {
    if (staysIn(state, transition)) continue;
    for (const target of transition.targets) {
      const lines = found.get(target) ?? [];
      lines.push(transitionLine(transition, AT_ARROW));
      found.set(target, lines);
    }
  }
  return Array.from(found, ([target, lines]) => ({
    id: `${state.id}>${target}`,
    source: state.id,
    target,
    lines,
  }));
}

function transitionLine(transition: ChartTransition, max: number): Line {
  const { id, cause, targets, reenter } = transition;
  const isLoop = targets.length > 0 && staysIn({ id: id.slice(0, id.lastIndexOf(":")) }, transition);
  const sign = cause.kind === "after" ? "clock" : isLoop || reenter ? "loop" : undefined;
  return {
    ...line(transitionParts(transition), max),
    transition: id,
    ...(sign === undefined ? {} : { sign }),
  };
}

function line(parts: readonly Part[], max: number): Line {
  return { parts: cut(parts, max), whole: textOf(parts) };
}

const SPACING: LayoutOptions = {
  "elk.spacing.nodeNode": "18",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "8",
  "elk.spacing.edgeLabel": "3",
  "elk.layered.spacing.nodeNodeBetweenLayers": "22",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
};

/** What is laid out in layers along its arrows, with all that is within. */
const REALM: LayoutOptions = {
  ...SPACING,
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
};

/** Regions that no arrow leaves or enters, side by side and below one another. */
const PACKED: LayoutOptions = {
  "elk.algorithm": "rectpacking",
  "elk.hierarchyHandling": "SEPARATE_CHILDREN",
  "elk.aspectRatio": "1.7",
};

/** Such regions of a state that also has others. */
const SHELF: LayoutOptions = {
  ...SPACING,
  ...PACKED,
  "elk.aspectRatio": "3",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
};

/** The arrow to an initial state is straight where it can be. */
const STRAIGHT: LayoutOptions = { "elk.layered.priority.straightness": "10" };
