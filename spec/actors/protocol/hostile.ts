import fc from "fast-check";
import { errorMessage } from "../../../actors/protocol/errors.ts";
import {
  type Code,
  type Epoch,
  type InvitationId,
  type Name,
  normaliseName,
  type PairId,
  type Token,
} from "../../../actors/protocol/identity.ts";
import { type Member, type RelayMessage, SIGNAL_KINDS } from "../../../actors/protocol/messages.ts";
import { HOSTILE } from "../../support/hostile-text.ts";

/** What a dialect or JSON gives a meaning to. */
const WORDS = [
  ":",
  "::",
  "\ua789",
  '"',
  "\\",
  "INFO:",
  "ERROR:",
  "PAIR:ABCDEFGH:x",
  "\u00a0",
  "e\u0301",
  "\u212b",
];
const SHORT = HOSTILE.map(({ text }) => text).filter((text) => text.length < 100);
const PARTS = [...new Set([...WORDS, ...SHORT, ...SHORT.flatMap((text) => Array.from(text))])];

/** Any text that JavaScript can hold. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 40 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

/** Names as bad as they can be after normalising. */
export const hostileName: fc.Arbitrary<Name> = hostileText.map(
  (text) => normaliseName(text) ?? normaliseName(`:${text.slice(0, 9)}`) ?? (":" as Name),
);

const code = fc.stringMatching(/^[A-Z0-9]{8}$/) as fc.Arbitrary<Code>;
const pair = fc.stringMatching(/^[A-Z0-9]{16}$/) as fc.Arbitrary<PairId>;
const invitation = fc.stringMatching(/^[A-Z0-9]{16}$/) as fc.Arbitrary<InvitationId>;
const secret = fc.stringMatching(/^[\w-]{22}$/);
const token = secret as fc.Arbitrary<Token>;
const epoch = secret as fc.Arbitrary<Epoch>;
const place = fc.oneof(fc.constant("room" as const), pair);
const whole = fc.maxSafeNat();
const person = fc.record({ code, name: hostileName });
const away = fc.constant(true as const);
const partner = fc.record(
  { code, name: hostileName, video: fc.boolean(), away },
  { requiredKeys: ["code", "name", "video"] },
);
const members = fc.array(
  fc.record({ code, name: hostileName, number: whole, away }, { requiredKeys: ["code", "name", "number"] }),
  { maxLength: 5 },
);
const session = fc.record(
  {
    token,
    epoch,
    seq: whole,
    window: whole,
    received: whole,
    resumed: fc.boolean(),
    lost: fc.constantFrom("expired", "overrun", "unknown"),
  },
  { requiredKeys: ["token", "epoch", "seq", "window", "received", "resumed"] },
);

/** Adds a cursor to some of the lists. */
const paged = <List extends { readonly members: readonly Member[] }>(lists: fc.Arbitrary<List>) =>
  fc.oneof(
    lists,
    fc.tuple(lists, whole).map(([list, next]) => ({ ...list, next })),
  );

const signal = fc.record({
  type: fc.constant("signal" as const),
  pair,
  kind: fc.constantFrom(...SIGNAL_KINDS),
});

/** Everything that the relay can say, said by and about hostile people. */
export const relayMessage: fc.Arbitrary<RelayMessage> = fc.oneof(
  fc.record(
    {
      type: fc.constant("welcome" as const),
      code,
      name: hostileName,
      at: whole,
      limits: fc.record({
        text: whole,
        name: whole,
        payload: whole,
        listed: whole,
        burst: whole,
        rate: whole,
      }),
      session,
    },
    { requiredKeys: ["type", "code", "name", "at", "limits"] },
  ),
  fc.record({
    type: fc.constant("paired" as const),
    pair,
    partner,
    polite: fc.boolean(),
    at: whole,
  }),
  fc.record({
    type: fc.constant("unpaired" as const),
    pair,
    reason: fc.constantFrom("you", "left", "room", "gone", "failed"),
  }),
  fc.record({
    type: fc.constant("invited" as const),
    invitation,
    from: partner,
    expires: whole,
    at: whole,
  }),
  fc.record({ type: fc.constant("ringing" as const), invitation, code, expires: whole, at: whole }),
  fc.record({
    type: fc.constant("uninvited" as const),
    invitation,
    reason: fc.constantFrom("declined", "busy", "cancelled", "expired", "gone"),
  }),
  fc.record({ type: fc.constant("presence" as const), pair, away: fc.boolean() }),
  fc.record(
    {
      type: fc.constant("message" as const),
      to: place,
      from: person,
      text: hostileText,
      id: whole,
      at: whole,
    },
    { requiredKeys: ["type", "to", "from", "text", "at"] },
  ),
  fc.record({ type: fc.constant("sent" as const), to: place, id: whole, at: whole }),
  fc.record({ type: fc.constant("delivered" as const), pair, id: whole }),
  fc.record({ type: fc.constant("renamed" as const), code, name: hostileName, you: fc.boolean() }),
  paged(fc.record({ type: fc.constant("entered" as const), count: whole, members })),
  fc.record({ type: fc.constant("left" as const), reason: fc.constantFrom("you", "paired", "failed") }),
  fc.record({
    type: fc.constant("member" as const),
    change: fc.constantFrom("entered", "left", "renamed", "away", "back"),
    member: person,
    count: fc.integer({ min: 0, max: 400 }),
  }),
  fc.record({ type: fc.constant("count" as const), count: whole }),
  paged(fc.record({ type: fc.constant("members" as const), you: code, count: whole, members })),
  fc.record({ type: fc.constant("typing" as const), pair, on: fc.boolean() }),
  signal,
  fc.tuple(signal, fc.json()).map(([frame, payload]) => ({ ...frame, payload })),
  fc.constant(errorMessage("bad-field", { re: "message", id: 3 })),
);
