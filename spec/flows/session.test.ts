import { afterEach, describe, expect, test } from "@jest/globals";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { marksOf } from "../support/session-rig.ts";
import { LiveSession } from "../support/session-socket.ts";

let relay: TestRelay;
const sessions: LiveSession[] = [];

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.quit()));
  await relay.stop();
});

async function start(name: string): Promise<LiveSession> {
  const session = new LiveSession(`ws://127.0.0.1:${relay.port}/ws`, { name });
  sessions.push(session);
  await session.until(({ me }) => me?.name === name);
  return session;
}

async function pair(): Promise<readonly [LiveSession, LiveSession]> {
  const [ada, bert] = [await start("Ada"), await start("Bert")];
  ada.actor.send({ type: "join", code: bert.view.me?.code ?? "" });
  await bert.until(({ invitations }) => invitations.length === 1);
  bert.actor.send({ type: "accept" });
  await Promise.all([ada, bert].map((one) => one.until(({ place }) => place.at === "pair")));
  return [ada, bert];
}

describe.each(BOTH_EDGES)("sessions with a relay on %s", (edge) => {
  test("K1, K13, K20, K21: two meet by invitation, and see what was delivered", async () => {
    relay = await TestRelay.start({ edge });
    const [ada, bert] = await pair();
    expect(ada.view.place).toMatchObject({ partner: { name: "Bert", video: false, away: false } });
    ada.actor.send({ type: "typing", on: true });
    await bert.until(({ place }) => place.at === "pair" && place.partner.typing);
    ada.actor.send({ type: "say", text: "Hello, Bert" });
    await ada.until(() => marksOf(ada.view).includes("delivered"));
    expect(bert.heard).toEqual(["Hello, Bert"]);
    bert.actor.send({ type: "leave" });
    await ada.until(({ place }) => place.at === "lobby");
  });

  test("K10, K11, K13: through a cut at any moment everything arrives, once and in order", async () => {
    relay = await TestRelay.start({ edge });
    const [ada, bert] = await pair();
    const texts = Array.from({ length: 80 }, (_, i) => `${i}`);
    for (const text of texts) {
      ada.actor.send({ type: "say", text });
      bert.actor.send({ type: "say", text });
      if (Number(text) % 9 === 4) ada.cut();
      if (Number(text) % 13 === 7) bert.cut();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([
      ada.until(() => marksOf(ada.view).filter((mark) => mark === "delivered").length === 80),
      bert.until(() => marksOf(bert.view).filter((mark) => mark === "delivered").length === 80),
    ]);
    expect([ada.heard, bert.heard]).toEqual([texts, texts]);
    expect(ada.opened).toBeGreaterThan(2);
  });

  test("K10, K23: in the chatroom too, with everybody who is there", async () => {
    relay = await TestRelay.start({ edge });
    const [ada, bert] = [await start("Ada"), await start("Bert")];
    for (const one of [ada, bert]) {
      one.actor.send({ type: "enter" });
      await one.until(({ place }) => place.at === "room");
    }
    await ada.until(({ roster }) => roster.count === 2);
    bert.cut();
    await ada.until(({ roster }) => roster.members.some(({ away }) => away === true));
    ada.actor.send({ type: "say", text: "while you are away" });
    await bert.until(() => bert.heard.length === 1);
    await ada.until(({ roster }) => roster.whole && roster.members.every(({ away }) => away === undefined));
    expect(bert.view.roster.members.map(({ name }) => name)).toEqual(["Ada", "Bert"]);
  });
});
