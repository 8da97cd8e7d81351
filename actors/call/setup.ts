import { and, fromCallback, or, setup, stateIn } from "xstate";
import type { CallContext } from "./context.ts";
import type {
  CallEvent,
  CallInput,
  CallIntent,
  CallNews,
  DevicesEvent,
  PeerCommand,
  PeerEvent,
  PeerInput,
} from "./intents.ts";
import type { HeardEvent } from "./payload.ts";

/** Everything that the call's statechart hears. */
export type AnyCallEvent =
  | CallIntent
  | CallEvent
  | CallNews
  | PeerEvent
  | DevicesEvent
  | HeardEvent
  /** Microphone, camera or screen is not what it was. */
  | { readonly type: "own.changed" };

/** How long it rings, ms. */
export const RINGS_FOR = 45_000;

/** How often another way is looked for before the call is given up. */
export const RESTARTS = 5;

export const callSetup = setup({
  types: {
    context: {} as CallContext,
    input: {} as CallInput,
    events: {} as AnyCallEvent,
    children: {} as { devices: "devices"; peer: "peer" },
  },
  actors: {
    /** The platform's: microphones, cameras, speakers. Without it the system's own are used. */
    devices: fromCallback<DevicesEvent, undefined, DevicesEvent>(() => {}),
    /** The platform's: the connection to the partner with what is sent and shown, for one call. */
    peer: fromCallback<PeerCommand, PeerInput, PeerEvent>(() => {
      throw new Error("The platform has to provide a peer connection.");
    }),
  },
  delays: {
    ringsFor: RINGS_FOR,
    /** From the acceptance to the first picture. */
    connectingTakes: 30_000,
    /** A way that is lost is often found again by itself. */
    interruptionTakes: 4000,
    restartTakes: 8000,
    reconnectingTakes: 45_000,
    /** An offer without a number that comes this soon is the answer to a call that was taken back. */
    lateFor: 5000,
  },
  guards: {
    hasObstacle: ({ context }) => context.devices.obstacle !== undefined,
    takesNoCalls: ({ context }) => !context.input.partner.video,
    startsAway: ({ context }) => context.input.partner.away === true,
    /** What is signalled does not reach the partner's client for now. */
    isInDark: or([stateIn({ link: "down" }), stateIn({ partner: "away" })]),

    /** About the present call, as far as it says. */
    isThisCall: ({ context: { numbers }, event }) =>
      !("call" in event) || event.call === undefined || numbers.length === 0 || numbers.includes(event.call),
    isTakenBack: ({ context: { numbers }, event }) =>
      event.type === "heard.hangup" &&
      event.reason === "cancelled" &&
      event.call !== undefined &&
      numbers.includes(event.call),
    /** Of a call that is no longer, or of one that this program knows nothing of. */
    isNumbered: ({ event }) => "call" in event && event.call !== undefined,
    isAnotherCall: ({ context: { numbers }, event }) =>
      event.type === "heard.start" && event.call !== undefined && !numbers.includes(event.call),
    /** Perhaps the answer to a call that was taken back, by a client that does not number them. */
    isLate: ({ context: { end }, event }) =>
      event.type === "heard.offer" &&
      event.call === undefined &&
      (end.reason === "cancelled" || end.reason === "no-answer"),
    hasOffer: ({ context }) => context.offer !== undefined,
    /** After both have called it is this side that makes the offer; a classic client makes one anyway. */
    makesOffer: ({ context, event }) =>
      event.type === "heard.start" && event.call !== undefined && !context.input.polite,
    /** Classic clients would take it for a candidate. */
    isToBeTold: and([
      stateIn({ course: { engaged: { progress: "taken" } } }),
      ({ context }: { readonly context: CallContext }) => context.told !== undefined,
    ]),
    isDescribing: stateIn({ course: { engaged: { progress: { taken: { connecting: "describing" } } } } }),
    mayRestart: ({ context }) => context.restarts < RESTARTS,

    wantsCamera: ({ context }) => context.camera,
    isOn: ({ event }) => "on" in event && event.on,
    mayShare: ({ context, event }) => "on" in event && event.on && context.devices.canShare,
    isOff: ({ event }) => "on" in event && !event.on,
    hasCamera: ({ event }) => event.type === "media.ready" && event.camera,
  },
});
