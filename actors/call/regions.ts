/** What one shows, as regions beside the progress of a call. */
export const own = {
  microphone: {
    initial: "on",
    states: {
      on: {
        on: { "call.mute": { guard: "isOn", target: "muted", actions: { type: "tellMute", params: true } } },
      },
      muted: {
        entry: { type: "show", params: { muted: true } },
        exit: { type: "show", params: { muted: false } },
        on: { "call.mute": { guard: "isOff", target: "on", actions: { type: "tellMute", params: false } } },
      },
    },
  },
  camera: {
    initial: "deciding",
    states: {
      deciding: { always: [{ guard: "wantsCamera", target: "starting" }, { target: "off" }] },
      off: {
        on: {
          "call.camera": {
            guard: "isOn",
            target: "starting",
            actions: ["noProblem", { type: "tellCamera", params: true }],
          },
        },
      },
      starting: {
        on: {
          "media.ready": [{ guard: "hasCamera", target: "on" }, { target: "off" }],
          "camera.on": "on",
          "camera.off": { target: "off", actions: "noteProblem" },
          "call.camera": { guard: "isOff", target: "off", actions: { type: "tellCamera", params: false } },
        },
      },
      on: {
        entry: { type: "show", params: { camera: true } },
        exit: { type: "show", params: { camera: false } },
        on: {
          "camera.off": { target: "off", actions: "noteProblem" },
          "call.camera": { guard: "isOff", target: "off", actions: { type: "tellCamera", params: false } },
          "call.flip": { actions: "tellFlip" },
        },
      },
    },
  },
  screen: {
    initial: "off",
    states: {
      off: {
        on: {
          "call.share": {
            guard: "mayShare",
            target: "asking",
            actions: ["noProblem", { type: "tellShare", params: true }],
          },
        },
      },
      asking: {
        on: {
          "screen.on": "on",
          "screen.off": { target: "off", actions: "noteProblem" },
          "call.share": { guard: "isOff", target: "off", actions: { type: "tellShare", params: false } },
        },
      },
      on: {
        entry: { type: "show", params: { screen: true } },
        exit: { type: "show", params: { screen: false } },
        on: {
          "screen.off": { target: "off", actions: "noteProblem" },
          "call.share": { guard: "isOff", target: "off", actions: { type: "tellShare", params: false } },
        },
      },
    },
  },
} as const;
