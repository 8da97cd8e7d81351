import { assertEvent, assign, enqueueActions, sendParent, sendTo } from "xstate";
import type { IceServer, SignalKind } from "../protocol/messages.ts";
import { type CallContext, diagnosed, NO_CALL } from "./context.ts";
import type { Description, PeerCommand } from "./intents.ts";
import { type HangupReason, understood } from "./payload.ts";
import { type AnyCallEvent, callSetup } from "./setup.ts";
import type { CallEnd, Diagnosis, PartnerMedia } from "./snapshot.ts";

/** Candidates that may wait while it rings. */
const WAITING = 64;

const says = (kind: SignalKind, payload: object) => ({ type: "signal" as const, kind, payload });

/** What is done in the call's statechart. `say…` goes to the partner by way of the session, `tell…` to the peer connection. */
export const callActions = callSetup.extend({
  actions: {
    understand: enqueueActions(({ event, enqueue }) => {
      assertEvent(event, "signal");
      const heard = understood(event);
      if (heard !== undefined) enqueue.raise(heard);
    }),
    noteTime: assign(({ context }) => ({ since: context.input.now() })),
    noteLive: assign(({ context }) => {
      const now = context.input.now();
      return { since: now, liveSince: context.liveSince ?? now, restarts: 0 };
    }),
    noteDevices: assign(({ event }) => {
      assertEvent(event, "devices");
      const { type: _, ...devices } = event;
      return { devices };
    }),
    noteServers: assign(({ event }) => {
      assertEvent(event, "link.up");
      return { iceServers: event.iceServers };
    }),
    noteQuality: assign(({ event }) => {
      assertEvent(event, "peer.quality");
      return { quality: { rtt: event.rtt, loss: event.loss } };
    }),
    choose: assign(({ event }) => {
      assertEvent(event, "call.devices");
      const { type: _, ...chosen } = event;
      return { chosen };
    }),

    /** A call of one's own. Its number is new: the clock's, or the next one. */
    begin: assign(({ context, event }) => {
      assertEvent(event, "call.start");
      return { ...NO_CALL, camera: event.camera, numbers: [context.input.now()] };
    }),
    beCalled: assign(({ event }) => {
      assertEvent(event, ["heard.start", "heard.offer"]);
      const { call, media } = event;
      return {
        ...NO_CALL,
        numbers: call === undefined ? [] : [call],
        told: media,
        offer: event.type === "heard.offer" ? event.description : undefined,
      };
    }),
    accept: assign(({ event }) => {
      assertEvent(event, ["call.accept", "call.start"]);
      return { camera: event.camera };
    }),
    noteReady: assign(({ event }) => {
      assertEvent(event, "media.ready");
      return { camera: event.camera, problem: event.without };
    }),
    /** The partner's own number for the same call. */
    noteNumber: assign(({ context: { numbers, told }, event }) => {
      assertEvent(event, "heard.start");
      const { call, media = told } = event;
      return {
        numbers: call === undefined || numbers.includes(call) ? numbers : [...numbers, call],
        told: media,
      };
    }),
    /** The partner's call in place of one's own, which they have not heard of. */
    adopt: assign(({ context: { told }, event }) => {
      assertEvent(event, ["heard.start", "heard.offer"]);
      const { call, media = told } = event;
      return { numbers: call === undefined ? [] : [call], told: media };
    }),
    noteTold: assign(({ event }) => {
      const media = "media" in event ? event.media : undefined;
      return media === undefined ? {} : { told: media };
    }),
    noteSeen: assign(({ context: { seen }, event }) => {
      assertEvent(event, "peer.hears");
      return { seen: { muted: event.muted ?? seen.muted, camera: event.camera ?? seen.camera } };
    }),
    noteProblem: assign(({ event }) => {
      assertEvent(event, ["camera.off", "screen.off"]);
      return { problem: event.why };
    }),
    noProblem: assign({ problem: undefined }),
    keepOffer: assign(({ event }) => {
      assertEvent(event, "heard.offer");
      return { offer: event.description };
    }),
    keepCandidate: assign(({ context: { candidates }, event }) => {
      assertEvent(event, "heard.candidate");
      return candidates.length < WAITING ? { candidates: [...candidates, event.candidate] } : {};
    }),

    end: assign((_, reason: CallEnd) => ({ end: { reason, diagnosis: undefined } })),
    endRefused: assign(({ event }) => {
      assertEvent(event, "media.refused");
      return { end: { reason: event.why, diagnosis: undefined } };
    }),
    endHindered: assign(({ context }) => ({
      end: { reason: context.devices.obstacle ?? ("unsupported" as const), diagnosis: undefined },
    })),
    /** By what the partner has said, who has called, */
    endAsCaller: assign(({ event }) => ended(event, { ended: "cancelled" })),
    /** was called, */
    endAsCalled: assign(({ event }) => ended(event, { ended: "declined", timeout: "no-answer" })),
    /** or was talking. */
    endAsPartner: assign(({ event }) => ended(event, { cancelled: "ended" })),
    failHere: assign({ end: failed("client") }),
    failMute: assign({ end: failed("signalling") }),
    failAsFound: assign(({ context }) => ({ end: failed(diagnosed(context)) })),

    sayStart: sendParent(({ context: { numbers, shown, camera } }) =>
      says("start", { call: numbers[0], media: { ...shown, camera } }),
    ),
    sayDescription: sendParent(({ context: { numbers, shown: media }, event }) => {
      assertEvent(event, ["peer.offers", "peer.answers"]);
      const { type, sdp } = event.description;
      const call = numbers[0];
      return says(type, { type, sdp, ...(call === undefined ? {} : { call }), media });
    }),
    sayCandidate: enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, "peer.found");
      enqueue.sendParent(says("candidate", event.candidate));
      if (/ typ relay\b/.test(event.candidate.candidate)) enqueue.assign({ relayed: context.relayed + 1 });
    }),
    sayMedia: sendParent(({ context: { shown: media } }) => says("candidate", { candidate: "", media })),
    sayHangup: sendParent(({ context }, reason: HangupReason) => hangup(context, reason)),
    sayFailed: sendParent(({ context }) => hangup(context, "failed")),
    sayEnded: sendParent(({ context }) => hangup(context, "ended")),
    /** To a client that goes on with a call which is over here. */
    sayOver: sendParent(({ event }) => {
      assertEvent(event, "heard.offer");
      return says("hangup", { reason: "ended", call: event.call });
    }),

    tellOffer: sendTo("peer", { type: "offer" }),
    /** What has waited for the person to accept. */
    tellWaiting: enqueueActions(({ context, enqueue }) => {
      const { offer, candidates } = context;
      if (offer !== undefined) enqueue.sendTo("peer", offered(context, offer));
      for (const candidate of candidates) enqueue.sendTo("peer", { type: "candidate", candidate });
      enqueue.assign({ offer: undefined, candidates: [] });
    }),
    tellOffered: sendTo("peer", ({ context, event }) => {
      assertEvent(event, "heard.offer");
      return offered(context, event.description);
    }),
    tellAnswered: sendTo("peer", ({ event }) => {
      assertEvent(event, "heard.answer");
      return { type: "answered", description: event.description };
    }),
    tellCandidate: sendTo("peer", ({ event }) => {
      assertEvent(event, "heard.candidate");
      return { type: "candidate", candidate: event.candidate };
    }),
    tellRestart: sendTo("peer", { type: "restart" }),
    forgetRestarts: assign({ restarts: 0 }),
    countRestart: assign(({ context }) => ({ restarts: context.restarts + 1 })),
    tellServers: sendTo("peer", ({ event }): { type: "ice"; iceServers: readonly IceServer[] } => {
      assertEvent(event, "link.up");
      return { type: "ice", iceServers: event.iceServers };
    }),
    tellMute: sendTo("peer", (_, on: boolean) => ({ type: "mute", on })),
    tellCamera: sendTo("peer", (_, on: boolean) => ({ type: "camera", on })),
    tellShare: sendTo("peer", (_, on: boolean) => ({ type: "share", on })),
    tellFlip: sendTo("peer", { type: "flip" }),
    tellChosen: sendTo("peer", ({ context }) => ({ type: "choose", devices: context.chosen })),
    show: enqueueActions(({ context, enqueue }, change: Partial<PartnerMedia>) => {
      enqueue.assign({ shown: { ...context.shown, ...change } });
      enqueue.raise({ type: "own.changed" });
    }),
  },
});

/** Only v1 clients know that their offer may have to give way; to others one's own does. */
const offered = ({ input, told }: CallContext, description: Description): PeerCommand => ({
  type: "offered",
  description,
  polite: input.polite || told === undefined,
});

function hangup({ numbers: [call] }: CallContext, reason: HangupReason) {
  return says("hangup", { reason, ...(call === undefined ? {} : { call }) });
}

function failed(diagnosis: Diagnosis): CallContext["end"] {
  return { reason: "failed", diagnosis };
}

/** What the partner says when they hang up means, here and now, what `meaning` has it; else what it says. */
function ended(event: AnyCallEvent, meaning: Partial<Record<HangupReason, CallEnd>>) {
  const reason: HangupReason = event.type === "heard.hangup" ? event.reason : "ended";
  return { end: { reason: meaning[reason] ?? reason, diagnosis: undefined } };
}
