import { type Arrow, arrowsOf, type End } from "./arrows.ts";
import type { Chart, ChartCause, ChartState, ChartStateId, ChartTransition } from "./chart.ts";
import { afterWords } from "./delays.ts";

/** Characters of a name, or of one line of a label. */
const LINE = 48;
/** Lines of a label; the rest is counted. */
const LINES = 6;

/**
 * The chart as a Mermaid `stateDiagram-v2`, whatever its names are. Transitions that lead to no state are not drawn.
 * It is made of what Mermaid can lay out. Lines lead only between siblings (see `arrowsOf`), and regions are composite
 * states with a dashed border: Mermaid's own (`--`) have no names, and fail when states within them are nested.
 * `active` are to be innermost states.
 */
export function mermaidOf(
  chart: Chart,
  { active = [] }: { readonly active?: readonly ChartStateId[] } = {},
): string {
  const drawing = new Drawing(chart.root);
  const { root } = chart;
  const body = root.type === "compound" ? drawing.inside(root) : drawing.state(root);
  const marked = active.flatMap((id) => drawing.nameOf(id) ?? []);
  return [
    "stateDiagram-v2",
    ...indented(body),
    ...indented(classed("region", "stroke-dasharray:6 4", drawing.regions)),
    ...indented(classed("active", "fill:#2f7d5b,color:#ffffff,stroke:#174c36", marked)),
    "",
  ].join("\n");
}

function classed(name: string, style: string, states: readonly string[]): string[] {
  return states.length === 0 ? [] : [`classDef ${name} ${style}`, `class ${states.join(",")} ${name}`];
}

/** States get names of their own, `s0` and so on, since none of theirs is safe in Mermaid, or its alone. */
class Drawing {
  readonly #names = new Map<ChartStateId, string>();
  readonly #arrows: readonly Arrow[];
  /** The names of all that is side by side with others. */
  readonly regions: string[] = [];

  constructor(root: ChartState) {
    const name = (state: ChartState): void => {
      this.#names.set(state.id, `s${this.#names.size}`);
      state.states.forEach(name);
      if (state.type === "parallel")
        this.regions.push(...state.states.flatMap(({ id }) => this.nameOf(id) ?? []));
    };
    name(root);
    this.#arrows = arrowsOf(root);
  }

  nameOf(id: ChartStateId): string | undefined {
    return this.#names.get(id);
  }

  state(state: ChartState): string[] {
    const key = state.type === "history" ? `${state.key} (history)` : state.key;
    const head = `state "${escaped(cut(key))}" as ${this.#names.get(state.id)}`;
    return state.states.length === 0 ? [head] : [`${head} {`, ...indented(this.inside(state)), "}"];
  }

  inside(state: ChartState): string[] {
    const initial = state.initial === undefined ? undefined : this.#names.get(state.initial);
    return [
      ...(initial === undefined ? [] : [`[*] --> ${initial}`]),
      ...state.states.flatMap((child) => this.state(child)),
      ...this.#drawn(this.#arrows.filter(({ within }) => within === state.id)),
      ...state.states.flatMap(({ id, type }) => (type === "final" ? [`${this.#names.get(id)} --> [*]`] : [])),
    ];
  }

  /** One line for all arrows between the same two. */
  #drawn(arrows: readonly Arrow[]): string[] {
    const ends = new Map<string, string>();
    const extra: string[] = [];
    const nameOf = (end: End, within: string) => {
      if (end.is === "state") return this.#names.get(end.id) ?? "";
      const text = end.is === "anywhere" ? `anywhere in ${end.key}` : `→ ${end.path}`;
      const known = ends.get(text);
      if (known !== undefined) return known;
      const name = `${this.#names.get(within)}x${ends.size}`;
      ends.set(text, name);
      extra.push(`state "${escaped(cut(text))}" as ${name}`);
      return name;
    };
    const lines = new Map<string, Arrow[]>();
    for (const arrow of arrows) {
      const line = `${nameOf(arrow.from, arrow.within)} --> ${nameOf(arrow.to, arrow.within)}`;
      lines.set(line, [...(lines.get(line) ?? []), arrow]);
    }
    return [...extra, ...[...lines].map(([line, merged]) => `${line} : ${labelOf(merged)}`)];
  }
}

function labelOf(arrows: readonly Arrow[]): string {
  const lines = [...new Set(arrows.map(lineOf))];
  const shown =
    lines.length <= LINES ? lines : [...lines.slice(0, LINES - 1), `and ${lines.length - LINES + 1} more`];
  return shown.map((line) => escaped(cut(line))).join("<br/>");
}

function lineOf({ transition, source, target }: Arrow): string {
  const from = source === "" ? "" : `${source}: `;
  const to = target === "" ? "" : ` → ${target}`;
  return `${from}${transitionLabel(transition)}${to}`;
}

/** `event [guard] / actions`, as statecharts are labelled. */
function transitionLabel({ cause, guard, actions }: ChartTransition): string {
  const when = guard === undefined ? "" : ` [${guard}]`;
  const [first, ...others] = actions;
  const what = first === undefined ? "" : ` / ${first}${others.length === 0 ? "" : ", …"}`;
  return `${causeLabel(cause)}${when}${what}`;
}

/** `enter`, `after ringFor (60 s)`, `always`, `done: tick`. */
function causeLabel(cause: ChartCause): string {
  switch (cause.kind) {
    case "event":
      return cause.type;
    case "after":
      return afterWords(cause);
    case "always":
      return "always";
    case "done":
    case "error":
      return `${cause.kind}: ${cause.of}`;
  }
}

const cut = (line: string) => (line.length <= LINE ? line : `${[...line].slice(0, LINE - 1).join("")}…`);

/**
 * Text that Mermaid shows as it is. It reads `#33;` as a character; all that may mean something to it, or to the Markdown
 * within its labels, is written so. Some of its keywords are looked for anywhere in a line.
 */
function escaped(text: string): string {
  // What Mermaid itself writes for such a character, and reads even when it is written as one.
  const known = text.replace(/\p{Cs}|ﬂ°|¶ß/gu, "\ufffd").replace(/\p{Cc}+/gu, " ");
  const safe = known.replace(
    /[^\p{L}\p{N} .,/()…→]|\.(?= )/gu,
    (character: string) => `#${character.codePointAt(0)};`,
  );
  return safe === "" ? "#160;" : safe.replace(/(direction) /gi, "$1#160;");
}

const indented = (lines: readonly string[]) => lines.map((line) => `    ${line}`);
