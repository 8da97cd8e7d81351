import { describe, expect, test } from "@jest/globals";
import { looked, ReportRig } from "../../support/reports.ts";

describe("the way to the inspector", () => {
  test("J17: it is tried again, later each time, for as long as the session lasts, and everything is told anew", () => {
    const rig = new ReportRig();
    rig.session.greet();
    rig.end.listener.closed("Nobody is there.");
    expect(rig.states.at(-1)).toEqual({ is: "unreachable", why: "Nobody is there." });
    // Half of the longest wait, and a second.
    for (const wait of [1500, 2000, 3000, 5000, 9000, 16_000, 16_000]) {
      const { length } = rig.ends;
      rig.session.pass(wait - 1);
      expect(rig.ends).toHaveLength(length);
      rig.session.pass(1);
      expect(rig.ends).toHaveLength(length + 1);
      rig.end.listener.closed("Nobody is there.");
    }
    rig.session.pass(16_000);
    rig.open().order(true);
    expect(rig.take().map(({ type }) => type)).toEqual(["client", "actors"]);
  });

  test("J17: a socket that breaks takes what was attached along; one that held is soon replaced", () => {
    const rig = looked();
    rig.session.pass(31_000);
    rig.end.listener.closed("The connection broke.");
    expect(rig.attached).toBe(0);
    rig.session.pass(1500);
    expect(rig.ends).toHaveLength(2);
  });

  test("J17: the end of the chat is the last that is told", () => {
    const rig = looked();
    rig.session.intend({ type: "quit" }).socket.close(1000);
    rig.reporting.stop();
    const batch = rig.take().at(-1);
    expect(batch).toMatchObject({ events: [{}, {}, { kind: "stopped", id: "session", why: "ended" }] });
    expect(rig.end.closed).toBe(true);
    expect(rig.attached).toBe(0);
    rig.session.pass(600_000);
    expect(rig.ends).toHaveLength(1);
  });
});
