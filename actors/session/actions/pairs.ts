import { assertEvent, assign, enqueueActions } from "xstate";
import type { CallIntent } from "../../call/intents.ts";
import type { CallEnd, CallView } from "../../call/snapshot.ts";
import type { PairEnd } from "../../protocol/messages.ts";
import { asking, callAfter, hangup, notice } from "../context.ts";
import type { SessionEvent } from "../events.ts";
import { PHRASES } from "../phrases.ts";
import { withSending } from "./sending.ts";

/** A private chat: its partner, typing hints and the call's signalling. */
export const withPairs = withSending.extend({
  actions: {
    pairUp: assign(({ context, event }) => {
      assertEvent(event, "relay.paired");
      const { pair, partner, polite } = event.message;
      return {
        pair: { pair, partner, polite, heard: undefined },
        call: undefined,
        invitations: [],
        ...notice(context, "paired", PHRASES.notices.paired(partner), { place: pair }),
      };
    }),
    unpair: assign(({ context, event }) => {
      assertEvent(event, "relay.unpaired");
      const { pair } = context;
      if (pair === undefined) return {};
      const { reason } = event.message;
      const text = PHRASES.notices.unpaired(pair.partner, reason);
      return {
        pair: undefined,
        call: callAfter(context, CALL_ENDS[reason]),
        ...notice(context, "unpaired", text, { place: pair.pair }),
      };
    }),
    markPresence: assign(({ context, event }) => {
      assertEvent(event, "relay.presence");
      const { pair } = context;
      if (pair === undefined) return {};
      const { code, name, video } = pair.partner;
      const known = { code, name, video };
      const { away } = event.message;
      const what = away ? "partner-away" : "partner-back";
      return {
        pair: { ...pair, partner: away ? { ...known, away } : known },
        ...notice(context, what, PHRASES.notices[what](name), { place: pair.pair }),
      };
    }),
    renamePartner: assign(({ context, event }) => {
      assertEvent(event, "relay.renamed");
      const { pair } = context;
      const { code, name, you } = event.message;
      if (you || pair === undefined || pair.partner.code !== code) return {};
      return {
        pair: { ...pair, partner: { ...pair.partner, name } },
        ...notice(context, "partner-renamed", PHRASES.notices["partner-renamed"](pair.partner.name, name), {
          place: pair.pair,
        }),
      };
    }),
    hintTyping: enqueueActions(({ context: { pair }, enqueue }, on: boolean) => {
      if (pair === undefined) return;
      enqueue.sendTo("socket", {
        type: "send",
        frame: JSON.stringify({ type: "typing", pair: pair.pair, on }),
      });
    }),
    tellStill: enqueueActions(({ enqueue }) => enqueue.raise({ type: "typing.ended" })),
    signal: assign(({ context, event }) => {
      assertEvent(event, "signal");
      const { pair } = context;
      if (pair === undefined) return {};
      const { kind, payload } = event;
      const ask = { type: "signal", pair: pair.pair, kind } as const;
      return asking(context, payload === undefined ? ask : { ...ask, payload });
    }),
    tellCall: enqueueActions(({ event, enqueue, self }) => {
      assertEvent(event, "relay.signal");
      if (hasCall(self)) enqueue.sendTo("call", event.message);
    }),
    intendCall: enqueueActions(({ event, enqueue, self }) => {
      if (isCallIntent(event) && hasCall(self)) enqueue.sendTo("call", event);
    }),
    tellCallPresence: enqueueActions(({ event, enqueue, self }) => {
      assertEvent(event, "relay.presence");
      const type = event.message.away ? "partner.away" : "partner.back";
      if (hasCall(self)) enqueue.sendTo("call", { type });
    }),
    tellCallUp: enqueueActions(({ context: { iceServers }, enqueue, self }) => {
      if (hasCall(self)) enqueue.sendTo("call", { type: "link.up", iceServers });
    }),
    tellCallDown: enqueueActions(({ enqueue, self }) => {
      if (hasCall(self)) enqueue.sendTo("call", { type: "link.down" });
    }),
    /** What the call shows is part of the session's view; what is worth a word is in the transcript too. */
    showCall: enqueueActions(({ context, enqueue }, call: CallView) => {
      const { pair, call: before } = context;
      if (pair === undefined) return;
      const place = { place: pair.pair };
      enqueue.assign({ call });
      if (before === undefined || call.is === before.is) return;
      if (call.is === "ringing-in") {
        enqueue.assign(
          notice(context, "call-rings", PHRASES.notices["call-rings"](pair.partner.name), place),
        );
        enqueue.emit({ type: "call.rings", pair: pair.pair });
      }
      if (call.is === "ended") {
        enqueue.assign(notice(context, "call-ended", PHRASES.notices["call-ended"](call.sentence), place));
      }
    }),
    dropCall: assign({ call: undefined }),
    /** This client can't take a call: the person is told where to, and the caller why not. */
    declineCall: assign(({ context }) => {
      const { pair, settings } = context;
      if (pair === undefined) return {};
      const text = PHRASES.notices["no-video"](pair.partner.name, pageOf(settings.url));
      const told = notice(context, "no-video", text, { place: pair.pair });
      return {
        ...told,
        ...asking({ ...context, ...told }, hangup(pair.pair, "no-video")),
      };
    }),
  },
});

/** One that has failed is no longer there. */
function hasCall(self: {
  getSnapshot(): { readonly children: { readonly [id: string]: unknown } };
}): boolean {
  return self.getSnapshot().children["call"] !== undefined;
}

const isCallIntent = (event: SessionEvent): event is CallIntent => event.type.startsWith("call.");

/** What the end of a pair is for its call. */
const CALL_ENDS: Readonly<Record<PairEnd, CallEnd>> = {
  you: "hung-up",
  left: "left",
  room: "left",
  gone: "gone",
  failed: "failed",
};

/** Where people open the web client of the relay at `url`: its origin. */
function pageOf(url: string): string {
  const [, secure, host] = /^ws(s?):\/\/([^/?#]+)/i.exec(url) ?? [];
  return host === undefined ? url : `http${secure}://${host}/`;
}
