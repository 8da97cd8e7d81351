import { describe, expect, test } from "@jest/globals";
import type { ClientReport, ReportedActor, ReportedEvent } from "../../../actors/inspect/feed.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { FeedEnd, inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { NOW, nthCode, nthInvitation, nthPair } from "../../support/world.ts";

const A = `conn.${nthCode(1)}`;
const SESSION = "client.1.session";

/** Somebody on v1 whose client reports, and a viewer who follows their connection. */
async function reporting(options: Parameters<typeof inspectorOf>[1] = {}) {
  const house = new MemoryHouse();
  const inspector = inspectorOf(house, options);
  await house.connect("v1");
  const client = new FeedEnd(inspector.client);
  const report = (report: ClientReport) => client.say(report);
  report({ type: "client", kind: "web", code: nthCode(1) });
  const onlooker = new Onlooker(house, inspector);
  const happens = (...events: readonly ReportedEvent[]) =>
    report({ type: "batch", at: house.time, events, missed: 0 });
  return { house, inspector, client, report, happens, onlooker };
}

const session = (more: Partial<ReportedActor> = {}): ReportedActor => ({
  id: "session",
  machine: "session",
  active: ["session.open.link.offline", "session.open.place.lobby"],
  born: 1000,
  changed: 2000,
  context: { seq: 3, code: nthCode(1), partner: nthCode(2), waiting: 0 },
  ...more,
});

const joins: Extract<ReportedEvent, { kind: "transition" }> = {
  kind: "transition",
  at: NOW,
  id: "session",
  origin: "person",
  event: { type: "join", fields: { code: nthCode(2) } },
  taken: ["session.open.place:0"],
  active: ["session.open.place.room"],
  changed: 2500,
  context: { seq: 4 },
};

