import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../../support/asks.ts";
import { heardBy, joinAndAccept, Person, pairUp } from "../../support/people.ts";
import { type Family, readMetrics } from "../../support/prometheus.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { NOW, nthPair } from "../../support/world.ts";

let relay: TestRelay;
afterEach(() => relay.stop());

async function scrape(): Promise<ReadonlyMap<string, Family>> {
  const answer = await fetch(`http://127.0.0.1:${relay.adminPort}/metrics`);
  return readMetrics(await answer.text());
}

/** Those values of one metric that are not 0, by their labels as `a b`. */
async function nonZero(name: string): Promise<Record<string, number>> {
  const samples = (await scrape()).get(`parley_${name}`)?.samples;
  if (samples === undefined) throw new Error(`there is no parley_${name}`);
  const shown = (labels: string) => [...labels.matchAll(/"(.*?)"/g)].map(([, value]) => value).join(" ");
  return Object.fromEntries(
    [...samples].filter(([, value]) => value !== 0).map(([labels, value]) => [shown(labels), value]),
  );
}

describe.each(BOTH_EDGES)("D13: what is counted on %s", (edge) => {
  const start = (settings = {}) => TestRelay.start({ edge, adminPort: 0, ...settings });

  test("D12, D13: two pair by invitation, say three messages, and one resumes", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    expect(await nonZero("connections")).toEqual({ "v1 lobby": 2 });
    await pairUp(ada, bert, nthPair(1));
    expect(await nonZero("connections")).toEqual({ "v1 paired": 2 });
    expect(await nonZero("actors")).toEqual({ connection: 2, pair: 1, chatroom: 1 });
    for (const text of ["one", "two", "three"]) {
      ada.say(text, nthPair(1));
      await ada.next();
      await bert.next();
    }
    expect(await nonZero("messages_received_total")).toEqual({ v1: 2 + 2 + 3 });
    // welcome, invited, ringing and paired; and sent and message.
    expect(await nonZero("messages_sent_total")).toEqual({ v1: 2 + 1 + 1 + 2 + 3 + 3 });
    await bert.vanish(relay);
    await ada.next();
    expect(await nonZero("connections")).toEqual({ "v1 paired": 1, "v1 away": 1 });
    expect(await nonZero("sockets")).toEqual({ "": 1 });
    ada.say("four", nthPair(1));
    await ada.next();
    expect(Object.keys(await nonZero("outbox_bytes"))).toContain("away");
    const back = await bert.comeBack(relay);
    await back.next();
    await ada.next();
    expect(await nonZero("connections")).toEqual({ "v1 paired": 2 });
    expect(await nonZero("messages_received_total")).toEqual({ v1: 7 + 1 + 1 });
    // presence away, sent, welcome, what was missed, presence back.
    expect(await nonZero("messages_sent_total")).toEqual({ v1: 12 + 5 });
    expect(await nonZero("outbox_bytes")).toEqual({});
    expect(await nonZero("invitations_total")).toEqual({ rang: 1, accepted: 1 });
    expect(await nonZero("resumes_total")).toEqual({ resumed: 1 });
    expect(await nonZero("drops_total")).toEqual({});
    expect(await nonZero("calls_total")).toEqual({});
  });

  test("D13: the chatroom's frames count for each socket that hears them, on every dialect", async () => {
    relay = await start();
    const people = [];
    for (const dialect of [...DIALECT_NAMES, ...DIALECT_NAMES]) {
      people.push(await Person.arrive(relay, dialect));
    }
    for (const person of people) person.enter();
    await heardBy(...people);
    expect(await nonZero("connections")).toEqual({
      "classic chatroom": 2,
      "text chatroom": 2,
      "v1 chatroom": 2,
    });
    const before = await nonZero("messages_sent_total");
    people[0]?.say("hello");
    // A mark is one more frame to each, twice.
    const heard = await heardBy(...people);
    const after = await nonZero("messages_sent_total");
    for (const dialect of DIALECT_NAMES) {
      const frames = people.flatMap((person, i) => (person.dialect === dialect ? heard[i] : []));
      expect([dialect, (after[dialect] ?? 0) - (before[dialect] ?? 0)]).toEqual([dialect, frames.length + 4]);
    }
  });

  test("D13: nor does it count for those who are away, until they come back", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    for (const person of [ada, bert]) person.enter();
    await heardBy(ada, bert);
    await bert.vanish(relay);
    await heardBy(ada);
    const sent = async () => (await nonZero("messages_sent_total"))["v1"] ?? 0;
    const before = await sent();
    ada.say("hello");
    await ada.next();
    expect((await sent()) - before).toBe(1);
    const back = await bert.comeBack(relay);
    await heardBy(ada, back);
    const again = await sent();
    ada.say("hello again");
    await ada.next();
    await back.next();
    expect((await sent()) - again).toBe(2);
  });

  test("D13: what became of invitations", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    const ring = async () => {
      ada.join(bert);
      const invitation = await bert.invitedBy(ada);
      await ada.ringing(bert);
      return invitation;
    };
    bert.send({ type: "decline", invitation: await ring() });
    await heardBy(ada, bert);
    ada.send({ type: "cancel", invitation: await ring() });
    await heardBy(ada, bert);
    await ring();
    relay.clock.pass(60_000);
    await heardBy(ada, bert);
    ada.join("ZZZZZZZZ");
    await heardBy(ada);
    await ring();
    await ada.disconnect();
    await heardBy(bert);
    expect(await nonZero("invitations_total")).toEqual({
      rang: 4,
      declined: 1,
      cancelled: 1,
      expired: 1,
      refused: 1,
      gone: 1,
    });
    expect(await nonZero("drops_total")).toMatchObject({ join_wrong_code: 1 });
  });

  test("D13: classic people are paired at once, which is no invitation; a call that rings is one call", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "classic"), await Person.arrive(relay, "classic")];
    await joinAndAccept(ada, bert);
    await heardBy(ada, bert);
    ada.send({ type: "VIDEO_PLEASE_START", payload: {} });
    ada.send({ type: "VIDEO_OFFER", payload: { sdp: "x" } });
    await heardBy(ada, bert);
    expect(await nonZero("invitations_total")).toEqual({});
    expect(await nonZero("calls_total")).toEqual({ "": 1 });
  });

  test("D13: what was dropped, by why", async () => {
    relay = await start({ messageBurst: 8, messageRate: 1, missesPerAddress: 1, maxConnections: 3 });
    const ada = await Person.arrive(relay, "v1");
    ada.send("{");
    ada.client.send(Uint8Array.of(1));
    ada.send({ type: "hello" });
    ada.send({ type: "leave", id: 1 });
    ada.send({ type: "leave", id: 1 });
    ada.join("ZZZZZZZZ");
    ada.join("YYYYYYYY");
    ada.send({ type: "enter" });
    for (let i = 0; i < 8; i++) await ada.next();
    await relay.connect("/ws", { protocol: "parley.v1" });
    await relay.connect("/ws", { protocol: "parley.v1" });
    await expect(relay.connect("/ws")).rejects.toThrow("503");
    await expect(relay.connect("/else")).rejects.toThrow("404");
    await expect(relay.connect("/ws", { headers: { Origin: "http://evil.example" } })).rejects.toThrow("403");
    expect(await nonZero("connections")).toEqual({ "v1 lobby": 1, "v1 greeting": 2 });
    relay.clock.pass(10_000);
    await relay.untilOpen(1);
    expect(await nonZero("drops_total")).toEqual({
      frame_not_understood: 1,
      frame_binary: 1,
      frame_out_of_place: 1,
      frame_already_said: 1,
      frame_too_fast: 1,
      join_wrong_code: 1,
      join_too_many_tries: 1,
      handshake_full: 1,
      handshake_path: 1,
      handshake_origin: 1,
      socket_no_hello: 2,
    });
  });

  test("D13: sockets that the relay closed, and handshakes that were too many", async () => {
    relay = await start({
      messageBurst: 1,
      messageRate: 1,
      outboxBytes: 65_536,
      maxConnectionsPerAddress: 3,
      handshakesPerAddress: 4,
    });
    const hasty = await relay.connect("/ws/text");
    for (let i = 0; i < 12; i++) hasty.send("LEAVE");
    expect((await hasty.untilClosed()).code).toBe(4429);
    const ada = await Person.arrive(relay, "text");
    relay.now = () => {
      throw new Error("boom");
    };
    ada.send("LEAVE");
    expect((await ada.client.untilClosed()).code).toBe(1011);
    relay.now = () => NOW;
    await relay.untilOpen(0);
    await relay.connect("/ws/text");
    await relay.connect("/ws/text");
    await expect(relay.connect("/ws/text")).rejects.toThrow("429");
    expect(await nonZero("drops_total")).toEqual({
      frame_too_fast: 10,
      socket_too_fast: 1,
      socket_failed: 1,
      handshake_rate: 1,
    });
    const drained = relay.running.drain(1000);
    await expect(relay.connect("/ws/text")).rejects.toThrow("503");
    expect((await nonZero("drops_total"))["handshake_restarting"]).toBe(1);
    await relay.untilOpen(0);
    relay.clock.pass(1000);
    await drained;
  });

  test("D13: slow readers", async () => {
    relay = await start({ outboxBytes: 65_536, maxConnectionsPerAddress: 2 });
    const [ada, bert] = [await Person.arrive(relay, "text"), await Person.arrive(relay, "text")];
    await expect(relay.connect("/ws/text")).rejects.toThrow("429");
    await pairUp(ada, bert, nthPair(1));
    bert.client.socket.pause();
    while (relay.running.open === 2) {
      for (let i = 0; i < 4; i++) ada.say("x".repeat(8000));
      await ada.untilMark();
    }
    bert.client.socket.resume();
    expect(await nonZero("drops_total")).toMatchObject({ handshake_address_full: 1, socket_slow_reader: 1 });
  });

  test("D13: a resume that cannot be is counted by why", async () => {
    relay = await start();
    const ada = await Person.arrive(relay, "v1");
    await ada.vanish(relay);
    relay.clock.pass(60_000);
    const again = await relay.connect("/ws", { protocol: "parley.v1" });
    again.send(JSON.stringify({ type: "hello", resume: ada.streams.position() }));
    await again.next();
    const other = await relay.connect("/ws", { protocol: "parley.v1" });
    other.send(
      JSON.stringify({ type: "hello", resume: { ...ada.streams.position(), token: "x".repeat(25) } }),
    );
    await other.next();
    expect(await nonZero("resumes_total")).toEqual({ expired: 1, unknown: 1 });
  });
});

