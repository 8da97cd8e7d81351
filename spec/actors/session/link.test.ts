import { describe, expect, test } from "@jest/globals";
import { v1 } from "../../../actors/protocol/v1.ts";
import { BACKOFF } from "../../../actors/session/backoff.ts";
import { PROTOCOL } from "../../../actors/session/link.ts";
import { chat, ME, SessionRig } from "../../support/session-rig.ts";

describe("greeting", () => {
  test("K1: the socket is asked for v1, and hello is the first frame", () => {
    const rig = new SessionRig({ video: true });
    expect(PROTOCOL).toBe(v1.subprotocol);
    expect(rig.socket.input).toEqual({ url: "wss://chat.example/ws", protocol: PROTOCOL });
    expect(rig.view.link).toEqual({ is: "connecting" });
    rig.socket.open();
    expect(rig.socket.take()).toEqual([{ type: "hello", client: "test/1.0", capabilities: ["video"] }]);
    rig.socket.frame(rig.welcome());
    expect(rig.view.link).toEqual({ is: "online", behind: false });
    expect(rig.view.me).toEqual(ME);
    expect(rig.view.place).toEqual({ at: "lobby" });
    expect(rig.said).toEqual(["notice:connected"]);
  });

  test("K2: wishes are asked for after the first welcome, in order", () => {
    const rig = new SessionRig({ name: "  Grace ", room: true, join: "bbbbbbbb" });
    rig.socket.open();
    rig.socket.take();
    rig.socket.frame(rig.welcome());
    expect(rig.socket.take()).toEqual([
      { type: "rename", name: "Grace", id: 1 },
      { type: "enter", id: 2 },
      { type: "join", code: "BBBBBBBB", id: 3 },
    ]);
    expect(rig.view.inviting).toEqual({ code: "BBBBBBBB", until: undefined });
  });

  test("K2: a wish that can't be is an error, and nothing is sent", () => {
    const rig = new SessionRig({ name: "​", join: "short" }).greet();
    expect(rig.said).toEqual(["error:bad-name", "error:bad-code", "notice:connected"]);
    expect(rig.socket.take().map(({ type }) => type)).toEqual(["hello"]);
  });

  test.each(["", "other"])("K3: a server that agrees on %p is none of this protocol", (protocol) => {
    const rig = new SessionRig();
    rig.socket.open(protocol);
    expect(rig.view.link).toMatchObject({
      is: "refused",
      reason: "other-protocol",
      sentence: "This server speaks another protocol.",
    });
    expect(rig.socket.stopped).toBe(true);
    rig.pass(1e9);
    expect(rig.sockets.length).toBe(1);
  });

  test.each([
    "no json",
    "[]",
    '{"type":5}',
    '{"type":"CONNECTED","payload":{"code":"AAAAAAAA","name":"x"}}',
    '{"type":"welcome","code":"AAAAAAAA","name":"x"}',
    '{"type":"typing","pair":"P","on":true,"seq":1}',
    '{"type":"typing","pair":"P","on":true,"seq":100}',
  ])("K3: %s is no welcome", (text) => {
    const rig = new SessionRig();
    rig.socket.open();
    rig.socket.raw(text);
    expect(rig.view.link).toMatchObject({ is: "refused", reason: "other-protocol" });
  });

  test("K3: a hello that is refused ends it", () => {
    const rig = new SessionRig();
    rig.socket.open();
    rig.socket.frame({ type: "error", code: "bad-field", message: "no", re: "hello" });
    expect(rig.view.link).toMatchObject({ is: "refused", reason: "rejected" });
  });

  test("K4: a socket that never opens, or is never greeted, is given up", () => {
    const rig = new SessionRig();
    rig.pass(20_000);
    expect(rig.view.link).toMatchObject({ is: "reconnecting", attempt: 1, why: "lost" });
    rig.pass(500);
    rig.socket.open();
    rig.pass(10_000);
    expect(rig.view.link).toMatchObject({ is: "reconnecting", attempt: 2 });
    expect(rig.sockets.map(({ stopped }) => stopped)).toEqual([true, true]);
  });
});

