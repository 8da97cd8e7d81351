import { afterClose, afterRefusal, delayBefore, type Verdict } from "./backoff.ts";
import {
  asking,
  type Change,
  callAfter,
  complaint,
  notice,
  type SessionContext,
  told,
  welcomed,
} from "./context.ts";
import { decode, type StreamPlace, type WelcomeFrame } from "./decode.ts";
import type { RelayEvent, SessionEvent } from "./events.ts";
import { added, emptied, rewound } from "./outbox.ts";
import { NOBODY } from "./people.ts";
import { PHRASES } from "./phrases.ts";
import { failed } from "./transcript.ts";

/** The subprotocol that the session offers, and the only one that it speaks. */
export const PROTOCOL = "parley.v1";

/** The first frame on every socket: who this is, and where it was. */
export function helloFrame({ settings, stream }: SessionContext): string {
  const hello = {
    type: "hello",
    client: settings.client,
    capabilities: settings.video ? ["video"] : [],
  };
  if (stream === undefined) return JSON.stringify(hello);
  const { token, epoch, seq, roomSeq } = stream;
  return JSON.stringify({ ...hello, resume: { token, epoch, seq, roomSeq } });
}

/** What a frame leads to, in this order: the domain's event, then what tells that it has been dealt with. */
export function read({ stream }: SessionContext, frame: string): readonly SessionEvent[] {
  const decoded = decode(frame);
  if (decoded.is === "foreign") return [{ type: "foreign" }];
  const { seq, roomSeq } = decoded;
  if (stream !== undefined) {
    if (seq !== undefined && seq > stream.seq + 1) return [{ type: "gap" }];
    if (isSeen(stream, decoded)) return [{ type: "heard" }];
  }
  const heard: SessionEvent = {
    type: "heard",
    ...(seq === undefined ? {} : { seq }),
    ...(roomSeq === undefined ? {} : { roomSeq }),
  };
  return [decoded.is === "unknown" ? { type: "unknown" } : relayEvent(decoded.message, decoded), heard];
}

/** A frame that stands in both streams is told by its place in the client's own. */
function isSeen(stream: { readonly seq: number; readonly roomSeq: number | undefined }, place: StreamPlace) {
  if (place.seq !== undefined) return place.seq <= stream.seq;
  return place.roomSeq !== undefined && stream.roomSeq !== undefined && place.roomSeq <= stream.roomSeq;
}

// The mapped type is one event for each frame, which the compiler can't see from the template of its name.
const relayEvent = (message: RelayEvent["message"], { roomSeq }: StreamPlace) =>
  ({ type: `relay.${message.type}`, message, roomSeq }) as RelayEvent;

/** The position after a frame that has been dealt with. */
export function advanced({ stream }: SessionContext, { seq, roomSeq }: StreamPlace): Change {
  if (stream === undefined || (seq === undefined && roomSeq === undefined)) return {};
  return { stream: { ...stream, seq: seq ?? stream.seq, roomSeq: roomSeq ?? stream.roomSeq } };
}

/** Whether a welcome can be an answer to the `hello` that was said. */
export function isPossible({ stream }: SessionContext, { session }: WelcomeFrame): boolean {
  if (!session.resumed) return true;
  return stream !== undefined && session.epoch === stream.epoch && session.seq >= stream.seq;
}

/** Everything is as it was. What was missed follows, and what was not received is sent again. */
export function resumed(context: SessionContext, welcome: WelcomeFrame): Change {
  const { stream, outbox } = context;
  if (stream === undefined) return {};
  const { token, seq, roomSeq = 0, received } = welcome.session;
  return {
    ...told(welcome),
    stream: { ...stream, token, acked: stream.seq, target: seq, roomTarget: roomSeq },
    outbox: rewound(outbox, received),
  };
}

/** The first welcome. What was asked for before it goes out now. */
export function greeted(context: SessionContext, welcome: WelcomeFrame): Change {
  const me = welcomed(welcome);
  return {
    ...me,
    outbox: rewound(context.outbox, 0),
    ...notice(context, "connected", PHRASES.notices.connected(welcome)),
  };
}

/** Somebody new, in the lobby; what was on its way has reached nobody, and what was missed is gone. */
export function lost(context: SessionContext, welcome: WelcomeFrame): Change {
  const fresh = { ...context, ...afresh(context) };
  const why = welcome.session.lost ?? "unknown";
  return {
    ...afresh(context),
    ...welcomed(welcome),
    ...notice(fresh, "lost", PHRASES.notices.lost(why, welcome)),
  };
}

/** Whether the person was in the chatroom, or on the way there, when the link broke. */
export function wantsRoom(context: SessionContext): boolean {
  const last = context.outbox.items.findLast(({ ask: { type } }) => PLACING.has(type));
  return last === undefined ? isInRoom(context) : last.ask.type === "enter";
}

export const isInRoom = ({ stream, pair }: SessionContext) =>
  stream?.roomSeq !== undefined && pair === undefined;

const PLACING: ReadonlySet<string> = new Set(["enter", "leave", "join", "accept"]);

/** Somebody new, but the person's wish stands. */
export function returned(context: SessionContext): Change {
  const said = notice(context, "returning", PHRASES.notices.returning(), { place: "room" });
  return { ...said, ...asking({ ...context, ...said }, { type: "enter" }) };
}

/** Nothing is left of what the session was, but what was said and the name that the person has chosen. */
export function afresh(context: SessionContext): Change {
  const { transcript, chosen } = context;
  const outbox = emptied(context.outbox);
  const given = failed(transcript);
  return {
    stream: undefined,
    pair: undefined,
    call: callAfter(context, "failed"),
    inviting: undefined,
    invitations: [],
    people: NOBODY,
    outbox: (chosen && added(outbox, { type: "rename", name: chosen })) ?? outbox,
    // What was on its way has reached nobody, or nobody knows.
    ...(given === transcript ? {} : complaint({ ...context, transcript: given }, "lost")),
  };
}

/** What to do about the end of a socket, or about one that does not answer. */
export function verdict(event: SessionEvent): Verdict {
  switch (event.type) {
    case "socket.closed":
      return afterClose(event.code);
    case "socket.refused":
      return afterRefusal(event);
    case "gap":
      return { is: "again", why: "gap", atLeast: 0 };
    default:
      return { is: "again", why: "lost", atLeast: 0 };
  }
}

/** How long a relay that restarts may ask to stay away, ms. */
const LONGEST_RESTART = 5 * 60 * 1000;

/** The next try, after a delay that grows with each. */
export function retryAfter(context: SessionContext, event: SessionEvent): Change {
  const found = verdict(event);
  const { why, atLeast } = found.is === "again" ? found : { why: "lost" as const, atLeast: 0 };
  const { now, random } = context.settings;
  const attempt = context.retry.attempt + 1;
  // A relay that restarts has spread its clients by itself.
  const delay =
    why === "restart" && context.restart !== undefined
      ? Math.min(context.restart, LONGEST_RESTART)
      : delayBefore(attempt, atLeast, random);
  return { retry: { attempt, why, delay, at: now() + delay }, restart: undefined };
}
