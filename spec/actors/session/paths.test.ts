import { describe, expect, test } from "@jest/globals";
import type { StateValue } from "xstate";
import { getShortestPaths, getSimplePaths } from "xstate/graph";
import { decode } from "../../../actors/session/decode.ts";
import type { SessionEvent } from "../../../actors/session/events.ts";
import { sessionMachine } from "../../../actors/session/session.ts";
import { ADA, ME, PAIR, SessionRig } from "../../support/session-rig.ts";

const rig = new SessionRig();

/** What the relay says, as the chart hears it. */
function relay(frame: object): SessionEvent {
  const decoded = decode(JSON.stringify(frame));
  if (decoded.is !== "message") throw new Error(`The relay does not say ${JSON.stringify(frame)}.`);
  const { message } = decoded;
  return { type: `relay.${message.type}`, message } as { type: string } as SessionEvent;
}

// Delayed events are not among those that a machine is typed with.
const delayed = (type: string) => ({ type }) as { type: string } as SessionEvent;

const LINK: readonly SessionEvent[] = [
  { type: "socket.opened", protocol: "parley.v1" },
  { type: "socket.opened", protocol: "" },
  { type: "socket.closed", code: 1006, reason: "" },
  { type: "socket.closed", code: 1009, reason: "" },
  { type: "socket.closed", code: 4409, reason: "" },
  { type: "socket.refused", status: 404 },
  { type: "socket.refused", status: 503 },
  { type: "network.offline" },
  { type: "network.online" },
  { type: "retry" },
  { type: "quit" },
  { type: "gap" },
  { type: "foreign" },
  relay(rig.welcome()),
  ...sessionMachine.events
    .filter(
      (type) => type.startsWith("xstate.after.") && /opening|greeting|backoff|offline|goodbye/.test(type),
    )
    .map(delayed),
];

const PLACE: readonly SessionEvent[] = [
  relay({ type: "paired", pair: PAIR, partner: { ...ADA, video: true }, polite: true, at: 1 }),
  relay({ type: "unpaired", pair: PAIR, reason: "left" }),
  relay({ type: "entered", count: 1, members: [{ ...ME, number: 1 }] }),
  relay({ type: "left", reason: "you" }),
  { type: "fresh" },
];

const INVITING: readonly SessionEvent[] = [
  { type: "join", code: ADA.code },
  { type: "cancel" },
  relay({ type: "ringing", invitation: "i1", code: ADA.code, expires: 1, at: 1 }),
  relay({ type: "uninvited", invitation: "i1", reason: "declined" }),
  relay({ type: "error", code: "invalid-or-busy", message: "…", re: "join" }),
];

const parts = (value: StateValue | undefined) => (typeof value === "object" ? value : {});

/** Which states these regions are in, the others left out. */
const regions =
  (...names: readonly string[]) =>
  ({ value }: { readonly value: StateValue }) => {
    const open = parts(value)["open"];
    if (open === undefined) return JSON.stringify(value);
    return JSON.stringify(names.map((name) => [name, outline(parts(open)[name])]));
  };

/** Of a pair it is enough that it is one. */
const outline = (value: StateValue | undefined) => (parts(value)["pair"] === undefined ? value : "pair");

const input = rig.actor.getSnapshot().context.settings;

/** The same chart, without its call. */
const machine = sessionMachine.provide({
  actions: { tellCallUp: () => {}, tellCallDown: () => {}, tellCallPresence: () => {} },
});

const simple = (events: readonly SessionEvent[], region: string) =>
  getSimplePaths(machine, { input, events: [...events], serializeState: regions(region) });

const ALL = regions("link", "place", "inviting");

/** Every simple path of each region by itself, and one to each combination that they can be in together. */
const PATHS = [
  ...simple(LINK, "link"),
  ...simple(PLACE, "place"),
  ...simple([...INVITING, ...PLACE.slice(0, 1)], "inviting"),
  ...getShortestPaths(machine, {
    input,
    events: [...LINK, ...PLACE, ...INVITING],
    serializeState: ALL,
  }),
];

function walked({ steps, state }: (typeof PATHS)[number]): SessionRig {
  const walker = new SessionRig();
  for (const { event } of steps) walker.actor.send(event);
  expect(ALL(walker.actor.getSnapshot())).toBe(ALL(state));
  return walker;
}

describe("paths through the session's chart", () => {
  test("K26: they reach every state of its link, its place and its invitation", () => {
    const reached = PATHS.map(({ state }) => JSON.stringify(state.value)).join("\n");
    for (const name of [
      ...["opening", "greeting", "online", "leaving", "waiting", "offline", "refused", "replaced"],
      ...["lobby", "pair", "room", "nobody", "asking", "ringing", "withdrawing", "ended"],
    ]) {
      expect([name, reached.includes(`"${name}"`)]).toEqual([name, true]);
    }
  });

  test("K26: on each there is at most one socket, and a call's actor exactly in a pair", () => {
    for (const path of PATHS) {
      const { sockets, calls, view, actor } = walked(path);
      const states = parts(parts(actor.getSnapshot().value)["open"]);
      const open = sockets.filter(({ stopped }) => !stopped).length;
      expect(open).toBe(parts(states["link"])["reaching"] === undefined ? 0 : 1);
      if (actor.getSnapshot().status === "done") continue;
      expect(calls.filter(({ stopped }) => !stopped).length).toBe(view.place.at === "pair" ? 1 : 0);
      expect(view.inviting === undefined).toBe(states["inviting"] === "nobody");
    }
  });

  test("K4, K7: from each the session comes back to the relay: by time, or by a person's wish", () => {
    for (const path of PATHS) {
      const walker = walked(path);
      if (walker.actor.getSnapshot().status === "done") continue;
      if (["refused", "ended"].includes(walker.view.link.is)) walker.intend({ type: "retry" });
      if (walker.actor.getSnapshot().matches({ open: { link: { reaching: "leaving" } } })) continue;
      for (let i = 0; i < 4 && walker.view.link.is !== "online"; i++) {
        walker.socket.open();
        walker.socket.frame(walker.welcome({ lost: "unknown" }));
        walker.pass(30_000);
      }
      expect(walker.view.link.is).toBe("online");
    }
  });

  test("K9: from each it can be left", () => {
    for (const path of PATHS) {
      const walker = walked(path).intend({ type: "quit" }).pass(2000);
      expect(walker.actor.getSnapshot().status).toBe("done");
      expect(walker.saved.at(-1)).toBeUndefined();
    }
  });
});
