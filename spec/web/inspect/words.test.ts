import { describe, expect, test } from "@jest/globals";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { eventText } from "../../../web/inspect/model/events.ts";
import { withBatch } from "../../../web/inspect/model/log.ts";
import { stateNames, tellingStates, textOf, transitionParts } from "../../../web/inspect/model/words.ts";
import { actorOf, CHARTS, chartNamed, PLACES } from "../../support/inspected.ts";
import { client, next, watching } from "../../support/watched.ts";

test.each([
  [{ delay: "ringFor", ms: 60_000 }, "after ringFor (60 s)"],
  [{ delay: "pause", ms: 200 }, "after pause (200 ms)"],
  [{ delay: "backoff" }, "after backoff"],
  [{ delay: "500" }, "after 500 ms"],
])("Z25: a delay %j is told as %s", (delay, words) => {
  const cause = { kind: "after", ...delay } as const;
  expect(textOf(transitionParts({ id: "a:0", cause, actions: [], targets: [], reenter: false }))).toBe(words);
});

describe("a row of the log", () => {
  test("Z5: says the fields, and which states an event has led to, by names that are no other's", () => {
    const charts = new Map([["session", chartNamed("session")]]);
    const still = Array.from(stateNames(chartNamed("session")).keys()).filter((id) => id.endsWith(".still"));
    expect(still).toHaveLength(2);
    const heard: FeedEvent = {
      kind: "transition",
      ...next(),
      id: client.id,
      origin: "person",
      event: { type: "join", fields: { code: "~x" } },
      taken: ["session.open.place:0"],
      active: [...client.active.filter((state) => !state.includes(".place.")), ...still],
      changed: 1,
      context: {},
      sendable: [],
    };
    const { entries } = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [heard, { ...heard, ...next() }],
    });
    const [first, second] = entries;
    const text = first && eventText(first, charts);
    expect(text?.fields).toBe("code: ~x");
    expect(text?.led).toMatch(/^⇒ (\w+)\.still, (?!\1)\w+\.still$/);
    // It led nowhere else.
    expect(second && eventText(second, charts)).toMatchObject({ fields: "code: ~x", led: "" });
  });

  test("Z5: no two states of a machine have one name", () => {
    for (const chart of CHARTS) {
      const names = Array.from(stateNames(chart).values());
      expect(new Set(names).size).toBe(names.length);
    }
    expect(stateNames(chartNamed("connection")).get("connection.open.place.lobby")).toBe("lobby");
  });
});

describe("of many states", () => {
  const session = chartNamed("session");
  const beginning = actorOf("client.1.session", "session").active;
  const within = (...changed: readonly string[]) => [
    ...beginning.filter(
      (id) => !changed.some((to) => to.split(".", 3).join(".") === id.split(".", 3).join(".")),
    ),
    ...changed,
  ];

  test("Z1: only those are told in which the machine did not begin, and whole ones where nothing was done within", () => {
    const paired = within(
      "session.open.link.reaching.online.live.quiet",
      "session.open.place.pair.chat",
      "session.open.place.pair.partner.still",
      "session.open.place.pair.keys.still",
      "session.open.place.pair.hint.none",
    );
    expect(tellingStates(session, paired)).toEqual([
      "session.open.link.reaching.online.live",
      "session.open.place.pair",
    ]);
    const typing = paired.map((id) => id.replace("partner.still", "partner.typing"));
    expect(tellingStates(session, typing)).toEqual([
      "session.open.link.reaching.online.live",
      "session.open.place.pair.partner.typing",
    ]);
  });

  test("Z1: all are told where there are few, or no others", () => {
    expect(tellingStates(chartNamed("connection"), PLACES.lobby)).toEqual(PLACES.lobby);
    expect(beginning.length).toBeGreaterThan(3);
    expect(tellingStates(session, beginning)).toEqual(beginning);
  });
});
