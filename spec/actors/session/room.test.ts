import { describe, expect, test } from "@jest/globals";
import type { Code, Name } from "../../../actors/protocol/identity.ts";
import { called, KEPT } from "../../../actors/session/people.ts";
import { ADA, BERT, chat, ME, SessionRig, START } from "../../support/session-rig.ts";

const member = (n: number) => ({
  code: n.toString(36).toUpperCase().padStart(8, "0"),
  name: `m${n}`,
  number: n,
});
const members = (from: number, count: number) => Array.from({ length: count }, (_, i) => member(from + i));
const inRoom = (who: object) => chat("hi", { to: "room", from: who });
const asked = (rig: SessionRig) => rig.socket.take().filter(({ type }) => type === "members");

describe("the chatroom", () => {
  test("K23: who comes, goes and is renamed is told", () => {
    const rig = new SessionRig().greet();
    rig.intend({ type: "enter" });
    expect(rig.socket.take().at(-1)).toEqual({ type: "enter", id: 1 });
    rig.enter([
      { ...ADA, number: 1, away: true },
      { ...ME, number: 2 },
    ]);
    expect(rig.view.place).toEqual({ at: "room" });
    const change = (what: string, person: object, count: number) =>
      rig.tellRoom({ type: "member", change: what, member: person, count });
    change("entered", BERT, 3);
    change("back", ADA, 3);
    change("renamed", { ...ADA, name: "Augusta" }, 3);
    change("away", BERT, 3);
    expect(rig.view.roster).toMatchObject({
      count: 3,
      whole: true,
      more: false,
      members: [
        { code: ADA.code, name: "Augusta", number: 1 },
        { ...ME, number: 2 },
        { ...BERT, number: 3, away: true },
      ],
    });
    change("left", ADA, 2);
    rig.tell({ type: "renamed", ...ME, name: "Grace", you: true });
    expect(rig.view.roster.members.map(({ name }) => name)).toEqual(["Grace", "Bert"]);
    expect(rig.said.slice(2)).toEqual([
      "notice:member-entered",
      "notice:member-renamed",
      "notice:member-left",
      "notice:renamed",
    ]);
    rig.tell({ type: "left", reason: "you" });
    expect(rig.view).toMatchObject({ place: { at: "lobby" }, roster: { whole: false, count: 2 } });
  });

  test("K23: in a large one only how many there are, and pages when they are asked for", () => {
    const rig = new SessionRig().greet();
    rig.enter(members(1, 200), { count: 450, next: 200 });
    expect(rig.view.roster).toMatchObject({ count: 450, whole: false, more: true });
    rig.tellRoom({ type: "count", count: 451 });
    expect(rig.view.roster).toMatchObject({ count: 451, whole: false });
    rig.intend({ type: "list.more" }, { type: "list.more" });
    expect(asked(rig).map(({ after }) => after)).toEqual([200, 200]);
    rig.tell({ type: "members", you: ME.code, count: 451, members: members(201, 200), next: 400 });
    rig.tell({ type: "members", you: ME.code, count: 451, members: members(201, 200), next: 400 });
    expect(rig.view.roster.members.length).toBe(400);
    rig.intend({ type: "list.more" });
    expect(asked(rig).map(({ after }) => after)).toEqual([400]);
    rig.tell({ type: "members", you: ME.code, count: 451, members: members(401, 51) });
    expect(rig.view.roster).toMatchObject({ whole: true, more: false });
    expect(rig.entries.at(-1)).toMatchObject({ code: "listed", members: { length: 51 } });
    rig.intend({ type: "list.more" });
    expect(rig.said.at(-1)).toBe("error:no-more");
  });

  test("K23: asked for again, by the session, when it gets small", () => {
    const rig = new SessionRig().greet();
    rig.enter(members(1, 200), { count: 201, next: 200 });
    rig.tellRoom({ type: "count", count: 200 });
    rig.tellRoom({ type: "member", change: "left", member: member(9), count: 199 });
    rig.tellRoom({ type: "member", change: "left", member: member(8), count: 198 });
    expect(asked(rig).map(({ after }) => after)).toEqual([0]);
    rig.tell({ type: "members", you: ME.code, count: 198, members: members(10, 198) });
    expect(rig.view.roster).toMatchObject({ whole: true, count: 198 });
    expect(rig.said).not.toContain("notice:listed");
  });

  test("K23: from the lobby the list is what it was", () => {
    const rig = new SessionRig().greet().intend({ type: "list" });
    rig.tell({ type: "members", you: ME.code, count: 1, members: [{ ...ADA, number: 1 }] });
    expect(rig.view.roster).toMatchObject({ count: 1, whole: false, members: [ADA] });
    expect(rig.said.at(-1)).toBe("notice:listed");
    for (let i = 0; i < 9; i++) rig.intend({ type: "list" });
    expect(rig.said.at(-1)).toBe("error:too-many-pages");
    expect(asked(rig).length).toBe(9);
    rig.tell({ type: "error", code: "too-fast", message: "Wait.", re: "members" });
    rig.intend({ type: "list" });
    expect(asked(rig).length).toBe(1);
  });

  test("K23: no more than so many are kept, but further pages are shown", () => {
    const rig = new SessionRig().greet();
    rig.enter(members(1, 200), { count: 9000, next: 200 });
    for (let after = 200; after < KEPT + 400; after += 200) {
      rig.intend({ type: "list.more" });
      rig.tell({
        type: "members",
        you: ME.code,
        count: 9000,
        members: members(after + 1, 200),
        next: after + 200,
      });
    }
    expect(rig.view.roster.members.length).toBe(KEPT);
    expect(rig.view.roster).toMatchObject({ whole: false, more: true });
    expect(rig.entries.at(-1)).toMatchObject({ members: { 199: { name: "m2400" } } });
  });

  test.each(["you", "paired", "failed"])("K10: left because of %p", (reason) => {
    const rig = new SessionRig().greet().enter().tell({ type: "left", reason });
    expect(rig.said.at(-1)).toBe("notice:left");
    rig.tellRoom(inRoom(ADA));
    expect(rig.said.at(-1)).toBe("notice:left");
  });
});

