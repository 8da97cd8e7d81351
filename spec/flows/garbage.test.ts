import { afterEach, describe, expect, test } from "@jest/globals";
import type { DialectName } from "../../actors/protocol/dialect.ts";
import { DIALECT_NAMES } from "../support/asks.ts";
import { type Fate, GarbageMaker } from "../support/garbage.ts";
import { Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { said } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

/** On each edge, so 100,000 in all. */
const FRAMES = 50_000;
const BATCH = 500;
/** For all of them, ms; a busy machine takes its time. */
const PATIENCE = 240_000;
const SEED = 4711;
const MAX_MESSAGE_BYTES = 16 * 1024;
const ONE = nthPair(1);

type Tally = Record<Fate, number>;

describe("garbage", () => {
  let relay: TestRelay;
  afterEach(() => relay.stop());

  test.each(BOTH_EDGES)(
    "E13, E3, E4, P5, P6, P7: 50,000 frames on the %s edge are answered, ignored or closed as they should be",
    async (edge) => {
      relay = await TestRelay.start({ edge, maxMessageBytes: MAX_MESSAGE_BYTES });
      const ann = await Person.arrive(relay, "classic");
      const bob = await Person.arrive(relay, "text");
      await pairUp(ann, bob, ONE);

      const maker = new GarbageMaker(SEED, MAX_MESSAGE_BYTES);
      const meant: Tally = { answered: 0, ignored: 0, closed: 0 };
      const found: Tally = { answered: 0, ignored: 0, closed: 0 };
      const senders = new Map<DialectName, Person>();
      let frames = 0;
      let expectedBack = 0;
      let chats = 0;
      for (let turn = 0; frames < FRAMES; turn++) {
        const dialect = DIALECT_NAMES[turn % 3] ?? "v1";
        const sender = senders.get(dialect) ?? (await Person.arrive(relay, dialect));
        const size = Math.min(BATCH, FRAMES - frames);
        const batch = await throwBatch(sender, maker, size);
        frames += batch.sent;
        for (const fate of ["answered", "ignored", "closed"] as const) {
          meant[fate] += batch.meant[fate];
          found[fate] += batch.found[fate];
        }
        expect(batch.found).toEqual(batch.meant);
        if (batch.found.closed === 0) senders.set(dialect, sender);
        else senders.delete(dialect);
        if (dialect === "v1") expectedBack += batch.found.closed;

        // Meanwhile the two go on, and miss nothing.
        ann.say(`number ${++chats}`);
        await bob.hears(said(ONE, ann, `number ${chats}`));
      }

      expect(frames).toBe(FRAMES);
      expect(found.answered + found.ignored + found.closed).toBe(FRAMES);
      expect(found.closed).toBeGreaterThan(100);
      expect(relay.log).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
      await relay.untilOpen(2 + senders.size);
      await relay.untilAway(expectedBack);
      relay.clock.pass(60_000);
      // The chatroom, the pair and its two, and the senders who are left: nothing has been piling up.
      expect(relay.running.population.bus.actors().size).toBe(4 + senders.size);
      expect(relay.clock.pending).toBe(0);
    },
    PATIENCE,
  );
});

/** Sends up to `size` frames at once, fewer when one closes the socket, and counts what becomes of them. */
async function throwBatch(sender: Person, maker: GarbageMaker, size: number) {
  const meant: Tally = { answered: 0, ignored: 0, closed: 0 };
  const found: Tally = { answered: 0, ignored: 0, closed: 0 };
  let sent = 0;
  while (sent < size && meant.closed === 0) {
    const { data, binary, fate } = maker.next(sender.dialect);
    // What is not yet written when a socket is closed is lost: first take the answers to what came before.
    if (fate === "closed") found.answered += await takeAnswers(sender);
    sender.client.socket.send(data, { binary });
    meant[fate]++;
    sent++;
  }
  if (meant.closed === 0) {
    found.answered += await takeAnswers(sender);
  } else {
    const { code } = await sender.client.untilClosed();
    // 1009 is too big; 1007 or, from uWebSockets.js, no code at all is no UTF-8.
    expect([1009, 1007, 1006]).toContain(code);
    expect(sender.client.pending).toEqual([]);
    found.closed = 1;
  }
  // Whatever was neither answered nor the end of the socket.
  found.ignored = sent - found.answered - found.closed;
  return { sent, meant, found };
}

/** How many errors arrive until a list that is asked for now. */
async function takeAnswers(sender: Person): Promise<number> {
  sender.list();
  for (let answers = 0; ; answers++) {
    const frame = await sender.client.next();
    if (isList(frame)) return answers;
    if (!isError(frame)) throw new Error(`not an error: ${frame}`);
  }
}

const isError = (frame: string) => /^(ERROR:|\{"type":"(ERROR|error)")/.test(frame);
const isList = (frame: string) => /^(INFO:|\{"type":"(INFO|members)")/.test(frame);
