import { assertEvent, assign, emit, enqueueActions } from "xstate";
import {
  asking,
  type Change,
  complaint,
  isBehind,
  localTime,
  NONE_UNREAD,
  type SessionContext,
} from "../context.ts";
import type { ErrorFrame } from "../decode.ts";
import type { SessionEvent } from "../events.ts";
import * as outboxes from "../outbox.ts";
import type { OwnErrorCode } from "../phrases.ts";
import { append, cleared, delivered, marked } from "../transcript.ts";
import { withLink } from "./link.ts";

/** What is asked of the relay, and what becomes of it. */
export const withSending = withLink.extend({
  actions: {
    send: enqueueActions(({ context, enqueue }) => {
      const pace = outboxes.refilled(context.pace, context.settings.now());
      const [frames, outbox] = outboxes.taken(context.outbox, Math.floor(pace.left));
      for (const frame of frames) enqueue.sendTo("socket", { type: "send", frame });
      enqueue.assign({ outbox, pace: { ...pace, left: pace.left - frames.length } });
      if (frames.length > 0) enqueue.raise({ type: "asked" });
    }),
    ack: enqueueActions(({ context: { stream }, enqueue }) => {
      if (stream === undefined || stream.acked === stream.seq) return;
      enqueue.sendTo("socket", { type: "send", frame: JSON.stringify({ type: "ack", seq: stream.seq }) });
      enqueue.assign({ stream: { ...stream, acked: stream.seq } });
    }),
    sayDelivered: enqueueActions(({ context: { pair }, enqueue }) => {
      if (pair?.heard === undefined) return;
      const frame = JSON.stringify({ type: "delivered", pair: pair.pair, id: pair.heard });
      enqueue.sendTo("socket", { type: "send", frame });
    }),
    say: assign(({ context, event }, to: "pair" | "room") => {
      assertEvent(event, "say");
      const { me, pair, settings, outbox } = context;
      const place = to === "room" ? "room" : pair?.pair;
      if (me === undefined || place === undefined) return {};
      return {
        ...asking(context, { type: "message", to: place, text: event.text }),
        transcript: append(context.transcript, {
          kind: "chat",
          place,
          from: me,
          text: event.text,
          mark: "sending",
          number: outbox.next,
          at: settings.now(),
        }),
      };
    }),
    /** What the person had written is in the error, and given back. */
    refuseText: enqueueActions(({ context, event, enqueue }, code: OwnErrorCode) => {
      const draft = event.type === "say" ? event.text : event.type === "rename" ? event.name : "";
      enqueue.assign(complaint(context, code, { place: context.pair?.pair ?? "lobby", draft }));
      enqueue.emit({ type: "draft", text: draft });
    }),
    complain: assign(({ context }, code: OwnErrorCode) => complaint(context, code)),
    markSent: assign(({ context, event }) => {
      assertEvent(event, "relay.sent");
      const { id, at } = event.message;
      return {
        transcript: marked(context.transcript, id, "sent", localTime(context, at)),
        outbox: outboxes.settled(context.outbox, Math.min(id, context.outbox.sent)),
      };
    }),
    markDelivered: assign(({ context, event }) => {
      assertEvent(event, "relay.delivered");
      const { pair, id } = event.message;
      return { transcript: delivered(context.transcript, pair, id) };
    }),
    hearError: assign(({ context, event }) => {
      assertEvent(event, "relay.error");
      return heardError(context, event.message);
    }),
    settle: assign(({ context, event }) => ({ outbox: settledBy(context.outbox, event) })),
    hearChat: enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, "relay.message");
      const { to, from, text, at, id } = event.message;
      enqueue.assign({
        transcript: append(context.transcript, {
          kind: "chat",
          place: to,
          from,
          text,
          mark: undefined,
          number: undefined,
          at: localTime(context, at),
        }),
      });
      if (to !== "room" && id !== undefined && context.pair !== undefined) {
        enqueue.assign({ pair: { ...context.pair, heard: id } });
      }
      enqueue.raise({ type: "chat", entry: context.transcript.next, missed: isBehind(context.stream) });
    }),
    countUnread: assign(({ context: { unread }, event }) => {
      assertEvent(event, "chat");
      return { unread: { count: unread.count + 1, first: unread.first ?? event.entry } };
    }),
    announce: emit(({ event }, unread: boolean) => {
      assertEvent(event, "chat");
      return { type: "heard" as const, entry: event.entry, unread };
    }),
    clear: assign(({ context }) => ({ transcript: cleared(context.transcript), unread: NONE_UNREAD })),
    markRead: assign({ unread: NONE_UNREAD }),
  },
});

/** Hints that the relay did not want are not worth a word, and what is there already has been answered. */
const UNTOLD = new Set(["ack", "delivered", "typing"]);

function heardError(context: SessionContext, { code, message, re, id }: ErrorFrame): Change {
  const { transcript, settings, people, me } = context;
  const outbox = outboxAfter(context, re, id);
  if (code === "already-said" || (re !== undefined && UNTOLD.has(re))) return { outbox };
  const marks = id === undefined ? transcript : marked(transcript, id, "failed");
  const entry = { kind: "error", code, text: message, place: "lobby", at: settings.now() } as const;
  return {
    outbox,
    transcript: append(marks, entry),
    ...(re === "rename" ? { chosen: me?.name } : {}),
    ...(re === "members" ? { people: { ...people, asked: people.asked.slice(1) } } : {}),
  };
}

function outboxAfter({ outbox, stream }: SessionContext, re: string | undefined, id: number | undefined) {
  if (id !== undefined) return outboxes.settled(outbox, Math.min(id, outbox.sent));
  // Within what was missed it answers something that was dealt with long ago.
  return re === undefined || isBehind(stream) ? outbox : outboxes.answered(outbox, re);
}

/** The answers that have no number, each with the asks that it may answer. */
function settledBy(outbox: outboxes.Outbox, event: SessionEvent): outboxes.Outbox {
  switch (event.type) {
    case "relay.renamed":
      return event.message.you ? outboxes.answered(outbox, "rename") : outbox;
    case "relay.entered":
      return outboxes.answered(outbox, "enter");
    case "relay.members":
      return outboxes.answered(outbox, "members");
    case "relay.ringing":
      return outboxes.answered(outbox, "join");
    case "relay.left":
    case "relay.unpaired":
      return event.message.reason === "you" ? outboxes.answered(outbox, "leave") : outbox;
    default:
      return outbox;
  }
}
