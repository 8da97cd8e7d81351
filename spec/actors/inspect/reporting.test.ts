import { describe, expect, test } from "@jest/globals";
import { ANSWER, CANDIDATE, OFFER, THEIRS } from "../../support/call-rig.ts";
import { looked, REPORT_EVERY, ReportRig } from "../../support/reports.ts";
import { ADA, chat, ME, PAIR, START } from "../../support/session-rig.ts";

/** The same in a private chat with Ada. */
function paired(): ReportRig {
  const rig = looked();
  rig.session.pair();
  rig.reports();
  return rig;
}

/** What is the same all along, when a session is online in the lobby, and in a pair. */
const LOBBY = "lobby nobody invited people idle";
const PAIRED = "chat still still none nobody invited people idle";

describe("whether anything is reported", () => {
  test("J13: nothing is attached before somebody looks, and nothing is left when nobody does any more", () => {
    const rig = new ReportRig();
    rig.session.greet();
    rig.open();
    rig.session.pair();
    expect(rig.attached).toBe(0);
    expect(rig.reports()).toEqual([{ type: "client", kind: "terminal", code: ME.code }]);

    rig.order(true).order(true);
    expect(rig.attached).toBe(1);
    expect(rig.actors().map(({ id }) => id)).toEqual(["session", "call"]);
    rig.session.tell(chat("hello"));
    expect(rig.story()).toHaveLength(4);

    rig.session.tell(chat("hello again"));
    rig.order(false);
    rig.session.tell(chat("and again"));
    expect(rig.attached).toBe(0);
    expect(rig.reports()).toEqual([]);
    expect(rig.states).toEqual([
      { is: "connecting" },
      { is: "connected", watched: false },
      { is: "connected", watched: true },
      { is: "connected", watched: false },
    ]);
  });

  test("J13: what is no order changes nothing", () => {
    const rig = new ReportRig();
    rig.open();
    const { text } = rig.end.listener;
    for (const frame of ["", "{", "null", "[]", "1", '{"type":"report"}', '{"type":"report","on":1}'])
      text(frame);
    text(JSON.stringify({ type: "error", message: "on" }));
    text(JSON.stringify({ type: "hello", on: true }));
    expect(rig.attached).toBe(0);
  });

  test("J14: a client says its code first, and again when it has another", () => {
    const rig = new ReportRig();
    rig.open();
    expect(rig.take()).toEqual([{ type: "client", kind: "terminal" }]);
    rig.order(true).take();
    rig.session.greet();
    const reports = rig.reports();
    expect(reports[0]).toEqual({ type: "client", kind: "terminal", code: ME.code });
    expect(reports.map(({ type }) => type)).toEqual(["client", "batch"]);
  });

  test("J14: what changed while nobody looked is known when somebody does, with its time", () => {
    const rig = new ReportRig();
    rig.open().take();
    rig.session.pass(5000).greet().pass(2000).pair().pass(60_000);
    rig.order(true);
    const [client, actors] = rig.take();
    expect(client).toEqual({ type: "client", kind: "terminal", code: ME.code });
    expect(actors).toMatchObject({
      at: START + 67_000,
      actors: [
        {
          id: "session",
          machine: "session",
          born: START,
          context: { code: ME.code, pair: PAIR, partner: ADA.code },
        },
        {
          id: "call",
          machine: "call",
          born: START + 7000,
          changed: START + 7000,
          active: ["call.course.idle", "call.partner.here", "call.link.up"],
        },
      ],
    });
  });

  test("J14: a session that is over has no actors to tell of", () => {
    const rig = new ReportRig();
    rig.session.greet().intend({ type: "quit" }).socket.close(1000);
    rig.open().order(true);
    expect(rig.actors()).toEqual([]);
  });
});

