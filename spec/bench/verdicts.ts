/** The targets Parley is built to, and whether a run met them. */
import type { Book, Figure } from "./book.ts";
import { BARE_WS, LIMIT, PARLEY } from "./contenders.ts";
import type { Load } from "./job.ts";

interface Target {
  readonly kind: Load["kind"];
  readonly figure: Figure;
  readonly what: string;
  /** Whom the figure is divided by; without one it is taken as it is. */
  readonly against?: string;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

const TARGETS: readonly Target[] = [
  { kind: "pairs", figure: "cpu", what: "CPU per delivery", against: LIMIT, bound: { atMost: 1.1 } },
  { kind: "room", figure: "rate", what: "deliveries/s", against: LIMIT, bound: { atLeast: 0.95 } },
  { kind: "accept", figure: "rate", what: "accepts/s", against: LIMIT, bound: { atLeast: 0.75 } },
  { kind: "idle", figure: "memory", what: "RSS per connection", bound: { atMost: 4.5 * 1024 } },
  { kind: "pairs", figure: "rate", what: "deliveries/s", against: BARE_WS, bound: { atLeast: 2 } },
  { kind: "room", figure: "rate", what: "deliveries/s", against: BARE_WS, bound: { atLeast: 4 } },
];

/** Below this share of a core the server was waiting for the load generator. */
export const BUSY = 0.9;

/** One line for each target and measurement it is about. */
export function verdicts(book: Book): string[] {
  return TARGETS.flatMap((target) => book.names(target.kind).map((name) => verdict(book, target, name)));
}

function verdict(book: Book, target: Target, name: string): string {
  const { figure, against, bound } = target;
  const value = against ? book.ratio(name, PARLEY, against, figure) : book.median(name, PARLEY, figure);
  const format = (amount: number) => (against ? `${amount.toFixed(2)}×` : `${(amount / 1024).toFixed(2)} KB`);
  const [sign, limit] = "atMost" in bound ? ["≤", bound.atMost] : ["≥", bound.atLeast];
  const goal = `${name}: ${target.what}${against ? ` vs ${against}` : ""} ${sign} ${format(limit)}`;
  if (!Number.isFinite(value)) return `not measured · ${goal}`;
  const met = "atMost" in bound ? value <= limit : value >= limit;
  return `${met ? "met" : "MISSED"} · ${goal} · ${format(value)}${doubt(book, target, name)}`;
}

/** A rate says little of a server that was waiting for work; what it could do is in its CPU time. */
function doubt(book: Book, { figure, against }: Target, name: string): string {
  if (figure !== "rate" || !against) return "";
  const waiting = [PARLEY, against].filter((contender) => book.median(name, contender, "serverBusy") < BUSY);
  if (waiting.length === 0) return "";
  const capacity = 1 / book.ratio(name, PARLEY, against, "cpu");
  return ` (${waiting.join(" and ")} not kept busy; by CPU time ${capacity.toFixed(2)}×)`;
}
