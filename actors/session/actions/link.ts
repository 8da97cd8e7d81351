import { assertEvent, assign, enqueueActions, sendTo } from "xstate";
import { notice } from "../context.ts";
import * as links from "../link.ts";
import { PHRASES } from "../phrases.ts";
import { sessionSetup } from "../setup.ts";
import type { RefusedReason } from "../snapshot.ts";

/** A goodbye, with which the relay forgets this client. */
const GOODBYE = 1000;

/** The way to the relay: greeting, reading, resuming, trying again. */
export const withLink = sessionSetup.extend({
  actions: {
    wish: enqueueActions(({ context: { settings }, enqueue }) => {
      const { name, join, room } = settings;
      if (name !== undefined) enqueue.raise({ type: "rename", name });
      if (room === true) enqueue.raise({ type: "enter" });
      if (join !== undefined) enqueue.raise({ type: "join", code: join });
    }),

    sayHello: sendTo("socket", ({ context }) => ({ type: "send", frame: links.helloFrame(context) })),
    sayGoodbye: sendTo("socket", { type: "close", code: GOODBYE }),
    read: enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, "socket.frame");
      for (const next of links.read(context, event.text)) {
        if ("message" in next && typeof next.message === "object" && "at" in next.message) {
          const offset = context.settings.now() - next.message.at;
          enqueue.assign({ offset: Math.min(context.offset ?? offset, offset) });
        }
        enqueue.raise(next);
      }
    }),
    advance: assign(({ context, event }) => {
      assertEvent(event, "heard");
      return links.advanced(context, event);
    }),
    greet: assign(({ context, event }) => {
      assertEvent(event, "relay.welcome");
      return links.greeted(context, event.message);
    }),
    resume: assign(({ context, event }) => {
      assertEvent(event, "relay.welcome");
      return links.resumed(context, event.message);
    }),
    lose: assign(({ context, event }) => {
      assertEvent(event, "relay.welcome");
      return links.lost(context, event.message);
    }),
    startAfresh: assign(({ context }) => links.afresh(context)),
    forget: assign({ stream: undefined }),
    tellForeign: enqueueActions(({ enqueue }) => enqueue.raise({ type: "foreign" })),
    tellFresh: enqueueActions(({ enqueue }) => enqueue.raise({ type: "fresh" })),
    tellCaughtUp: enqueueActions(({ enqueue }) => enqueue.raise({ type: "caught.up" })),
    tellResumed: assign(({ context }) => notice(context, "resumed", PHRASES.notices.resumed())),
    planRetry: assign(({ context, event }) => links.retryAfter(context, event)),
    retryNow: assign(({ context: { retry, settings } }) => ({
      retry: { ...retry, attempt: retry.attempt + 1, why: "lost" as const, at: settings.now() },
    })),
    tellReconnecting: assign(({ context }) =>
      notice(context, "reconnecting", PHRASES.notices.reconnecting(context.retry.why)),
    ),
    expectRestart: assign(({ context, event }) => {
      assertEvent(event, "relay.restarting");
      return {
        restart: event.message.reconnectAfter,
        ...notice(context, "restarting", PHRASES.notices.restarting()),
      };
    }),
    isStable: assign(({ context: { retry } }) => ({ retry: { ...retry, attempt: 0 } })),
    refuse: assign((_, refusal: RefusedReason) => ({ refusal })),
    refuseAsTold: assign(({ event }) => {
      const found = links.verdict(event);
      return found.is === "refused" ? { refusal: found.reason } : {};
    }),
  },
});
