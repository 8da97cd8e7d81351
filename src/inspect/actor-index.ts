import type { ChartStateId } from "../../actors/chart/chart.ts";
import type { ActorRow, Filter, IndexPage, MachineCount, ViewerMessage } from "../../actors/inspect/feed.ts";
import { isCode } from "../../actors/protocol/identity.ts";
import type { Masks } from "./masks.ts";
import type { Subject, Subjects } from "./subjects.ts";

export type List = Extract<ViewerMessage, { type: "list" }>;

/** The page that `list` asks for, of all actors at `at`, ms. Looks at each of them once. */
export function indexPage(list: List, subjects: Subjects, masks: Masks, at: number): IndexPage {
  const { query, filter, offset, limit } = list;
  const fits = matcher(filter, subjects, masks, at);
  const counts = new Counts();
  const actors: ActorRow[] = [];
  let total = 0;
  for (const subject of subjects.all()) {
    counts.add(subject);
    if (!fits(subject)) continue;
    if (total >= offset && actors.length < limit) actors.push(subjects.row(subject));
    total++;
  }
  return { type: "index", query, at, offset, total, actors, machines: counts.all() };
}

type Fits = (subject: Subject) => boolean;

function matcher(filter: Filter, subjects: Subjects, masks: Masks, at: number): Fits {
  const { machine, side, state, olderThan, stuckFor, text } = filter;
  const hasText =
    text === undefined || text.trim() === "" ? undefined : textMatcher(text.trim(), subjects, masks);
  return (subject) =>
    (machine === undefined || subject.machine === machine) &&
    (side === undefined || subject.side === side) &&
    (olderThan === undefined || at - subject.born >= olderThan) &&
    (stuckFor === undefined || at - subject.changed >= stuckFor) &&
    (state === undefined || isIn(subject, state)) &&
    (hasText === undefined || hasText(subject));
}

const isIn = ({ active }: Subject, state: ChartStateId) =>
  active.some((innermost) => innermost === state || innermost.startsWith(`${state}.`));

/** A whole code finds whose it is. Else only what viewers see is looked at, or a code could be guessed letter by letter. */
function textMatcher(text: string, subjects: Subjects, masks: Masks): Fits {
  const whole = text.toUpperCase();
  const part = text.toLowerCase();
  if (!isCode(whole)) subjects.makeIds();
  return ({ key, code, name }) =>
    code === whole ||
    subjects.knownId(key).toLowerCase().includes(part) ||
    (code !== undefined && masks.known(code)?.startsWith(part) === true) ||
    (name !== undefined && subjects.veil.name(name)?.toLowerCase().includes(part) === true);
}

/** How many actors of each machine are in which innermost states. */
class Counts {
  readonly #machines = new Map<string, Count>();

  add({ machine, side, active }: Subject): void {
    const key = `${side} ${machine}`;
    let count = this.#machines.get(key);
    if (count === undefined) {
      count = { machine, side, actors: 0, active: new Map() };
      this.#machines.set(key, count);
    }
    count.actors++;
    // Most actors are in the same states, by the same list: counted once for all of them.
    count.active.set(active, (count.active.get(active) ?? 0) + 1);
  }

  all(): MachineCount[] {
    return Array.from(this.#machines.values(), ({ machine, side, actors, active }) => {
      const states: Record<ChartStateId, number> = {};
      for (const [ids, times] of active) for (const id of ids) states[id] = (states[id] ?? 0) + times;
      return { machine, side, actors, states };
    });
  }
}

interface Count extends Omit<MachineCount, "actors" | "states"> {
  actors: number;
  readonly active: Map<readonly ChartStateId[], number>;
}
