import { describe, expect, test } from "@jest/globals";
import { Reporter } from "../../../actors/inspect/reporter.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { FeedEnd, inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { ADA, chat, ME, SessionRig } from "../../support/session-rig.ts";

/** A session that reports to an inspector. */
function reporting() {
  const house = new MemoryHouse();
  const inspector = inspectorOf(house);
  const rig = new SessionRig({ video: true });
  const end = new FeedEnd(inspector.client);
  const sent: string[] = [];
  const reporter = new Reporter({
    session: rig.actor,
    kind: "web",
    later: (callback, ms) => {
      const timer = rig.clock.setTimeout(callback, ms);
      return () => rig.clock.clearTimeout(timer);
    },
    now: () => rig.now,
    send: (frame) => {
      sent.push(frame);
      end.say(frame);
    },
  });
  const orders = () => {
    for (const order of end.take()) reporter.hear(JSON.stringify(order));
  };
  reporter.open();
  return { house, inspector, rig, reporter, sent, orders };
}

describe("a client's reports", () => {
  test("J13: nothing is attached or said until the relay asks, and nothing once it no longer does", () => {
    const { house, inspector, rig, reporter, sent, orders } = reporting();
    orders();
    rig.greet();
    expect(reporter.isAttached).toBe(false);
    expect(sent).toEqual(['{"type":"client","kind":"web"}']);
    const onlooker = new Onlooker(house, inspector);
    orders();
    expect(reporter.isAttached).toBe(true);
    onlooker.leave();
    orders();
    expect(reporter.isAttached).toBe(false);
    const before = sent.length;
    rig.tell({ type: "left", reason: "you" }).pass(100);
    expect(sent).toHaveLength(before);
  });

  test("J3, J13: what the session and its call do is told, with neither name, nor text, nor token", () => {
    const { house, inspector, rig, sent, orders } = reporting();
    rig.greet();
    const onlooker = new Onlooker(house, inspector);
    orders();
    expect(onlooker.follow("client.1.session")).toMatchObject([
      { machine: "session", side: "client", code: ME.code, context: { code: ME.code, seq: 0 } },
    ]);
    rig.pair().tell(chat("meet me at the mill", { id: 7 }));
    rig.intend({ type: "say", text: "which mill?" });
    rig.pass(50);
    const events = onlooker.events();
    const heard = events.flatMap((event) =>
      "event" in event ? [`${event.id} ${event.origin} ${event.event.type}`] : [],
    );
    expect(heard).toContain("client.1.session system socket.frame");
    expect(heard).toContain("client.1.session person say");
    const taken = events.flatMap((event) => (event.kind === "transition" ? event.taken : []));
    expect(taken.some((id) => id.startsWith("session.open.place"))).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "started", actor: expect.objectContaining({ id: "client.1.call" }) }),
    );
    rig.intend({ type: "call.start", camera: false });
    rig.pass(50);
    expect(onlooker.story()).toContainEqual(
      expect.stringMatching(/^client\.1\.call < client\.1\.session: call\.start /),
    );
    expect(sent.join()).not.toMatch(new RegExp(`${ADA.name}|${ME.name}|mill|t1|e1`));
    rig.intend({ type: "quit" });
    rig.pass(3000).pass(50);
    expect(onlooker.story()).toContain("client.1.session stopped");
  });
});
