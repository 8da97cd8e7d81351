import { describe, expect, test } from "@jest/globals";
import { ADA, BERT, ME, SessionRig, START } from "../../support/session-rig.ts";

const ringing = { type: "ringing", invitation: "i1", code: ADA.code, expires: 60_000, at: START };
const invited = (invitation: string, from: object = ADA, about: object = {}) => ({
  type: "invited",
  invitation,
  from: { video: false, ...from },
  expires: 60_000,
  at: START,
  ...about,
});

describe("inviting", () => {
  test("K20: asks, rings, and is paired", () => {
    const rig = new SessionRig().greet().intend({ type: "join", code: " bbbbbbbb\n" });
    expect(rig.socket.take().at(-1)).toEqual({ type: "join", code: ADA.code, id: 1 });
    expect(rig.view.inviting).toEqual({ code: ADA.code, until: undefined });
    rig.tell(ringing);
    expect(rig.view.inviting).toEqual({ code: ADA.code, until: START + 60_000 });
    rig.pair();
    expect(rig.view.inviting).toBeUndefined();
    expect(rig.said.slice(1)).toEqual(["notice:inviting", "notice:ringing", "notice:paired"]);
  });

  test("K20: one who is paired at once never rings", () => {
    const rig = new SessionRig().greet().intend({ type: "join", code: ADA.code }).pair();
    expect(rig.view).toMatchObject({ inviting: undefined, place: { at: "pair" } });
  });

  test.each(["declined", "busy", "cancelled", "expired", "gone", "unheard of"])("K20: over: %s", (reason) => {
    const rig = new SessionRig().greet().intend({ type: "join", code: ADA.code }).tell(ringing);
    rig.tell({ type: "uninvited", invitation: "another", reason });
    expect(rig.view.inviting).toBeDefined();
    rig.tell({ type: "uninvited", invitation: "i1", reason });
    expect(rig.view.inviting).toBeUndefined();
    expect(rig.said.at(-1)).toBe("notice:uninvited");
    expect(rig.entries.at(-1)).toMatchObject({ text: expect.stringContaining(ADA.code) });
  });

  test("K20: refused by the relay", () => {
    const rig = new SessionRig().greet().intend({ type: "join", code: ADA.code });
    rig.tell({ type: "error", code: "invalid-or-busy", message: "Invalid or busy code", re: "join" });
    expect(rig.view.inviting).toBeUndefined();
    expect(rig.said.at(-1)).toBe("error:invalid-or-busy");
    rig.lose().greet({ resumed: true });
    expect(rig.socket.take().map(({ type }) => type)).toEqual(["hello"]);
  });

  test.each([
    ["bad-code", "BBBBBBB"],
    ["own-code", ME.code],
  ])("K20: %s is not asked for", (error, code) => {
    const rig = new SessionRig().greet().intend({ type: "join", code });
    expect(rig.said.at(-1)).toBe(`error:${error}`);
    expect(rig.socket.take().length).toBe(1);
  });

  test("K20: a second one waits for the first", () => {
    const rig = new SessionRig().greet();
    for (const _ of [1, 2]) rig.intend({ type: "join", code: ADA.code });
    rig.tell(ringing).intend({ type: "join", code: BERT.code });
    expect(rig.said.filter((text) => text === "error:still-joining").length).toBe(2);
  });

  test.each(["cancel", "leave"] as const)("K20: is taken back while it rings, by %s", (type) => {
    const rig = new SessionRig().greet().intend({ type: "join", code: ADA.code }).tell(ringing);
    rig.intend({ type });
    expect(rig.socket.take().at(-1)).toEqual({ type: "cancel", invitation: "i1", id: 2 });
    rig.tell({ type: "uninvited", invitation: "i1", reason: "cancelled" });
    expect(rig.view.inviting).toBeUndefined();
  });

  test("K20: is taken back before the relay has answered", () => {
    const rig = new SessionRig().greet().intend({ type: "join", code: ADA.code }, { type: "cancel" });
    rig.intend({ type: "join", code: BERT.code });
    expect(rig.said.at(-1)).toBe("error:still-joining");
    rig.tell(ringing);
    expect(rig.socket.take().at(-1)).toEqual({ type: "cancel", invitation: "i1", id: 2 });
    rig.tell({ type: "uninvited", invitation: "i1", reason: "cancelled" });
    expect(rig.view.inviting).toBeUndefined();
  });

  test("K20: is taken back before it has gone out", () => {
    const rig = new SessionRig().greet();
    rig.socket.close(1006);
    rig.intend({ type: "join", code: ADA.code }, { type: "cancel" });
    expect(rig.view.inviting).toBeUndefined();
    rig.pass(1000).greet({ resumed: true });
    expect(rig.socket.take().map(({ type }) => type)).toEqual(["hello"]);
    rig.intend({ type: "cancel" });
    expect(rig.said.at(-1)).toBe("error:not-inviting");
  });
});

describe("being invited", () => {
  test("K21: the oldest first, told again without a further notice", () => {
    const rig = new SessionRig().greet();
    rig.pass(5000).tell(invited("i1"), invited("i2", BERT, { at: START + 4000 }));
    expect(rig.view.invitations).toEqual([
      { invitation: "i1", from: { ...ADA, video: false, away: false }, until: START + 60_000 },
      { invitation: "i2", from: { ...BERT, video: false, away: false }, until: START + 64_000 },
    ]);
    rig.tell(invited("i1", { ...ADA, name: "Augusta", away: true }));
    expect(rig.view.invitations[0]).toMatchObject({ from: { name: "Augusta", away: true } });
    expect(rig.said.slice(1)).toEqual(["notice:invited", "notice:invited"]);
    expect(rig.emitted).toEqual([
      { type: "rings", invitation: "i1" },
      { type: "rings", invitation: "i2" },
    ]);
  });

  test.each([
    [{}, "i1"],
    [{ invitation: "i2" }, "i2"],
    [{ who: "bert" }, "i2"],
    [{ who: BERT.code }, "i2"],
  ])("K21: %p is answered", (which, invitation) => {
    for (const type of ["accept", "decline"] as const) {
      const rig = new SessionRig().greet().tell(invited("i1"), invited("i2", BERT));
      rig.intend({ type, ...which } as Parameters<typeof rig.intend>[0]);
      expect(rig.socket.take().at(-1)).toEqual({ type, invitation, id: 1 });
    }
  });

  test("K21: one that is over, unknown or unclear is not answered", () => {
    const rig = new SessionRig().greet().intend({ type: "accept" });
    rig.tell(invited("i1"), invited("i2", { ...BERT, name: "Ada" }));
    rig.intend({ type: "accept", who: "ada" }, { type: "decline", who: "nobody" });
    expect(rig.said.filter((text) => text === "error:nobody-rings").length).toBe(3);
    rig.tell({ type: "uninvited", invitation: "i1", reason: "expired" });
    rig.tell({ type: "uninvited", invitation: "never", reason: "expired" });
    expect(rig.view.invitations.map(({ invitation }) => invitation)).toEqual(["i2"]);
    expect(rig.said.at(-1)).toBe("notice:uninvited");
    rig.pair();
    expect(rig.view.invitations).toEqual([]);
  });

  test("K21: at most 8 ring", () => {
    const rig = new SessionRig().greet();
    for (let i = 0; i < 20; i++) rig.tell(invited(`I${i}`));
    expect(rig.view.invitations.length).toBe(8);
  });
});
