import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ConnectionEvent } from "../../../actors/connection-events.ts";
import { FEED_LIMITS, type Fields } from "../../../actors/inspect/feed.ts";
import {
  contextFields,
  eventFields,
  reportedContext,
  reportedEvent,
} from "../../../actors/inspect/redact.ts";
import { NO_NAMES, shortLine } from "../../../actors/inspect/veil.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { peer } from "../../support/recorder.ts";
import { nthCode, nthInvitation, nthPair, nthToken } from "../../support/world.ts";

/** What nobody but those concerned may ever see. */
const SECRETS = {
  text: "meet me at the old mill",
  name: "Marguerite Secret",
  sdp: "v=0\r\no=- 4611731400430051336 2 IN IP4 192.0.2.17",
  candidate: "candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx",
  credential: "dHVybi1zZWNyZXQ6MTcwMDAwMDAwMA==",
  address: "2001:db8::dead:beef",
} as const;

const VEIL = { code: () => "~mask", name: () => undefined };

describe("what is told of contexts and events", () => {
  test("J5, J6: nothing secret in any frame, through a pair, a call, the chatroom and an absence", async () => {
    const house = new MemoryHouse();
    const inspector = inspectorOf(house, { identities: false, control: true });
    for (const _ of "abc") await house.connect("v1");
    const onlooker = new Onlooker(house, inspector);
    onlooker.ask({ type: "list", query: 1, filter: {}, offset: 0, limit: 200 });
    const ids = onlooker.told("index").flatMap(({ actors }) => actors.map(({ id }) => id));
    expect(onlooker.follow(...ids)).toHaveLength(4);
    const { text, name, sdp, candidate, credential } = SECRETS;
    const pair = nthPair(1);

    house.frame(0, { type: "rename", name, id: 1 });
    house.frame(1, { type: "join", code: nthCode(1), id: 1 });
    house.frame(0, { type: "decline", invitation: nthInvitation(1), id: 2 });
    house.frame(1, { type: "join", code: nthCode(1), id: 2 });
    house.frame(0, { type: "accept", invitation: nthInvitation(2), id: 3 });
    for (const [n, to] of [pair, "room", text, nthCode(3)].entries()) {
      house.frame(0, { type: "message", to, id: 4 + n, text });
    }
    house.frame(0, { type: "signal", pair, kind: "offer", payload: { sdp, credential }, id: 8 });
    house.frame(1, { type: "signal", pair, kind: "candidate", payload: { candidate }, id: 3 });
    house.frame(1, { type: "delivered", pair, id: 4 });
    await house.heard();
    await house.cut(0, 0);
    await house.resume(0, 0);
    house.frame(0, { type: "enter", id: 9 });
    house.frame(2, { type: "enter", id: 1 });
    house.frame(2, { type: "members" });
    house.frame(2, { type: "message", to: "room", id: 2, text });
    house.frame(2, { type: "signal", pair, kind: "offer", payload: { sdp }, id: 3 });
    await house.disconnect(0);
    house.clock.pass(2000);
    expect(onlooker.told("batch").flatMap(({ events }) => events).length).toBeGreaterThan(50);
    const told = onlooker.frames.slice(1 + 5).join("\n");
    for (const secret of [...Object.values(SECRETS), nthToken(1), nthToken(2), "client_0"]) {
      expect(told).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(told).not.toMatch(/CODE000\d|192\.0\.2|203\.0\.113|127\.0\.0\.1/);
  });

  const A = peer("A");
  const secret = fc.constantFrom(...Object.values(SECRETS));
  /** Every event of a connection that has something to hide. */
  const event = secret.chain((hidden) =>
    fc.constantFrom<unknown>(
      { type: "message", to: "P1", text: hidden, id: 1 },
      { type: "rename", name: hidden },
      { type: "signal", pair: "P1", kind: "offer", payload: JSON.stringify(hidden) },
      {
        type: "tell",
        message: { type: "message", to: "room", from: { ...A.person, name: hidden }, text: hidden },
      },
      {
        type: "tell",
        message: { type: "signal", pair: "P1", kind: "offer", payload: JSON.stringify(hidden) },
      },
      { type: "tell", message: { type: "error", code: "bad-field", message: hidden } },
      { type: "ask", invitation: "I1", from: { ...A, person: { ...A.person, name: hidden } } },
      { type: "pair.opened", pair: { id: "P1" }, partner: { ...A, person: { ...A.person, name: hidden } } },
      { type: "say", from: "asked", person: { ...A.person, name: hidden }, text: hidden, id: 1 },
      { type: hidden },
    ),
  );

  test("J5: no field of any event holds a secret, whichever machine hears it", () => {
    fc.assert(
      fc.property(event, fc.constantFrom("connection", "pair", "chatroom", "other"), (one, machine) => {
        const fields = safely(() => eventFields(machine, one as ConnectionEvent, VEIL));
        const told = JSON.stringify(fields);
        for (const hidden of Object.values(SECRETS)) {
          expect(told).not.toContain(JSON.stringify(hidden).slice(1, -1));
        }
        expect(told).not.toContain(A.person.code);
      }),
    );
  });

  test("J5: names with identities, and in no other way", () => {
    const open = { code: (code: string) => code, name: (name: string) => name };
    const rename = { type: "rename", name: SECRETS.name, id: 3 };
    expect(eventFields("connection", rename, open)).toEqual({ name: SECRETS.name, id: 3 });
    expect(eventFields("connection", rename, NO_NAMES)).toEqual({ id: 3 });
    expect(reportedEvent("session", "rename", { name: SECRETS.name }, open)).toEqual({ name: SECRETS.name });
    expect(reportedEvent("session", "rename", { name: SECRETS.name }, VEIL)).toEqual({});
  });

  test("J5: of a session neither token, text nor name; of a call no description", () => {
    const { text, name, sdp, candidate, credential, address } = SECRETS;
    const context = {
      settings: { url: address, name },
      me: { code: "AAAAAAAA", name },
      stream: { token: credential, epoch: credential, seq: 3, acked: 1 },
      outbox: { items: [{ id: 1, ask: { type: "message", text } }] },
      invitations: [],
      transcript: { blocks: [{ entries: [{ text }] }], next: 2 },
      unread: { count: 1 },
      retry: { attempt: 0, delay: 0 },
      iceServers: [{ urls: [address], username: name, credential }],
    };
    expect(contextFields("session", context, NO_NAMES)).toEqual({
      code: "AAAAAAAA",
      seq: 3,
      acked: 1,
      waiting: 1,
      invitations: 0,
      entries: 1,
      unread: 1,
      attempt: 0,
      delay: 0,
    });
    const call = {
      input: { partner: { name } },
      numbers: [1],
      shown: { muted: true, screen: false },
      offer: { type: "offer", sdp },
      candidates: [{ candidate }],
      camera: true,
      restarts: 0,
      relayed: 0,
      end: { reason: "ended" },
      iceServers: [{ credential }],
    };
    expect(contextFields("call", call, NO_NAMES)).toMatchObject({ offered: true, candidates: 1 });
    expect(JSON.stringify(contextFields("call", call, NO_NAMES))).not.toMatch(/v=0|candidate:|Secret/);
    expect(eventFields("session", { type: "socket.frame", text }, NO_NAMES)).toEqual({
      characters: text.length,
    });
    expect(eventFields("call", { type: "peer.found", candidate: { candidate } }, NO_NAMES)).toEqual({});
  });

  test("J5: what is told is one safe line of 120 characters at most", () => {
    for (const { text } of HOSTILE) {
      const line = shortLine(text.repeat(20));
      expect(line.length).toBeLessThanOrEqual(FEED_LIMITS.value);
      expect(line).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }
    expect(shortLine(`${"x".repeat(119)}😀`)).toBe("x".repeat(119));
  });

  test("J11: of what somebody else has collected only what is listed, of the right type", () => {
    const told: Fields = {
      seq: 1,
      token: "t",
      code: "AAAAAAAA",
      partner: "none",
      pair: "BBBBBBBB",
      delay: "soon",
    };
    expect(reportedContext("session", told, VEIL)).toEqual({
      seq: 1,
      code: "~mask",
      pair: "~mask",
      delay: "soon",
    });
    const inherited = Object.create({ seq: 1 });
    expect(reportedContext("session", inherited, VEIL)).toEqual({});
    expect(reportedContext("other", told, VEIL)).toEqual({});
    expect(reportedEvent("session", "toString", told, VEIL)).toEqual({});
  });
});

/** Of an event that is none of the machine's own nothing need be told. */
function safely(read: () => Fields): Fields {
  try {
    return read();
  } catch {
    return {};
  }
}