describe("ignoring", () => {
  test("K22: chats in the chatroom are neither shown nor counted", () => {
    const rig = new SessionRig().greet().enter([
      { ...ADA, number: 1 },
      { ...ME, number: 2 },
    ]);
    rig.intend({ type: "ignore", who: "ada" }, { type: "focus", on: false });
    expect(rig.view.ignored).toEqual([ADA]);
    rig.tellRoom(inRoom(ADA), inRoom({ ...ADA, name: "Renamed" }), inRoom({ ...BERT, name: "Ada" }));
    expect(rig.view.unread.count).toBe(1);
    expect(rig.said.slice(-2)).toEqual(["notice:ignored", "heard Ada: hi"]);
    rig.intend({ type: "unignore", who: "ADA" });
    rig.tellRoom(inRoom(ADA));
    expect(rig.said.slice(-2)).toEqual(["notice:unignored", "heard Ada: hi"]);
    expect(rig.view.ignored).toEqual([]);
  });

  test("K22: a pair with somebody who is ignored is a pair", () => {
    const rig = new SessionRig().greet().intend({ type: "ignore", who: ADA.code });
    rig.pair().tell(chat("in private"));
    expect(rig.said.at(-1)).toBe("heard Ada: in private");
  });

  test("K22: invitations are declined without a word, and the one that rings", () => {
    const rig = new SessionRig().greet();
    const invited = (invitation: string) => ({
      type: "invited",
      invitation,
      from: { ...ADA, video: false },
      expires: 60_000,
      at: START,
    });
    rig.tell(invited("i1")).intend({ type: "ignore", who: "Ada" });
    rig.tell({ type: "uninvited", invitation: "i1", reason: "declined" }, invited("i2"));
    rig.tell({ type: "uninvited", invitation: "i2", reason: "declined" });
    expect(rig.socket.take().filter(({ type }) => type === "decline")).toEqual([
      { type: "decline", invitation: "i1", id: 1 },
      { type: "decline", invitation: "i2", id: 2 },
    ]);
    expect(rig.view.invitations).toEqual([]);
    expect(rig.said.slice(1)).toEqual(["notice:invited", "notice:ignored", "notice:uninvited"]);
  });

  test("K22: a name has to be known and clear; any code will do, but one's own", () => {
    const rig = new SessionRig().greet().enter([
      { ...ADA, number: 1 },
      { ...BERT, name: "ada", number: 2 },
      { code: "DDDDDDDD", name: "ADA", number: 3 },
    ]);
    const ignore = (who: string) => rig.intend({ type: "ignore", who }).said.at(-1);
    expect(ignore("aDa")).toBe("error:ambiguous-name");
    expect(ignore("nobody")).toBe("error:nobody-of-that-name");
    expect(ignore(ME.code.toLowerCase())).toBe("error:own-code");
    expect(ignore("zzzzzzzz")).toBe("notice:ignored");
    expect(ignore("Ada")).toBe("notice:ignored");
    expect(rig.view.ignored.map(({ code }) => code)).toEqual(["ZZZZZZZZ", ADA.code]);
    const { length } = rig.said;
    ignore("Ada");
    expect(rig.said.length).toBe(length);
    expect(rig.intend({ type: "unignore", who: "nobody" }).said.at(-1)).toBe("error:nobody-of-that-name");
    for (let i = 0; i < 200; i++) ignore(member(i).code);
    expect(rig.view.ignored.length).toBe(128);
    expect(rig.said.at(-1)).toBe("error:ignore-full");
  });

  test("K22: whoever said something is known by that name, also when they have gone", () => {
    const rig = new SessionRig().greet().enter([{ ...ME, number: 1 }]);
    rig.tellRoom(inRoom(BERT)).intend({ type: "ignore", who: "Bert" });
    expect(rig.view.ignored).toEqual([BERT]);
  });

  test("K22: a code comes before a name that looks like it", () => {
    const people = [
      { code: "ABCDEFGH" as Code, name: "x" as Name },
      { code: "ZZZZZZZZ" as Code, name: "ABCDEFGH" as Name },
    ];
    expect(called(people, "abcdefgh")).toEqual([people[0]]);
  });
});