describe("trying again", () => {
  test("K4: delays are random up to a bound that doubles, and is bounded itself", () => {
    for (const luck of [0, 0.5, 0.999999]) {
      const rig = new SessionRig();
      rig.luck = luck;
      for (let attempt = 1; attempt <= 12; attempt++) {
        rig.socket.refuse();
        const most = Math.min(BACKOFF.cap, BACKOFF.base * 2 ** (attempt - 1));
        expect(rig.view.link).toEqual({
          is: "reconnecting",
          attempt,
          retryAt: rig.now + Math.round(luck * most),
          why: "lost",
          sentence: expect.any(String),
        });
        rig.pass(Math.round(luck * most));
        expect(rig.sockets.length).toBe(attempt + 1);
      }
    }
  });

  test("K4: after a stable while the next failure is the first again; before, it is not", () => {
    const rig = new SessionRig().greet();
    rig.lose().greet({ resumed: true });
    rig.lose().greet({ resumed: true });
    rig.pass(29_999).socket.close(1006);
    expect(rig.view.link).toMatchObject({ attempt: 3 });
    rig.pass(30_000).greet({ resumed: true }).pass(30_000).socket.close(1006);
    expect(rig.view.link).toMatchObject({ attempt: 1 });
  });

  test.each([
    [1006, "lost", 0],
    [1000, "lost", 0],
    [1011, "failed", 0],
    [1012, "restart", 500],
    [4408, "failed", 0],
    [4429, "busy", 10_000],
    [4999, "lost", 0],
  ])("K5: %i is tried again: %s, after %i ms and what chance adds", (code, why, atLeast) => {
    const rig = new SessionRig().greet();
    rig.luck = 0;
    rig.socket.close(code);
    expect(rig.view.link).toMatchObject({ is: "reconnecting", why, retryAt: rig.now + atLeast });
    expect(rig.said).toEqual(["notice:connected", "notice:reconnecting"]);
  });

  test("K5: a relay that restarts is taken at its word about when to come back", () => {
    const rig = new SessionRig().greet().tell({ type: "restarting", reconnectAfter: 4321 });
    rig.socket.close(1012);
    expect(rig.view.link).toMatchObject({ why: "restart", retryAt: rig.now + 4321 });
    rig.pass(4321).socket.refuse();
    expect(rig.view.link).toMatchObject({ attempt: 2, why: "lost", retryAt: rig.now + 1000 });
    expect(rig.said).toEqual(["notice:connected", "notice:restarting", "notice:reconnecting"]);
  });

  test.each([1002, 1007, 1009])("K5: %i is not tried again by itself", (code) => {
    const rig = new SessionRig({ name: "Grace" }).greet().pair();
    rig.socket.close(code);
    expect(rig.view.link).toMatchObject({ is: "refused", reason: "rejected" });
    rig.pass(1e9);
    expect(rig.sockets.length).toBe(1);
    rig.intend({ type: "retry" }).greet();
    expect(rig.socket.take().map(({ type, resume }) => [type, resume])).toEqual([
      ["hello", undefined],
      ["rename", undefined],
    ]);
  });

  test("K5: 4409 ends it, since another window goes on; only a person begins anew", () => {
    const rig = new SessionRig().greet().pair();
    rig.socket.close(4409);
    expect(rig.view.link).toEqual({
      is: "ended",
      reason: "replaced",
      sentence: "Another window or program goes on with this chat.",
    });
    expect(rig.view.place).toEqual({ at: "lobby" });
    rig.intend({ type: "network.online" }, { type: "wake" }).pass(1e9);
    expect(rig.sockets.length).toBe(1);
    rig.intend({ type: "retry" }).greet();
    expect(rig.socket.take()[0]).not.toHaveProperty("resume");
    expect(rig.view.link).toMatchObject({ is: "online" });
  });

  test.each([
    [429, 7, 7000],
    [503, 30, 30_000],
    [503, undefined, 0],
    [503, 1e9, 3_600_000],
    [502, undefined, 0],
    [undefined, undefined, 0],
  ])(
    "K6: an upgrade refused with %p and Retry-After %p waits at least %i ms",
    (status, retryAfter, least) => {
      const rig = new SessionRig();
      rig.luck = 0;
      rig.socket.refuse({
        ...(status === undefined ? {} : { status }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      expect(rig.view.link).toMatchObject({ is: "reconnecting", retryAt: rig.now + least });
    },
  );

  test.each([
    [401, "forbidden"],
    [403, "forbidden"],
    [404, "not-found"],
    [400, "not-found"],
    [200, "not-found"],
  ])("K6: one refused with %i is %s, with what can be done", (status, reason) => {
    const rig = new SessionRig();
    rig.socket.refuse({ status });
    expect(rig.view.link).toEqual({
      is: "refused",
      reason,
      sentence: expect.any(String),
      advice: expect.any(String),
    });
    expect(rig.intend({ type: "retry" }).sockets.length).toBe(2);
  });

  test("K7: a person, or the network's return, tries at once; without a network it waits longer", () => {
    const rig = new SessionRig();
    rig.luck = 0.9;
    for (const event of [{ type: "retry" }, { type: "network.online" }, { type: "wake" }] as const) {
      rig.socket.refuse();
      const before = rig.sockets.length;
      rig.intend(event);
      expect(rig.sockets.length).toBe(before + 1);
    }
    rig.socket.refuse();
    const before = rig.sockets.length;
    rig.intend({ type: "network.offline" });
    expect(rig.view.link).toMatchObject({ is: "reconnecting", why: "offline", retryAt: undefined });
    rig.pass(29_999);
    expect(rig.sockets.length).toBe(before);
    rig.intend({ type: "network.online" });
    expect(rig.sockets.length).toBe(before + 1);
  });

  test("K7: on waking, a link that looks alive is replaced and resumed", () => {
    const rig = new SessionRig().greet().pair();
    rig.intend({ type: "wake" });
    expect(rig.sockets.map(({ stopped }) => stopped)).toEqual([true, false]);
    rig.socket.open();
    expect(rig.socket.take()[0]).toMatchObject({ resume: { token: "t1", epoch: "e1", seq: 1 } });
    rig.socket.frame(rig.welcome({ resumed: true }));
    expect(rig.view.place).toMatchObject({ at: "pair" });
  });

  test("K8: what is never answered has met a dead link", () => {
    const rig = new SessionRig().greet().pair();
    rig.intend({ type: "say", text: "hello?" });
    rig.pass(10_000).tell(chat("I am here"));
    rig.pass(20_000);
    expect(rig.view.link).toMatchObject({ is: "online" });
    rig.intend({ type: "say", text: "and now?" }).pass(20_000);
    expect(rig.view.link).toMatchObject({ is: "reconnecting", why: "lost" });
  });
});

describe("leaving", () => {
  test("K9: says goodbye and is done when the socket is closed, or soon after", () => {
    const answered = new SessionRig().greet().intend({ type: "quit" });
    expect(answered.socket.closed).toBe(1000);
    expect(answered.socket.stopped).toBe(false);
    expect(answered.view.link).toMatchObject({ is: "ended", reason: "quit" });
    answered.socket.close(1000);
    expect(answered.actor.getSnapshot().status).toBe("done");
    const silent = new SessionRig().intend({ type: "quit" }).pass(2000);
    expect(silent.actor.getSnapshot().status).toBe("done");
    expect(silent.socket.stopped).toBe(true);
  });

  test("K9: without a socket it is done at once", () => {
    const rig = new SessionRig();
    rig.socket.refuse({ status: 404 });
    rig.intend({ type: "quit" });
    expect(rig.actor.getSnapshot().status).toBe("done");
    expect(rig.view.link).toMatchObject({ is: "ended", reason: "quit" });
    expect(rig.actor.getSnapshot().context.stream).toBeUndefined();
  });

  test("K4: there is one socket at a time, and a broken link stops its own", () => {
    const rig = new SessionRig().greet();
    for (let i = 0; i < 20; i++) rig.lose().greet({ resumed: true });
    expect(rig.sockets.filter(({ stopped }) => !stopped)).toEqual([rig.socket]);
  });
});
