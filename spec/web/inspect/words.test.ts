import { describe, expect, test } from "@jest/globals";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { eventText } from "../../../web/inspect/model/events.ts";
import { withBatch } from "../../../web/inspect/model/log.ts";
import { stateNames, textOf, transitionParts } from "../../../web/inspect/model/words.ts";
import { CHARTS, chartNamed } from "../../support/inspected.ts";
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
    expect(first && eventText(first, charts).more).toMatch(/^code: ~x {2}⇒ (\w+)\.still, (?!\1)\w+\.still$/);
    // It led nowhere else.
    expect(second && eventText(second, charts).more).toBe("code: ~x");
  });

  test("Z5: no two states of a machine have one name", () => {
    for (const chart of CHARTS) {
      const names = Array.from(stateNames(chart).values());
      expect(new Set(names).size).toBe(names.length);
    }
    expect(stateNames(chartNamed("connection")).get("connection.open.place.lobby")).toBe("lobby");
  });
});
