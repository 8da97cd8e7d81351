import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { error, pair, threeClassics } from "../support/classic.ts";
import { expectSilence, type Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { ERRORS } from "../support/wire.ts";

describe.each(BOTH_EDGES)("messages of classic clients on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    [ann, bob] = await threeClassics(relay);
  });
  afterEach(() => relay.stop());

  test("C3: an empty MSG is ignored, in any place", async () => {
    ann.say("");
    await expectSilence(ann);
    await pair(ann, bob);
    ann.say("");
    await expectSilence(ann, bob);
  });

  test("P3: a text of 8192 bytes goes through, a longer one is refused", async () => {
    await pair(ann, bob);
    ann.say("é".repeat(4096));
    expect(await bob.next()).toMatchObject({ payload: { text: "é".repeat(4096) } });
    ann.say(`${"é".repeat(4096)}x`);
    expect(await ann.next()).toEqual(error(ERRORS["too-long"]));
    await expectSilence(bob);
  });

  test("P8: text arrives unchanged, whatever is in it", async () => {
    await pair(ann, bob);
    for (const text of [" \n\r\n\t", '"}{\\', "\u0000\u2028\ufeff", "👩‍👩‍👧", "__proto__", "<b>{bold}%s"]) {
      ann.say(text);
      expect(await bob.next()).toEqual({ type: "MSGFROM", payload: { sender: ann.name, text } });
    }
  });

  test("P5, C7: what can't be understood gets an ERROR, and the connection lives on", async () => {
    await pair(ann, bob);
    for (const frame of ["", "{", "undefined", '{"type":"MSG"', "MSG:hi", "{'type':1}"]) {
      ann.send(frame);
      expect(await ann.next()).toEqual(error("Invalid JSON format."));
    }
    for (const frame of MISUNDERSTOOD) {
      ann.send(JSON.stringify(frame));
      expect(await ann.next()).toEqual(error(expect.stringMatching(/./)));
    }
    ann.client.send(Buffer.from('{"type":"LEAVE"}'));
    expect(await ann.next()).toEqual(error(expect.stringMatching(/binary/i)));
    ann.say("still here");
    expect(await bob.next()).toMatchObject({ payload: { text: "still here" } });
  });

  test("P6: fields that nobody asked for are ignored", async () => {
    await pair(ann, bob);
    ann.send(
      '{"__proto__":{"x":1},"constructor":1,"type":"MSG","payload":{"text":"hi","to":"CODE0003","__proto__":7}}',
    );
    expect(await bob.next()).toEqual({ type: "MSGFROM", payload: { sender: ann.name, text: "hi" } });
    ann.send({ type: "LEAVE", payload: null });
    expect(await bob.next()).toEqual({ type: "PEER_LEFT", payload: {} });
  });
});

/** JSON, but no frame: wrong shapes, unknown types, missing and wrong fields. */
const MISUNDERSTOOD = [
  null,
  true,
  7,
  "MSG",
  [],
  [{ type: "LEAVE" }],
  {},
  { type: null },
  { type: 7 },
  { type: "" },
  { type: "msg", payload: { text: "hi" } },
  { type: "constructor" },
  { type: "__proto__" },
  { type: "MSG" },
  { type: "MSG", payload: null },
  { type: "MSG", payload: "hi" },
  { type: "MSG", payload: ["hi"] },
  { type: "MSG", payload: {} },
  { type: "MSG", payload: { text: 7 } },
  { type: "MSG", payload: { text: ["hi"] } },
  { type: "JOIN", payload: { code: 12345678 } },
  { type: "JOIN", payload: {} },
  { type: "RENAME", payload: { newName: null } },
  { type: "RENAME", payload: { name: "x" } },
];