describe("clients that report", () => {
  test("J11: they are told whether somebody looks", async () => {
    const { inspector, client, onlooker } = await reporting();
    expect(client.take()).toEqual([{ type: "report", on: true }]);
    const second = new FeedEnd(inspector.client);
    expect(second.take()).toEqual([{ type: "report", on: true }]);
    onlooker.leave();
    expect(client.take()).toEqual([{ type: "report", on: false }]);
  });

  test("J4, J11: their machines are followed from their connection, by ids of their own and the relay's clock", async () => {
    const { house, report, happens, onlooker } = await reporting();
    expect(onlooker.follow(A).map(({ id }) => id)).toEqual([A]);
    report({ type: "actors", at: 5000, actors: [session()] });
    happens(joins);
    expect(onlooker.events()).toEqual([
      {
        n: 1,
        at: house.time,
        kind: "started",
        actor: {
          ...session(),
          id: SESSION,
          side: "client",
          code: nthCode(1),
          born: house.time - 4000,
          changed: house.time - 3000,
          sendable: [],
        },
      },
      {
        n: 2,
        at: house.time,
        kind: "transition",
        id: SESSION,
        origin: "person",
        event: { type: "join", fields: { code: nthCode(2) } },
        taken: ["session.open.place:0"],
        active: ["session.open.place.room"],
        changed: 2500,
        context: { seq: 4 },
        sendable: [],
      },
    ]);
    happens({ kind: "stopped", at: NOW, id: "session", why: "ended" });
    expect(onlooker.story()).toEqual([`${SESSION} ended`]);
  });

  test("J4: they lead to the connection of the code that they say, and from there on", async () => {
    const { house, client, report, happens, onlooker } = await reporting();
    await house.connect("v1");
    report({ type: "actors", at: house.time, actors: [session()] });
    expect(onlooker.follow(SESSION).map(({ id }) => id)).toEqual([SESSION, A]);
    house.ask(0, { do: "join", code: nthCode(2) });
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    expect(onlooker.story().filter((line) => line.endsWith(" started"))).toEqual([
      `pair.${nthPair(1)} started`,
      `conn.${nthCode(2)} started`,
    ]);
    report({ type: "client", kind: "web", code: nthCode(9) });
    happens(joins);
    expect(onlooker.story().filter((line) => line.endsWith(" unfollowed"))).toEqual([
      `${A} unfollowed`,
      `pair.${nthPair(1)} unfollowed`,
      `conn.${nthCode(2)} unfollowed`,
    ]);
    report({ type: "client", kind: "web", code: nthCode(1) });
    expect(onlooker.story()[0]).toBe(`${A} started`);
    client.leave();
    expect(onlooker.story()).toContain(`${A} unfollowed`);
  });

  test("J4, J6: without identities that is told by its mask alone", async () => {
    const { house, report, onlooker } = await reporting({ identities: false });
    report({ type: "actors", at: house.time, actors: [session({ context: {} })] });
    const [state, connection] = onlooker.follow(SESSION);
    expect(state?.code).toMatch(/^~\w{8}$/);
    expect(connection).toMatchObject({ id: `conn.${state?.code}`, code: state?.code });
    expect(onlooker.frames.join("")).not.toMatch(/CODE000/);
  });

  test("J21: what they report happened when they say, by the relay's clock, in their order and not in the future", async () => {
    const { house, report, onlooker } = await reporting();
    const renames = (at: number): ReportedEvent => ({ ...joins, at });
    const batch = (at: number, ...events: readonly number[]) => {
      report({ type: "batch", at, events: events.map(renames), missed: 0 });
      return onlooker.events().map((event) => event.at - NOW);
    };
    // Their clock is an hour behind, and what they report takes a while, more or less.
    const hour = 3_600_000;
    house.time = NOW + 300;
    report({ type: "actors", at: NOW - hour + 100, actors: [session()] });
    onlooker.follow(SESSION);
    house.time = NOW + 1000;
    expect(batch(NOW - hour + 990, NOW - hour + 400, NOW - hour + 500)).toEqual([410, 510]);
    house.time = NOW + 2000;
    // A slow report, an event that is none of its order, and one that is yet to come.
    expect(batch(NOW - hour + 1500, NOW - hour + 900, NOW - hour + 300)).toEqual([910, 910]);
    expect(batch(NOW - hour + 1990, NOW + hour, NOW - hour + 1990)).toEqual([2000, 2000]);
    // Their clock is set back: what comes then is no two hours old.
    house.time = NOW + 9000;
    expect(batch(NOW - 2 * hour, NOW - 2 * hour - 100)).toEqual([8900]);
  });

  test("J7, J11: they are in the index, and go with their client", async () => {
    const { house, client, report, onlooker } = await reporting();
    report({ type: "actors", at: house.time, actors: [session(), session({ id: "call", machine: "call" })] });
    onlooker.ask({ type: "list", query: 1, filter: { side: "client" }, offset: 0, limit: 10 });
    const [page] = onlooker.told("index");
    expect(page?.actors.map(({ id }) => id)).toEqual([SESSION, "client.1.call"]);
    expect(page?.machines.map(({ machine, side }) => [machine, side])).toContainEqual(["call", "client"]);
    onlooker.watch(SESSION, "client.1.call");
    client.leave();
    expect(onlooker.story()).toEqual(["client.1.call ended", `${SESSION} ended`]);
  });

  test("J5, J6, J11: what they report is masked, cut and kept to the list", async () => {
    const { house, report, happens, onlooker } = await reporting({ identities: false });
    const context = {
      seq: 1,
      code: nthCode(1),
      pair: nthCode(2),
      name: "anna",
      secret: "s",
      partner: "no code",
    };
    report({ type: "actors", at: house.time, actors: [session({ context })] });
    const [state] = onlooker.follow(SESSION);
    expect(state?.context).toEqual({ seq: 1, code: state?.code, pair: expect.stringMatching(/^~/) });
    const event = {
      type: `relay.error${"x".repeat(150)}\u202e`,
      fields: { error: "y", text: "good morning" },
    };
    happens({ ...joins, event, from: "conn", active: ["conn.evil", "session.open"], taken: ["evil:0"] });
    happens({
      ...joins,
      event: { type: "relay.error", fields: { error: `\u001b[2J${"y".repeat(300)}`, re: "join" } },
    });
    const [first, second] = onlooker.events();
    expect(first).toMatchObject({ active: ["session.open"], taken: [], event: { fields: {} } });
    expect(first).toHaveProperty("event.type", `relay.error${"x".repeat(109)}`);
    expect(first).not.toHaveProperty("from");
    expect(second).toMatchObject({ event: { fields: { re: "join" } } });
    expect(second).not.toHaveProperty("event.fields.error");
    expect(onlooker.frames.every((frame) => !/CODE000|anna|good morning|no code|\u202e/.test(frame))).toBe(
      true,
    );
  });

  test("J11: of too many events the rest is missed", async () => {
    const { house, report, happens, onlooker } = await reporting();
    report({ type: "actors", at: house.time, actors: [session()] });
    onlooker.follow(SESSION);
    happens(...Array.from({ length: 300 }, () => joins));
    house.clock.pass(16);
    const [batch] = onlooker.told("batch");
    expect([batch?.events.length, batch?.missed]).toEqual([200, 100]);
    house.time += 1000;
    happens(joins);
    expect(onlooker.events()).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ["no JSON", "nonsense"],
    ["another type", { type: "machine", chart: {} }],
    ["no time", { type: "actors", actors: [] }],
    ["too many actors", { type: "actors", at: 1, actors: Array(9).fill(session()) }],
    ["a machine of the relay's", { type: "actors", at: 1, actors: [session({ machine: "connection" })] }],
    ["an id that is not its own", { type: "actors", at: 1, actors: [session({ id: "../conn" })] }],
    ["an object in a context", { type: "actors", at: 1, actors: [{ ...session(), context: { seq: {} } }] }],
    ["an event of a viewer's", { type: "batch", at: 1, missed: 0, events: [{ ...joins, origin: "hand" }] }],
    ["too much", `"${"x".repeat(300_000)}"`],
  ])("J11: what is no report closes the socket: %s", async (_, frame) => {
    const { house, client, report, onlooker } = await reporting();
    report({ type: "actors", at: house.time, actors: [session()] });
    onlooker.watch(SESSION);
    client.take();
    client.say(frame);
    expect(client.take()).toEqual([{ type: "error", message: "This is no report." }]);
    expect(client.ended).toBe(1008);
    expect(onlooker.story()).toEqual([`${SESSION} ended`]);
    client.say(session());
    expect(client.take()).toEqual([]);
  });

  test("J11: too many frames close it, and of too many clients the next is sent away", async () => {
    const { inspector, client } = await reporting();
    for (let i = 0; i < 101; i++) client.say({ type: "client", kind: "web" });
    expect(client.ended).toBe(1008);
    const clients = Array.from({ length: 257 }, () => new FeedEnd(inspector.client));
    expect(clients.filter(({ ended }) => ended === 1013)).toHaveLength(1);
  });

  test("J1, J11: nothing of theirs is kept while nobody looks", async () => {
    const { house, inspector, report, onlooker } = await reporting();
    report({ type: "actors", at: house.time, actors: [session()] });
    onlooker.leave();
    report({ type: "actors", at: house.time, actors: [session()] });
    const next = new Onlooker(house, inspector);
    next.ask({ type: "list", query: 1, filter: { side: "client" }, offset: 0, limit: 10 });
    expect(next.told("index")).toMatchObject([{ total: 0 }]);
  });
});
