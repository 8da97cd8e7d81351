import type { Code, InvitationId, Name, PairId } from "../protocol/identity.ts";
import type { Place, SignalKind } from "../protocol/messages.ts";

/** What the session asks of the relay with a number, by which it is recognised when it is sent again. */
export type Ask =
  | { readonly type: "join"; readonly code: Code }
  | { readonly type: "accept" | "decline" | "cancel"; readonly invitation: InvitationId }
  | { readonly type: "message"; readonly to: Place; readonly text: string }
  | { readonly type: "rename"; readonly name: Name }
  | { readonly type: "enter" | "leave" }
  | { readonly type: "members"; readonly after: number }
  | {
      readonly type: "signal";
      readonly pair: PairId;
      readonly kind: SignalKind;
      readonly payload?: unknown;
    };

/** Asks that are not known to have been dealt with, in the order of their numbers. */
export interface Outbox {
  readonly items: readonly Item[];
  /** The number that the next one will have. */
  readonly next: number;
  /** The highest number that has gone out on the present socket. */
  readonly sent: number;
}

interface Item {
  readonly id: number;
  readonly ask: Ask;
}

/** How many asks may be under way. */
export const CAPACITY = 256;

export const EMPTY: Outbox = { items: [], next: 1, sent: 0 };

/** With one more ask, or undefined when it is full. Its number is what `next` was. */
export function added({ items, next, sent }: Outbox, ask: Ask): Outbox | undefined {
  if (items.length >= CAPACITY) return undefined;
  return { items: [...items, { id: next, ask }], next: next + 1, sent };
}

/** The frames to go out next, at most `count`, and the outbox once they have. */
export function taken(outbox: Outbox, count: number): readonly [readonly string[], Outbox] {
  const due = outbox.items.filter(({ id }) => id > outbox.sent).slice(0, count);
  const sent = due.at(-1)?.id ?? outbox.sent;
  return [due.map(frame), { ...outbox, sent }];
}

const frame = ({ id, ask }: Item) => JSON.stringify({ ...ask, id });

export function hasUnsent({ items, sent }: Outbox): boolean {
  return (items.at(-1)?.id ?? 0) > sent;
}

/** The relay has dealt with all up to that number: it hears one client's frames in their order. */
export function settled(outbox: Outbox, upTo: number): Outbox {
  return { ...outbox, items: outbox.items.filter(({ id }) => id > upTo) };
}

/** The relay has answered the first ask of that type, in a way that does not name its number. */
export function answered(outbox: Outbox, type: string): Outbox {
  const first = outbox.items.find(({ id, ask }) => ask.type === type && id <= outbox.sent);
  return first === undefined ? outbox : settled(outbox, first.id);
}

/** On a new socket nothing has been sent yet, but what the relay has dealt with, which need not be. */
export function rewound(outbox: Outbox, received: number): Outbox {
  return { ...settled(outbox, received), sent: received };
}

/** Without asks; numbers go on. */
export function emptied({ next }: Outbox): Outbox {
  return { items: [], next, sent: 0 };
}

/** Without the asks of that type that have not gone out; undefined if there was none. */
export function withdrawn(outbox: Outbox, type: Ask["type"]): Outbox | undefined {
  const items = outbox.items.filter(({ id, ask }) => id <= outbox.sent || ask.type !== type);
  return items.length === outbox.items.length ? undefined : { ...outbox, items };
}

/** How many frames may go out at once, and a second: well below what relays allow by default (PROTOCOL.md, limits). */
const PACE = { burst: 60, rate: 25 } as const;

/** A token bucket for what is sent, so that a full outbox or a pasted text is not refused as too fast. */
export interface Pace {
  readonly left: number;
  readonly at: number;
}

export const FRESH_PACE: Pace = { left: PACE.burst, at: 0 };

export function refilled(pace: Pace, now: number): Pace {
  const gained = (Math.max(0, now - pace.at) * PACE.rate) / 1000;
  return { left: Math.min(PACE.burst, pace.left + gained), at: now };
}
