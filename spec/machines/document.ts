import { spawnSync } from "node:child_process";
import type { Chart, ChartCause, ChartState } from "../../actors/chart/chart.ts";
import { afterWords } from "../../actors/chart/delays.ts";
import { mermaidOf } from "../../actors/chart/mermaid.ts";
import { chartOf } from "../../actors/chart/walk.ts";
import type { Laned } from "../../actors/data-lane.ts";
import { MACHINES } from "../support/machines.ts";

const INTRODUCTION = `# The statecharts

Every machine of Parley as it is: \`npm run docs:machines\` makes this page from the machines themselves, and a test fails
when it is stale. [CONTRIBUTING.md](../CONTRIBUTING.md#how-to-read-an-actor) says how to read their sources.

The pictures show what leads from one state to another; regions with a dashed border are side by side. A line from
further inside a state, or to further inside, is drawn at its border, and says so. The tables have everything. Within a
state events are tried from top to bottom, and what is not listed for it is looked up in the state around it. Events on the
data lane change no state, and cross beside the chart where what stands under "if" holds; elsewhere the chart answers.`;

/** The text of actors/README.md, as Biome formats it. */
export function machinesDocument(): string {
  const charts = MACHINES.map(described);
  const contents = charts.map(
    ({ machine, root }) => `- [${machine}](#${machine}): ${root.description ?? ""}`,
  );
  return formatted([INTRODUCTION, contents.join("\n"), ...charts.map(section), ""].join("\n\n"));
}

/** A chart with what is said of its lane. */
interface Described extends Chart, Pick<Laned, "laneWords"> {}

function described(machine: (typeof MACHINES)[number] & Partial<Laned>): Described {
  return { ...chartOf(machine), laneWords: machine.laneWords ?? [] };
}

function section(chart: Described): string {
  const { machine, root } = chart;
  const states = statesOf(root);
  return [
    `## ${machine}`,
    root.description ?? "",
    `\`\`\`mermaid\n${mermaidOf(chart)}\`\`\``,
    `### States of ${machine}`,
    table(
      ["state", "what it is for", "on entry", "on exit", "runs"],
      states.map((state) => [
        named(state, root),
        state.description ?? "",
        code(state.entry),
        code(state.exit),
        code(state.invokes),
      ]),
    ),
    `### Events of ${machine}`,
    table(["event", "in", "if", "to", "does"], rows(states, chart)),
  ].join("\n\n");
}

/** By events, in the order in which the chart first names them. */
function rows(states: readonly ChartState[], { root, laneWords }: Described): string[][] {
  const byCause = new Map<string, string[][]>();
  const add = (cause: string, ...row: string[]) => {
    byCause.set(cause, [...(byCause.get(cause) ?? []), [cause, ...row]]);
  };
  for (const { type, when, does } of laneWords) add(code([type]), "*data lane*", when, "", does);
  for (const state of states) {
    for (const { cause, guard, actions, targets, reenter } of state.transitions) {
      const to = targets.map((id) => code([pathOf(id, root)])).join(", ");
      add(
        causeOf(cause, root),
        code([pathOf(state.id, root)]),
        guard ?? "",
        reenter ? `${to} anew` : to,
        code(actions),
      );
    }
  }
  return [...byCause.values()].flat();
}

function causeOf(cause: ChartCause, root: ChartState): string {
  switch (cause.kind) {
    case "event":
      return code([cause.type]);
    case "after":
      return afterWords(cause).replace(cause.delay, code([cause.delay]));
    case "always":
      return "always";
    case "done":
      return `${code([pathOf(cause.of, root)])} has ended`;
    case "error":
      return `${code([cause.of])} has failed`;
  }
}

const named = (state: ChartState, root: ChartState) =>
  [
    code([pathOf(state.id, root)]),
    ...(["atomic", "compound"].includes(state.type) ? [] : [`(${state.type})`]),
  ].join(" ");

/** Without the machine's name. */
const pathOf = (id: string, root: ChartState) =>
  id.startsWith(`${root.id}.`) ? id.slice(root.id.length + 1) : id;

const statesOf = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(statesOf)];
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function formatted(markdown: string): string {
  const biome = ["node_modules/@biomejs/biome/bin/biome", "format", "--stdin-file-path=actors/README.md"];
  const { status, stdout, stderr } = spawnSync(process.execPath, biome, {
    input: markdown,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Biome did not format actors/README.md: ${stderr}`);
  return stdout;
}
