import type { SnapshotFrom } from "xstate";
import { callActions } from "./actions.ts";
import { startingContext } from "./context.ts";
import { reconnecting } from "./reconnecting.ts";
import { own } from "./regions.ts";
import { beforeCall, over, overSaying } from "./transitions.ts";

export type CallLogic = typeof callMachine;
export type CallSnapshot = SnapshotFrom<CallLogic>;

/**
 * The statechart of calls. The platform provides the actors `peer` and `devices` (`callMachine.provide`); what is to be
 * signalled goes to the parent as `signal`. Views show what `callView` makes of the snapshot.
 *
 * The regions: `course` is where the call is; `partner` and `link` say whether what is signalled arrives, for which a
 * call waits.
 */
export const callMachine = callActions.createMachine({
  id: "call",
  description: "The calls of one pair, one after the other, on one side.",
  context: startingContext,
  type: "parallel",
  // Without it the system's own devices are used.
  invoke: { src: "devices", id: "devices", onError: {} },
  on: {
    signal: { actions: "understand" },
    devices: { actions: "noteDevices" },
    "call.devices": { actions: "choose" },
  },
  states: {
    course: {
      initial: "idle",
      states: {
        idle: { id: "idle", entry: "noteTime", on: beforeCall },
        ringingIn: {
          id: "ringingIn",
          entry: "noteTime",
          on: {
            "call.accept": [
              { guard: "hasObstacle", target: "ended", actions: ["endHindered", "sayFailed"] },
              { target: "#answering", actions: "accept" },
            ],
            // Two who call one another.
            "call.start": [
              { guard: "hasObstacle", target: "ended", actions: ["endHindered", "sayFailed"] },
              { target: "#answering", actions: "accept" },
            ],
            "call.decline": overSaying("hung-up", "declined"),
            "call.hangup": overSaying("hung-up", "declined"),
            // Another try of theirs: it rings on.
            "heard.start": { actions: "beCalled" },
            "heard.offer": { guard: "isThisCall", actions: "keepOffer" },
            "heard.candidate": { actions: "keepCandidate" },
            "heard.media": { actions: "noteTold" },
            "heard.hangup": { guard: "isThisCall", target: "ended", actions: "endAsCaller" },
          },
          after: { ringsFor: overSaying("timeout", "timeout") },
        },
        engaged: {
          description: "With a connection of the platform's, as long as this state lasts.",
          id: "engaged",
          type: "parallel",
          invoke: {
            src: "peer",
            id: "peer",
            input: ({ context: { iceServers, camera, chosen } }) => ({ iceServers, camera, devices: chosen }),
            onError: { target: "ended", actions: ["failHere", "sayFailed"] },
          },
          on: {
            "peer.broken": { target: "ended", actions: ["failHere", "sayFailed"] },
            "media.refused": { target: "ended", actions: ["endRefused", "sayFailed"] },
            "peer.offers": { actions: "sayDescription" },
            "peer.answers": { actions: "sayDescription" },
            "peer.found": { actions: "sayCandidate" },
            "peer.hears": { actions: "noteSeen" },
            "heard.media": { actions: "noteTold" },
            "call.devices": { actions: ["choose", "tellChosen"] },
            "own.changed": { guard: "isToBeTold", actions: "sayMedia" },
          },
          states: {
            progress: {
              initial: "preparing",
              states: {
                preparing: {
                  description: "One's own call: first the microphone, then it rings.",
                  entry: "noteTime",
                  on: {
                    "media.ready": { target: "ringingOut", actions: "noteReady" },
                    "media.refused": { target: "#ended", actions: "endRefused" },
                    "peer.broken": { target: "#ended", actions: "failHere" },
                    "call.cancel": over("cancelled"),
                    "call.hangup": over("cancelled"),
                    // The partner was faster.
                    "heard.start": { target: "answering", actions: "adopt" },
                    "heard.offer": [
                      { guard: "isNumbered", actions: "sayOver" },
                      { target: "answering", actions: ["adopt", "keepOffer"] },
                    ],
                  },
                },
                ringingOut: {
                  entry: ["noteTime", "sayStart"],
                  on: {
                    "heard.offer": {
                      guard: "isThisCall",
                      target: "taken",
                      actions: ["noteTold", "tellOffered"],
                    },
                    "heard.start": [
                      { guard: "makesOffer", target: "taken", actions: ["noteNumber", "tellOffer"] },
                      { target: "taken", actions: "noteNumber" },
                    ],
                    "heard.candidate": { actions: "tellCandidate" },
                    "heard.hangup": { guard: "isThisCall", target: "#ended", actions: "endAsCalled" },
                    "call.cancel": overSaying("cancelled", "cancelled"),
                    "call.hangup": overSaying("cancelled", "cancelled"),
                  },
                  after: { ringsFor: overSaying("no-answer", "timeout") },
                },
                answering: {
                  description: "The partner's call, which the person has accepted.",
                  id: "answering",
                  entry: "noteTime",
                  on: {
                    "media.ready": [
                      { guard: "hasOffer", target: "taken", actions: ["noteReady", "tellWaiting"] },
                      { target: "taken", actions: ["noteReady", "tellWaiting", "tellOffer"] },
                    ],
                    "heard.start": { actions: "adopt" },
                    "heard.offer": { guard: "isThisCall", actions: ["noteTold", "keepOffer"] },
                    "heard.candidate": { actions: "keepCandidate" },
                    "heard.hangup": { guard: "isThisCall", target: "#ended", actions: "endAsCaller" },
                    "call.cancel": overSaying("hung-up", "declined"),
                    "call.decline": overSaying("hung-up", "declined"),
                    "call.hangup": overSaying("hung-up", "declined"),
                  },
                  after: { ringsFor: overSaying("timeout", "timeout") },
                },
                taken: {
                  description: "By both: from here on either may hang up, and either may make offers.",
                  initial: "connecting",
                  on: {
                    "heard.offer": { guard: "isThisCall", actions: ["noteTold", "tellOffered"] },
                    "heard.answer": { guard: "isThisCall", actions: ["noteTold", "tellAnswered"] },
                    "heard.candidate": { actions: "tellCandidate" },
                    "heard.hangup": [
                      // Of two calls that crossed: theirs is taken back, and one's own may still be on its way.
                      { guard: "isTakenBack", target: "#ended", actions: ["endAsPartner", "sayEnded"] },
                      { guard: "isThisCall", target: "#ended", actions: "endAsPartner" },
                    ],
                    // What this one was is over for them.
                    "heard.start": { guard: "isAnotherCall", target: "#ringingIn", actions: "beCalled" },
                    "call.cancel": overSaying("hung-up", "ended"),
                    "call.hangup": overSaying("hung-up", "ended"),
                  },
                  states: {
                    connecting: {
                      entry: "noteTime",
                      initial: "describing",
                      on: {
                        "peer.connected": "live",
                        "peer.failed": [
                          { guard: "mayRestart", actions: ["countRestart", "tellRestart"] },
                          { target: "#ended", actions: ["failAsFound", "sayFailed"] },
                        ],
                      },
                      after: {
                        connectingTakes: [
                          { guard: "isInDark", target: "connecting", reenter: true },
                          { guard: "isDescribing", target: "#ended", actions: ["failMute", "sayFailed"] },
                          { target: "#ended", actions: ["failAsFound", "sayFailed"] },
                        ],
                      },
                      states: {
                        describing: {
                          description: "Until each knows what the other wants to send and take.",
                          on: {
                            "peer.answers": { target: "checking", actions: "sayDescription" },
                            "heard.answer": {
                              guard: "isThisCall",
                              target: "checking",
                              actions: ["noteTold", "tellAnswered"],
                            },
                          },
                        },
                        checking: {
                          description: "Ways between the two are tried.",
                        },
                      },
                    },
                    live: {
                      entry: "noteLive",
                      on: {
                        "peer.quality": { actions: "noteQuality" },
                        "peer.disconnected": "reconnecting",
                        "peer.failed": "reconnecting.trying.choosing",
                      },
                    },
                    reconnecting,
                  },
                },
              },
            },
            ...own,
            servers: { on: { "link.up": { actions: "tellServers" } } },
          },
        },
        ended: {
          id: "ended",
          entry: "noteTime",
          initial: "lately",
          on: { ...beforeCall, "call.dismiss": "idle" },
          states: {
            lately: {
              on: { "heard.offer": [{ guard: "isLate" }, ...beforeCall["heard.offer"]] },
              after: { lateFor: "before" },
            },
            before: {},
          },
        },
      },
    },
    partner: {
      initial: "unknown",
      states: {
        unknown: { always: [{ guard: "startsAway", target: "away" }, { target: "here" }] },
        here: { on: { "partner.away": "away" } },
        away: { on: { "partner.back": "here" } },
      },
    },
    link: {
      initial: "up",
      states: {
        up: { on: { "link.down": "down", "link.up": { actions: "noteServers" } } },
        down: { on: { "link.up": { target: "up", actions: "noteServers" } } },
      },
    },
  },
});
