import { afterEach, describe, expect, test } from "@jest/globals";
import { Person, pairUp } from "../../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { nonZero } from "../../support/scrapes.ts";
import { NOW, nthPair } from "../../support/world.ts";

let relay: TestRelay;
afterEach(() => relay.stop());

describe.each(BOTH_EDGES)("D13: what is dropped on %s", (edge) => {
  const start = (settings = {}) => TestRelay.start({ edge, adminPort: 0, ...settings });

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
    expect(await nonZero(relay, "connections")).toEqual({ "v1 lobby": 1, "v1 greeting": 2 });
    relay.clock.pass(10_000);
    await relay.untilOpen(1);
    expect(await nonZero(relay, "drops_total")).toEqual({
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
    expect(await nonZero(relay, "drops_total")).toEqual({
      frame_too_fast: 10,
      socket_too_fast: 1,
      socket_failed: 1,
      handshake_rate: 1,
    });
    const drained = relay.running.drain(1000);
    await expect(relay.connect("/ws/text")).rejects.toThrow("503");
    expect((await nonZero(relay, "drops_total"))["handshake_restarting"]).toBe(1);
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
    expect(await nonZero(relay, "drops_total")).toMatchObject({
      handshake_address_full: 1,
      socket_slow_reader: 1,
    });
  });
});
