/** A chart as it was laid out: where everything is drawn. */
import type { ElkExtendedEdge, ElkLabel, ElkNode, ElkPoint } from "elkjs/lib/elk-api.js";
import type { ChartState, ChartStateId } from "../../../actors/chart/chart.ts";
import { type Graph, LINE, type Line, PAD, TITLE } from "./graph.ts";

/** In px of the drawing. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly machine: string;
  readonly width: number;
  readonly height: number;
  /** Each before those within it. */
  readonly states: readonly DrawnState[];
  readonly arrows: readonly DrawnArrow[];
  /** The arrows to initial states, each from its dot. */
  readonly beginnings: readonly Beginning[];
}

/** Paths are what `d` of an SVG path takes; `head` is the tip of the arrow. */
export interface Beginning {
  readonly path: string;
  readonly head: string;
  readonly dot: ElkPoint;
}

export interface DrawnState extends Rect {
  readonly state: ChartState;
  readonly isRegion: boolean;
  readonly lines: readonly DrawnLine[];
  /** Its name where the drawing is so small that nothing else can be read: font size, and how far below its place, px. */
  readonly far: { readonly size: number; readonly shift: number };
}

export interface DrawnArrow {
  readonly id: string;
  readonly source: ChartStateId;
  readonly path: string;
  readonly head: string;
  readonly lines: readonly DrawnLine[];
  /** Around the lines. */
  readonly label: Rect;
}

/** A line of text; `x` and `y` are where it begins on its base line. */
export interface DrawnLine extends Line {
  readonly x: number;
  readonly y: number;
}

/** What the layout has made of a graph. An arrow for which it found no way is left out. */
export function drawingOf(graph: Graph, laidOut: ElkNode): Drawing {
  const states: DrawnState[] = [];
  const arrows: DrawnArrow[] = [];
  const beginnings: Beginning[] = [];

  function walk(node: ElkNode): void {
    const box = graph.boxes.get(node.id);
    const rect = rectOf(node);
    if (box !== undefined) {
      const lines = placed(box.lines, rect.x + PAD, rect.y + TITLE);
      states.push({ ...rect, ...box, lines, far: farTitle(box.state, rect, box.lines.length) });
    }
    for (const edge of node.edges ?? []) draw(edge);
    for (const child of node.children ?? []) walk(child);
  }

  function draw(edge: ElkExtendedEdge): void {
    const arrow = graph.arrows.get(edge.id);
    const points = arrow?.isBack ? pointsOf(edge).toReversed() : pointsOf(edge);
    const [first] = points;
    if (first === undefined) return;
    const drawn = { path: pathOf(points), head: headOf(points) };
    if (arrow === undefined) {
      beginnings.push({ ...drawn, dot: first });
    } else {
      const label = rectOf(edge.labels?.[0] ?? {});
      const lines = placed(arrow.lines, label.x + 4, label.y + 1);
      arrows.push({ ...drawn, id: arrow.id, source: arrow.source, lines, label });
    }
  }

  walk(laidOut);
  const { width, height } = rectOf(laidOut);
  return { machine: graph.machine, width, height, states, arrows, beginnings };
}

const placed = (lines: readonly Line[], x: number, top: number): DrawnLine[] =>
  lines.map((line, i) => ({ ...line, x, y: top + i * LINE + 12 }));

/** Px from the top of a box to the base line of its name. */
export const BASE = 16;

/** As large as fits above what is within, or into a state without states. */
function farTitle(state: ChartState, { width, height }: Rect, lines: number): DrawnState["far"] {
  const isInner = state.states.length === 0;
  const room = isInner ? height : TITLE + lines * LINE;
  const fits = (width - 2 * PAD) / (0.6 * Math.max(1, state.key.length));
  const wanted = Math.min(fits, room * 0.8);
  const size = Math.max(13, Math.min(46, wanted));
  return { size, shift: (isInner ? height / 2 : size * 0.65) - BASE };
}

function rectOf({ x = 0, y = 0, width = 0, height = 0 }: ElkNode | ElkLabel): Rect {
  return { x, y, width, height };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): ElkPoint[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
}

/** Px by which corners are rounded. */
const ROUND = 5;

function pathOf(points: readonly ElkPoint[]): string {
  return points
    .map((point, i) => {
      const before = points[i - 1];
      const after = points[i + 1];
      if (before === undefined) return `M${at(point)}`;
      if (after === undefined) return `L${at(point)}`;
      return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, after))}`;
    })
    .join("");
}

/** Px of the tip of an arrow. */
const HEAD = { length: 8, width: 3.5 };

function headOf(points: readonly ElkPoint[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (tip === undefined || before === undefined) return "";
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const along = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length };
  const back = { x: tip.x - along.x * HEAD.length, y: tip.y - along.y * HEAD.length };
  const side = { x: -along.y * HEAD.width, y: along.x * HEAD.width };
  const [one, other] = [
    { x: back.x + side.x, y: back.y + side.y },
    { x: back.x - side.x, y: back.y - side.y },
  ];
  return `M${at(tip)}L${at(one)}L${at(other)}Z`;
}

function towards(from: ElkPoint, to: ElkPoint): ElkPoint {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(ROUND, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const at = ({ x, y }: ElkPoint): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
