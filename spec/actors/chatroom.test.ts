import { describe, expect, test } from "@jest/globals";
import { createChatroomLogic } from "../../actors/chatroom.ts";
import type { Peer } from "../../actors/ports.ts";
import { LIMITS } from "../../actors/protocol/limits.ts";
import { code, NOW, peer, Recorder } from "../support/recorder.ts";

const A = peer("A");
const B = peer("B");

function open() {
  const recorder = new Recorder();
  const running = recorder.start(createChatroomLogic(recorder.ports), undefined);
  const enter = (who: Peer) => running.tell({ type: "enter", peer: who } as never);
  const leave = (who: Peer) => running.tell({ type: "leave", code: who.person.code } as never);
  return { recorder, enter, leave, ...running };
}

/** The `n`th of a crowd. */
function nth(n: number): Peer {
  const own = code(`C${String(n).padStart(7, "0")}`);
  return { ...A, address: `conn.${own}`, person: { ...A.person, code: own } };
}

const told = (to: Peer, message: object) => ({ tell: to.address, event: { type: "tell", message } });
const toRoom = (except: Peer | undefined, message: object) => ({
  outbound: { kind: "room", except: except?.person.code, message },
});
const change = (what: string, who: Peer, count: number) =>
  toRoom(who, { type: "member", change: what, member: who.person, count });

describe("the chatroom", () => {
  test("V8, V9: who enters hears who is there, then hears the room, and the others hear of them", () => {
    const { recorder, enter } = open();
    enter(A);
    recorder.take();
    enter(B);
    expect(recorder.take()).toEqual([
      told(B, {
        type: "entered",
        count: 2,
        members: [
          { ...A.person, number: 1 },
          { ...B.person, number: 2 },
        ],
      }),
      { outbound: { kind: "subscribe", to: B.person.code } },
      change("entered", B, 2),
    ]);
  });

  test("V8: who enters again hears who is there, and nobody else hears of it", () => {
    const { recorder, enter } = open();
    enter(A);
    recorder.take();
    enter(A);
    expect(recorder.take()).toEqual([
      told(A, { type: "entered", count: 1, members: [{ ...A.person, number: 1 }] }),
    ]);
  });

  test("R9: who leaves is listed no longer and the others are told; a stranger's leaving is nothing", () => {
    const { recorder, enter, leave, tell } = open();
    enter(A);
    enter(B);
    recorder.take();
    leave(A);
    leave(A);
    tell({ type: "list", from: B, after: 0, limit: 10 } as never);
    expect(recorder.take()).toEqual([
      { outbound: { kind: "unsubscribe", to: A.person.code } },
      change("left", A, 1),
      told(B, { type: "members", you: B.person.code, count: 1, members: [{ ...B.person, number: 2 }] }),
    ]);
  });

  test("R2, V3: a message goes to the room but not to its sender, who hears that it was sent", () => {
    const { recorder, enter, tell } = open();
    enter(A);
    recorder.take();
    tell({ type: "say", from: A, text: "hi", id: 3 } as never);
    tell({ type: "say", from: A, text: "ho", id: undefined } as never);
    const chat = { type: "message", to: "room", from: A.person, at: NOW };
    expect(recorder.take()).toEqual([
      toRoom(A, { ...chat, text: "hi", id: 3 }),
      told(A, { type: "sent", to: "room", id: 3, at: NOW }),
      toRoom(A, { ...chat, text: "ho" }),
    ]);
  });

  test("R10: a new name is told and listed, with the number it had", () => {
    const { recorder, enter, tell } = open();
    enter(A);
    recorder.take();
    const renamed = { ...A, person: { ...A.person, name: "new" as typeof A.person.name } };
    tell({ type: "rename", person: renamed.person } as never);
    tell({ type: "list", from: A, after: 0, limit: 10 } as never);
    expect(recorder.take()).toEqual([
      change("renamed", renamed, 1),
      told(A, {
        type: "members",
        you: A.person.code,
        count: 1,
        members: [{ ...renamed.person, number: 1 }],
      }),
    ]);
  });

  test("N3: who goes away is told and listed as away until they are back, with the number they had", () => {
    const { recorder, enter, tell } = open();
    enter(A);
    recorder.take();
    const list = { type: "list", from: A, after: 0, limit: 10 };
    const listed = (about: object) =>
      told(A, {
        type: "members",
        you: A.person.code,
        count: 1,
        members: [{ ...A.person, number: 1, ...about }],
      });
    const goes = (away: boolean) => tell({ type: "presence", code: A.person.code, away } as never);
    goes(true);
    tell(list as never);
    expect(recorder.take()).toEqual([change("away", A, 1), listed({ away: true })]);
    goes(false);
    tell(list as never);
    expect(recorder.take()).toEqual([change("back", A, 1), listed({})]);
    tell({ type: "presence", code: B.person.code, away: true } as never);
    expect(recorder.take()).toEqual([]);
  });

  test("V8: pages name every member once, whatever leaves in between", () => {
    const { recorder, enter, leave, tell } = open();
    const crowd = Array.from({ length: 25 }, (_, n) => nth(n));
    crowd.forEach(enter);
    const named: string[] = [];
    let after: number | undefined = 0;
    for (let turn = 0; after !== undefined; turn++) {
      recorder.take();
      tell({ type: "list", from: A, after, limit: 10 } as never);
      const [deed] = recorder.take();
      const message = deed && "event" in deed ? (deed.event as ListTold).message : undefined;
      named.push(...(message?.members.map((member) => member.code) ?? []));
      after = message?.next;
      // Somebody already named goes: the cursor must not depend on them.
      if (turn === 0) leave(nth(9));
    }
    expect(named).toEqual(crowd.map(({ person }) => person.code));
  });

  test("V9: a crowded room tells its count instead, at most once a second, until it is small again", () => {
    const { recorder, enter, leave } = open();
    const counts = () =>
      recorder
        .take()
        .flatMap((deed) =>
          "outbound" in deed && deed.outbound.kind === "room" ? [deed.outbound.message] : [],
        )
        .flatMap((message) => (message.type === "count" ? [message.count] : []));
    for (let n = 0; n < LIMITS.listed; n++) enter(nth(n));
    expect(counts()).toEqual([]);
    // To and fro across the border: no more counts than on one side of it.
    enter(nth(LIMITS.listed));
    leave(nth(LIMITS.listed));
    enter(nth(LIMITS.listed));
    enter(nth(LIMITS.listed + 1));
    enter(nth(LIMITS.listed + 2));
    leave(nth(0));
    expect(counts()).toEqual([]);
    recorder.clock.increment(999);
    expect(counts()).toEqual([]);
    recorder.clock.increment(1);
    expect(counts()).toEqual([LIMITS.listed + 2]);
    recorder.clock.increment(60_000);
    expect(counts()).toEqual([]);

    leave(nth(1));
    leave(nth(2));
    recorder.clock.increment(60_000);
    expect(counts()).toEqual([]);
  });
});

interface ListTold {
  readonly message: { readonly members: readonly { readonly code: string }[]; readonly next?: number };
}
