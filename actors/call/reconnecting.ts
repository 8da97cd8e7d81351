export const reconnecting = {
  description:
    "Media have stopped: another way is looked for, a bounded number of times and not for ever, but for the time in which nothing can be signalled.",
  entry: "noteTime",
  initial: "trying",
  on: { "peer.connected": "live" },
  states: {
    trying: {
      initial: "waiting",
      on: { "partner.away": "stalled", "link.down": "stalled" },
      after: { reconnectingTakes: { target: "#ended", actions: ["failAsFound", "sayFailed"] } },
      states: {
        waiting: {
          on: { "peer.failed": "choosing" },
          after: { interruptionTakes: "choosing" },
        },
        choosing: {
          always: [
            { guard: "isInDark", target: "#stalled" },
            { guard: "mayRestart", target: "restarting" },
            { target: "hoping" },
          ],
        },
        restarting: {
          entry: ["countRestart", "tellRestart"],
          on: { "peer.failed": "choosing" },
          after: { restartTakes: "choosing" },
        },
        hoping: {},
      },
    },
    stalled: {
      description: "The partner is away, or the relay can't be reached: nobody would hear of another way.",
      id: "stalled",
      on: { "partner.back": "trying.choosing", "link.up": "trying.choosing" },
      exit: "forgetRestarts",
    },
  },
} as const;
