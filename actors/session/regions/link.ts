import { sessionActions } from "../actions/people.ts";
import { PROTOCOL } from "../link.ts";

export const link = sessionActions.createStateConfig({
  description: "The way to the relay.",
  initial: "reaching",
  on: { quit: "#session.ended" },
  states: {
    reaching: {
      description: "With a socket; there is exactly one, as long as this state lasts.",
      id: "reaching",
      initial: "opening",
      invoke: {
        src: "socket",
        id: "socket",
        input: ({ context }) => ({ url: context.settings.url, protocol: PROTOCOL }),
        onError: { target: "waiting", actions: "planRetry" },
      },
      on: {
        "socket.closed": [
          { guard: "isReplaced", target: "replaced" },
          {
            guard: "isRefused",
            target: "refused",
            actions: ["refuseAsTold", "startAfresh", "tellFresh", "save"],
          },
          { target: "waiting", actions: "planRetry" },
        ],
        "socket.refused": [
          { guard: "isRefused", target: "refused", actions: "refuseAsTold" },
          { target: "waiting", actions: "planRetry" },
        ],
        foreign: { target: "refused", actions: { type: "refuse", params: "other-protocol" } },
        quit: { target: ".leaving" },
      },
      states: {
        opening: {
          on: {
            "socket.opened": [
              { guard: "isOurProtocol", target: "greeting", actions: "sayHello" },
              {
                target: "#session.open.link.refused",
                actions: { type: "refuse", params: "other-protocol" },
              },
            ],
          },
          after: { openingTakes: { target: "#session.open.link.waiting", actions: "planRetry" } },
        },
        greeting: {
          on: {
            "socket.frame": { actions: "read" },
            "relay.welcome": [
              { guard: "isImpossible", actions: "tellForeign" },
              { guard: "isResumed", target: "online", actions: ["resume", "tellResumed", "save"] },
              {
                guard: "wantsRoom",
                target: "online",
                actions: ["lose", "tellFresh", "returnToRoom", "save"],
              },
              {
                guard: "wasSomebody",
                target: "online",
                actions: ["lose", "tellFresh", "save"],
              },
              { target: "online", actions: ["greet", "save"] },
            ],
            "relay.error": {
              target: "#session.open.link.refused",
              actions: { type: "refuse", params: "rejected" },
            },
            // A relay says nothing before its welcome.
            "relay.*": { actions: "tellForeign" },
            unknown: { actions: "tellForeign" },
            gap: { actions: "tellForeign" },
          },
          after: { greetingTakes: { target: "#session.open.link.waiting", actions: "planRetry" } },
        },
        online: {
          id: "online",
          initial: "catchingUp",
          entry: "tellCallUp",
          exit: "tellCallDown",
          on: {
            "socket.frame": { actions: "read" },
            heard: { actions: "advance" },
            "relay.restarting": { actions: "expectRestart" },
            gap: {
              target: "#session.open.link.waiting",
              actions: ["planRetry", "tellReconnecting"],
            },
            "socket.closed": {
              guard: "isAgain",
              target: "#session.open.link.waiting",
              actions: ["planRetry", "tellReconnecting"],
            },
            // What broke unnoticed is replaced at once; a resume costs nobody anything.
            wake: { target: "#reaching", reenter: true, actions: "retryNow" },
            "network.online": { target: "#reaching", reenter: true, actions: "retryNow" },
          },
          states: {
            catchingUp: { always: { guard: "isCaughtUp", target: "live" } },
            live: {
              entry: "tellCaughtUp",
              initial: "quiet",
              after: { stable: { actions: "isStable" } },
              states: {
                quiet: { on: { asked: "expecting" } },
                expecting: {
                  on: { heard: { target: "quiet", actions: "advance" } },
                  after: {
                    answerTakes: {
                      target: "#session.open.link.waiting",
                      actions: ["planRetry", "tellReconnecting"],
                    },
                  },
                },
              },
            },
          },
        },
        leaving: {
          entry: "sayGoodbye",
          on: {
            "socket.closed": "#session.ended",
            "socket.refused": "#session.ended",
            quit: "#session.ended",
          },
          after: { goodbyeTakes: "#session.ended" },
        },
      },
    },
    waiting: {
      on: {
        retry: { target: "reaching" },
        "network.online": { target: "reaching" },
        "network.offline": { target: "offline" },
        wake: { target: "reaching" },
      },
      after: { backoff: { target: "reaching" } },
    },
    offline: {
      description: "The device says that there is no network; it may be wrong about that.",
      on: {
        retry: { target: "reaching" },
        "network.online": { target: "reaching" },
        wake: { target: "reaching" },
      },
      after: { offlineFor: { target: "reaching" } },
    },
    refused: { on: { retry: { target: "reaching" } } },
    replaced: {
      description: "Another window goes on with what this session was.",
      entry: ["startAfresh", "tellFresh", "save"],
      on: { retry: { target: "reaching" } },
    },
  },
});
