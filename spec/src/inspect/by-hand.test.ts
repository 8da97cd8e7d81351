import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ConnectionContext } from "../../../actors/connection.ts";
import { LIMITS } from "../../../actors/protocol/limits.ts";
import { DIALECT_NAMES } from "../../support/asks.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { FeedEnd, inShort, inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { Person } from "../../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { expectAnswers, expectReturns, expectSound } from "../../support/soundness.ts";
import { nthCode } from "../../support/world.ts";

const A = `conn.${nthCode(1)}`;
const MOST = 6;

/** A relay whose actors somebody may send anything that is offered. */
class Controlled {
  readonly house = new MemoryHouse();
  readonly onlooker = new Onlooker(this.house, inspectorOf(this.house, { control: true }));
  people = 0;

  async connect(dialect: (typeof DIALECT_NAMES)[number] = "v1"): Promise<void> {
    if (this.people === MOST) return;
    await this.house.connect(dialect);
    this.people++;
    await this.house.heard();
  }

  /** What may be sent to that actor now. */
  offered(actor: string) {
    return this.onlooker.watch(actor)[0]?.sendable ?? [];
  }

  types(actor: string): string[] {
    return this.offered(actor).map(({ type }) => type);
  }

  send(actor: string, event: { readonly type: string }): unknown {
    this.onlooker.take();
    this.onlooker.ask({ type: "send", id: 1, actor, event });
    return this.onlooker.take()[0];
  }

  context(code: string): ConnectionContext | undefined {
    return this.house.population.bus.actors().get(`conn.${code}`)?.getSnapshot().context;
  }

  /** The codes of those who are at the relay. */
  get codes(): string[] {
    return Array.from(this.house.hub.people, ({ code }) => code);
  }
}

const SENT = { type: "sent", id: 1 };

describe.each(BOTH_EDGES)("events by hand on the %s edge", (edge) => {
  test("J20: close real sockets with 4410; who was dropped goes on, who was disconnected is somebody new", async () => {
    const relay = await TestRelay.start({ edge, inspectControl: true, inspectIdentities: true });
    try {
      const viewer = new FeedEnd(relay.running.inspector.viewer);
      const before = await Person.arrive(relay, "v1");
      for (const [type, resumed] of [
        ["dropped", true],
        ["disconnected", false],
      ] as const) {
        const person = type === "dropped" ? before : await Person.arrive(relay, "v1");
        const open = relay.running.open;
        viewer.say({ type: "send", id: 1, actor: `conn.${person.code}`, event: { type } });
        expect(viewer.take().at(-1)).toEqual(SENT);
        expect((await person.client.untilClosed()).code).toBe(4410);
        await relay.untilOpen(open - 1);
        const after = await person.comeBack(relay);
        expect(after.streams.session).toMatchObject({ resumed });
        expect(after.code === person.code).toBe(resumed);
      }
      viewer.leave();
    } finally {
      await relay.stop();
    }
  });
});