test("D12: the text is Prometheus', every name begins with parley_, and nothing a person has said is in it", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const ada = await Person.arrive(relay, "v1", { client: "told-by-ada/1.0" });
  ada.rename("Ada Lovelace");
  ada.enter();
  await heardBy(ada);
  const answer = await fetch(`http://127.0.0.1:${relay.adminPort}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  const families = readMetrics(text);
  expect([...families.keys()].filter((name) => !name.startsWith("parley_"))).toEqual([]);
  for (const [name, { type, help, samples }] of families) {
    expect([name, type]).toEqual([name, name.endsWith("_total") ? "counter" : "gauge"]);
    expect(help).toMatch(/\.$/);
    expect(samples.size).toBeGreaterThan(0);
    expect(samples.size).toBeLessThan(30);
  }
  for (const word of [ada.code, "Ada", "told-by", "127.0.0.1"]) expect(text).not.toContain(word);
});

test("D13: counters only grow, and the process is measured", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const first = await scrape();
  const ada = await Person.arrive(relay, "v1");
  for (let i = 0; i < 100; i++) ada.send("{");
  await ada.client.take(100);
  const second = await scrape();
  for (const [name, { type, samples }] of second) {
    if (type !== "counter") continue;
    for (const [labels, value] of samples) {
      expect([name, value >= (first.get(name)?.samples.get(labels) ?? 0)]).toEqual([name, true]);
    }
  }
  expect(second.get("parley_drops_total")?.samples.get('reason="frame_not_understood"')).toBe(100);
  const memory = second.get("parley_process_memory_bytes")?.samples;
  expect(memory?.get('kind="rss"')).toBeGreaterThan(1_000_000);
  const delays = second.get("parley_event_loop_delay_seconds")?.samples;
  const quantiles = ["0.5", "0.9", "0.99", "1"].map(
    (quantile) => delays?.get(`quantile="${quantile}"`) ?? -1,
  );
  expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
  expect(quantiles[0]).toBeGreaterThanOrEqual(0);
});

test("D12: relays of one process count each for itself", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const other = await TestRelay.start({ adminPort: 0 });
  await Person.arrive(other, "v1");
  expect(await nonZero("connections")).toEqual({});
  await other.stop();
});