describe("what is reported", () => {
  test("J15: a session from its first socket into a chat and a call, and to its end, in order", () => {
    const rig = new ReportRig();
    const { session } = rig;
    rig.open().order(true).take();
    session.greet();
    expect(rig.story()).toEqual([
      `session < system: socket.opened [reaching.opening:0] greeting ${LOBBY} settled settled looking`,
      `session < system: socket.frame [reaching.greeting:0] greeting ${LOBBY} settled settled looking`,
      `session < session: relay.welcome [reaching.greeting:5 online.catchingUp:0] quiet ${LOBBY} settled settled looking`,
      `session < session: heard [reaching.online:1 acks.settled:0] quiet ${LOBBY} owing settled looking`,
      `session < session: caught.up [] quiet ${LOBBY} owing settled looking`,
    ]);
    session.intend({ type: "join", code: ADA.code });
    expect(rig.story()).toEqual([
      "session < person: join [inviting.nobody:3 sending.idle:0 sending.going:1] quiet lobby asking invited people idle owing settled looking",
      "session < session: asked [live.quiet:0] expecting lobby asking invited people idle owing settled looking",
    ]);
    session.pair();
    expect(rig.story()).toEqual([
      "session < system: socket.frame [reaching.online:0] expecting lobby asking invited people idle owing settled looking",
      `session < session: relay.paired [open.place:4 inviting.asking:3 open.sending:3] expecting ${PAIRED} owing settled looking`,
      `session < session: heard [live.expecting:0] quiet ${PAIRED} owing settled looking`,
      "call started",
      `session < call: xstate.snapshot.call [place.pair:2] quiet ${PAIRED} owing settled looking`,
    ]);
    session.tell({ type: "signal", pair: PAIR, kind: "start", payload: THEIRS });
    expect(rig.story()).toEqual([
      `session < system: socket.frame [reaching.online:0] quiet ${PAIRED} owing settled looking`,
      `session < session: relay.signal [pair.chat:10 open.sending:3] quiet ${PAIRED} owing settled looking`,
      `session < session: heard [reaching.online:1] quiet ${PAIRED} owing settled looking`,
      "call < session: signal [call:0] idle here up",
      "call < call: heard.start [course.idle:3] ringingIn here up",
      `session < call: xstate.snapshot.call [place.pair:2] quiet ${PAIRED} owing settled looking`,
    ]);
    session.intend({ type: "call.accept", camera: true });
    session.media.peer.say({ type: "media.ready", camera: true });
    expect(rig.story()).toEqual([
      `session < person: call.accept [pair.chat:12] quiet ${PAIRED} owing settled looking`,
      "call < session: call.accept [course.ringingIn:1 camera.deciding:0] answering on starting off servers here up",
      `session < call: xstate.snapshot.call [place.pair:2] quiet ${PAIRED} owing settled looking`,
      "call < system: media.ready [progress.answering:1 camera.starting:0] describing on on off servers here up",
      "call < call: own.changed [course.engaged:8] describing on on off servers here up",
      `session < call: signal [pair.chat:9 sending.idle:0 sending.going:1] quiet ${PAIRED} owing settled looking`,
      `session < session: asked [live.quiet:0] expecting ${PAIRED} owing settled looking`,
      `session < call: xstate.snapshot.call [place.pair:2] expecting ${PAIRED} owing settled looking`,
    ]);
    session.tell({ type: "unpaired", pair: PAIR, reason: "left" });
    expect(rig.story().at(-1)).toBe("call ended");
    session.intend({ type: "network.offline" }, { type: "quit" });
    session.socket.close(1000);
    expect(rig.story()).toEqual([
      `session < system: network.offline [] quiet ${LOBBY} owing settled looking`,
      "session < person: quit [link.reaching:6] leaving lobby nobody invited people idle owing settled looking",
      "session < system: socket.closed [reaching.leaving:0] ended",
      "session ended",
    ]);
  });

  test("J15: what a session raises is told before what it was handed meanwhile", () => {
    const rig = paired();
    const { session } = rig;
    session.tell({ type: "signal", pair: PAIR, kind: "start", payload: THEIRS });
    session.intend({ type: "call.accept", camera: true });
    session.media.peer.say({ type: "media.ready", camera: true });
    rig.reports();
    session.intend({ type: "call.hangup" });
    const story = rig.story().filter((event) => event.startsWith("session < "));
    expect(story.map((event) => event.split(" [")[0])).toEqual([
      "session < person: call.hangup",
      "session < call: signal",
      "session < session: asked",
      "session < call: xstate.snapshot.call",
    ]);
  });

  test("J15: a timer is told as one, and what happens as it is after that", () => {
    const rig = paired();
    rig.session.tell(chat("hi", { id: 7 }));
    rig.reports();
    rig.session.pass(100);
    const [batch] = rig.reports();
    expect(batch).toMatchObject({
      events: [
        {
          kind: "transition",
          // Not when the batch left.
          at: START + 164,
          id: "session",
          origin: "timer",
          event: { type: "xstate.after.deliveredAfter.session.open.receipts.owing", fields: {} },
          taken: ["session.open.receipts.owing:0"],
          changed: START + 100,
        },
      ],
      missed: 0,
    });
  });

  test("J16: there is one batch for all that happens at once, and of too much the oldest is missed", () => {
    const rig = paired();
    for (let i = 0; i < 100; i++) rig.session.tell(chat(`number ${i}`));
    expect(rig.take()).toEqual([]);
    rig.session.pass(REPORT_EVERY - 1);
    expect(rig.take()).toEqual([]);
    rig.session.pass(1);
    const [batch, ...others] = rig.take();
    expect(others).toEqual([]);
    expect(batch).toMatchObject({ missed: 300 });
    expect(batch?.type === "batch" && batch.events.length).toBe(100);
  });

  test("J16: batches wait for a network that takes nothing, and still are no larger", () => {
    const rig = paired();
    rig.end.behind = 1024 * 1024;
    for (let i = 0; i < 200; i++) {
      rig.session.tell(chat(`number ${i}`));
      expect(rig.reports()).toEqual([]);
    }
    rig.end.behind = 0;
    const [batch] = rig.reports();
    expect(batch?.type === "batch" && batch.events.length).toBe(100);
  });

  test("J13: nothing that a person writes, shows or is known by is in any report", () => {
    const rig = looked();
    const { session } = rig;
    const [text, name] = ["SECRET-text", "SECRET-name"] as const;
    const sdp = "v=0 SECRET-sdp";
    const partner = { ...ADA, name, video: true };
    session.socket.close(1006, "SECRET-reason");
    session.pass(60_000).socket.open();
    session.socket.frame({
      ...session.welcome({ token: "SECRET-token", epoch: "SECRET-epoch" }, { ...ME, name }),
      iceServers: [{ urls: ["turn:SECRET.example"], username: "SECRET-user", credential: "SECRET-password" }],
    });
    session.intend({ type: "rename", name }, { type: "say", text });
    session.tell({ type: "invited", invitation: "i1", from: partner, expires: START, at: START });
    session.pair(partner);
    session.tell(chat(text, { from: partner, id: 1 }));
    session.tell({ type: "renamed", ...partner, you: false });
    session.intend({ type: "say", text }, { type: "typing", on: true }, { type: "ignore", who: name });
    session.intend({ type: "signal", kind: "offer", payload: { sdp } });
    rig.reports();
    session.tell({ type: "error", code: "not-paired", message: text, re: "message" });
    session.tell({ type: "SECRET-type", text });
    session.tell({ type: "signal", pair: PAIR, kind: "start", payload: THEIRS });
    session.intend({ type: "call.accept", camera: true });
    session.media.peer.say(
      { type: "media.ready", camera: true },
      { type: "peer.offers", description: { ...OFFER, sdp } },
      { type: "peer.found", candidate: { ...CANDIDATE, candidate: "candidate:SECRET 192.0.2.77" } },
    );
    session.tell({ type: "signal", pair: PAIR, kind: "answer", payload: { ...ANSWER, ...THEIRS, sdp } });
    session.media.devices({ microphones: [{ id: "SECRET-id", label: "SECRET-microphone" }] });
    expect(session.view).toMatchObject({ link: { is: "online" }, call: { is: "connecting" } });
    rig.reports();
    rig.order(false).order(true);
    const { frames } = rig.end;
    expect(frames.join()).toContain(ADA.code);
    expect(frames.join()).toContain("peer.found");
    for (const frame of frames) expect(frame).not.toMatch(/SECRET|192\.0\.2|"t1"|"e1"/);
  });
});