describe("events by hand leave the relay sound", () => {
  test("J20: who is disconnected by hand has no socket any more, and comes again as somebody new", async () => {
    const relay = new Controlled();
    const { house } = relay;
    await relay.connect();
    expect(relay.send(A, { type: "disconnected" })).toEqual(SENT);
    expect([house.isHere(0), ...house.left]).toEqual([false, 0, 0]);
    expectSound(house);
    await house.resume(0, 0);
    expect((await house.heard())[0]).toMatchObject([
      { type: "welcome", code: nthCode(2), session: { resumed: false, lost: "unknown" } },
    ]);
    await expectAnswers(house, 1);
  });

  test("J20: who is dropped by hand is away, and is offered that no more until they are back", async () => {
    const relay = new Controlled();
    const { house } = relay;
    await relay.connect();
    expect(relay.types(A)).toContain("dropped");
    expect(relay.send(A, { type: "dropped" })).toEqual(SENT);
    expect(relay.onlooker.events().map(inShort)).toEqual([expect.stringMatching(/ < hand: dropped .*away/)]);
    expect([house.isHere(0), ...house.left]).toEqual([false, 0, 1]);
    expectSound(house);
    expect(relay.types(A)).not.toContain("dropped");
    expect(relay.send(A, { type: "dropped" })).toMatchObject({ type: "error" });
    await house.resume(0, 0);
    expect((await house.heard())[0]).toMatchObject([{ type: "welcome", session: { resumed: true } }]);
    expect(relay.types(A)).toContain("dropped");
    await expectAnswers(house, 1);
  });

  test("J20: what only the relay can know, or a client do, is not offered", async () => {
    const relay = new Controlled();
    const { house } = relay;
    await relay.connect();
    await relay.connect("text");
    house.ask(0, { do: "enter" });
    for (const type of ["room.failed", "resumed", "pair.opened", "pair.ended", "ask", "tell"]) {
      expect(relay.types(A)).not.toContain(type);
      expect(relay.send(A, { type })).toMatchObject({ type: "error" });
    }
    expect(relay.types("room.main")).toEqual([]);
    // A client of that dialect can't come back.
    expect(relay.types(`conn.${nthCode(2)}`)).not.toContain("dropped");
  });

  test("J20: a crowded chatroom's timer goes off by hand, and again by itself", async () => {
    const relay = new Controlled();
    const { house } = relay;
    for (let i = 0; i <= LIMITS.listed; i++) {
      await house.connect("v1");
      house.ask(i, { do: "enter" });
    }
    const [timer = "", ...others] = relay.types("room.main");
    expect([timer, others]).toEqual([expect.stringMatching(/^xstate\.after\.countEvery\./), []]);
    expect(relay.send("room.main", { type: timer })).toEqual(SENT);
    await house.heard();
    expectSound(house);
    expect(relay.types("room.main")).toEqual([]);
    house.ask(0, { do: "leave" });
    house.ask(0, { do: "enter" });
    house.clock.pass(1000);
    expect((await house.heard())[1]).toContainEqual({ type: "count", count: LIMITS.listed + 1 });
  });

  /** What somebody does, or what is sent by hand; whoever or whatever it is about is as many on as the numbers say. */
  const step = fc.record({
    does: fc.oneof(
      { weight: 2, arbitrary: fc.constant("by hand" as const) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ...([
            "connect",
            "join",
            "join",
            "accept",
            "accept",
            "decline",
            "cancel",
            "enter",
            "leave",
          ] as const),
          ...(["say", "rename", "cut", "resume", "disconnect", "pass"] as const),
        ),
      },
    ),
    who: fc.noBias(fc.nat(MOST - 1)),
    whom: fc.noBias(fc.nat(MOST - 1)),
    which: fc.noBias(fc.nat(40)),
  });
  type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

  /** Some event that is offered, filled in from its example, but for whom it asks. */
  function byHand(relay: Controlled, { who, whom, which }: Step): string | undefined {
    const names = [...relay.house.population.bus.actors().keys()];
    const actor = names[(who * MOST + whom) % names.length] ?? "";
    const offered = relay.offered(actor);
    const chosen = offered[which % offered.length];
    if (chosen === undefined) return undefined;
    const { codes } = relay;
    const code = chosen.type === "join" ? { code: codes[whom % codes.length] ?? "" } : {};
    expect(relay.send(actor, { ...chosen.example, ...code, type: chosen.type })).toEqual(SENT);
    return chosen.type;
  }

  async function take(relay: Controlled, one: Step): Promise<string | undefined> {
    const { house, people, codes } = relay;
    const { does, who, whom, which } = one;
    const person = who % Math.max(people, 1);
    const code = codes[whom % Math.max(codes.length, 1)];
    if (does === "by hand") return byHand(relay, one);
    if (does === "connect") await relay.connect(DIALECT_NAMES[which % 5] ?? "v1");
    else if (does === "pass") house.clock.pass([100, 1000, 60_000][which % 3] ?? 0);
    else if (people === 0) return undefined;
    else if (does === "resume") {
      if (house.dialectOf(person) === "v1") await house.resume(person, 0);
    } else if (!house.isHere(person)) return undefined;
    else if (does === "cut") await house.cut(person, 0);
    else if (does === "disconnect") await house.disconnect(person);
    else if (does === "enter" || does === "leave") house.ask(person, { do: does });
    else if (does === "rename") house.ask(person, { do: "rename", name: `name${which}` });
    else if (does === "join") house.ask(person, { do: "join", code: code ?? "" });
    else if (house.dialectOf(person) !== "v1") return undefined;
    else if (does === "say") house.frame(person, { type: "message", text: "hi", id: 1000 + house.time });
    else {
      const context = code === undefined ? undefined : relay.context(code);
      const invitation =
        does === "cancel" ? context?.inviting?.invitation : context?.invitations[0]?.invitation;
      if (invitation !== undefined) house.ask(person, { do: does, invitation });
    }
    return undefined;
  }

  test("J20: whatever is sent, and amid whatever people do: places, members, sockets and counts agree, and all are answered", async () => {
    const sent = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const relay = new Controlled();
        for (let i = 0; i < 4; i++) await relay.connect(i === 3 ? "classic" : "v1");
        for (const one of steps) {
          relay.house.time += 100;
          const type = await take(relay, one);
          if (type !== undefined) sent.add(type);
          await relay.house.heard();
          expectSound(relay.house);
        }
        await expectAnswers(relay.house, relay.people);
        await expectReturns(relay.house, relay.people);
      }),
      { numRuns: 150, seed: 20_261_019 },
    );
    // All that there is to send was among it.
    expect([...sent].map((type) => type.replace(/^(xstate\.after\.\w+)\..*/, "$1"))).toEqual(
      expect.arrayContaining(
        ["join", "accept", "decline", "cancel", "message", "delivered", "rename", "enter", "leave"].concat([
          "members",
          "typing",
          "signal",
          "dropped",
          "disconnected",
          "xstate.after.ringFor",
        ]),
      ),
    );
  }, 120_000);
});
