import { assertEvent, assign, enqueueActions } from "xstate";
import { asking, notice } from "../context.ts";
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
      return { pair: undefined, ...notice(context, "unpaired", text, { place: pair.pair }) };
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
      // One that has failed is no longer there.
      if (self.getSnapshot().children["call"] !== undefined) enqueue.sendTo("call", event.message);
    }),
    /** This client can't take a call: the person is told where to, and the caller why not. */
    declineCall: assign(({ context }) => {
      const { pair, settings } = context;
      if (pair === undefined) return {};
      const text = PHRASES.notices["no-video"](pair.partner.name, pageOf(settings.url));
      const told = notice(context, "no-video", text, { place: pair.pair });
      const payload = { reason: "no-video" };
      return {
        ...told,
        ...asking({ ...context, ...told }, { type: "signal", pair: pair.pair, kind: "hangup", payload }),
      };
    }),
  },
});

/** Where people open the web client of the relay at `url`: its origin. */
function pageOf(url: string): string {
  const [, secure, host] = /^ws(s?):\/\/([^/?#]+)/i.exec(url) ?? [];
  return host === undefined ? url : `http${secure}://${host}/`;
}
