import type { Visitor, WebHouse } from "./browser.ts";
import { type Caller, callAndAccept, pairOfCallers } from "./callers.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { Client } from "./ws-client.ts";

/** One screen of the web client: brings a page to it. */
export type Scene = (house: WebHouse) => Promise<Visitor>;

const TALK = [
  ["ada", "Hello! Did the parcel arrive?"],
  ["me", "Yes, this morning. Everything is in one piece."],
  ["me", "The map is lovely, by the way."],
  ["ada", "Good 😀 Here is the page I mentioned: https://en.wikipedia.org/wiki/Parley_(negotiation)"],
  ["ada", "مرحبا، هذا سطر من اليمين إلى اليسار (with some English in it)."],
  ["me", "Thanks!\nTwo lines,\nor even three."],
] as const;

/** In a private chat with Ada, in which some things were said. */
async function pairWith(house: WebHouse, url = house.url) {
  const ada = await house.live({ name: "Ada" });
  const me = await house.visit(url);
  await rename(me, "Bert");
  ada.actor.send({ type: "join", code: await me.code() });
  await me.click(/^Accept/);
  await me.page.locator("textarea").waitFor();
  return { ada, me };
}

async function talk({ ada, me }: Awaited<ReturnType<typeof pairWith>>) {
  for (const [who, text] of TALK) {
    if (who === "me") await me.say(text);
    else ada.actor.send({ type: "say", text });
    await me.page
      .locator("article")
      .filter({ hasText: text.split("\n")[0] ?? "" })
      .first()
      .waitFor();
  }
  await me.marked("delivered");
}

async function rename(me: Visitor, name: string) {
  await me.click(/Change your name/);
  await me.page.getByLabel("Your name").fill(name);
  await me.page.keyboard.press("Enter");
  await me.page.locator("header .name", { hasText: name }).waitFor();
}

/** In the chatroom with those. */
async function roomWith(house: WebHouse, names: readonly string[]) {
  const others = [];
  for (const name of names) others.push(await house.live({ name, room: true }));
  const me = await house.visit();
  await rename(me, "Bert");
  await me.click("Enter the chatroom");
  await me.page.locator("textarea").waitFor();
  return { others, me };
}

/** In a private chat with somebody who can be called. */
async function callersWith(house: WebHouse): Promise<{ me: Caller; ada: Caller }> {
  const { ada, bert } = await pairOfCallers(house);
  await rename(ada.visitor, "Ada");
  await rename(bert.visitor, "Bert");
  await bert.reads("is now called Ada");
  return { me: bert, ada };
}

export const SCENES: Readonly<Record<string, Scene>> = {
  async connecting(house) {
    const proxy = await FaultProxy.start(house.relay.port);
    const me = await house.visit(`http://127.0.0.1:${proxy.port}/`, { held: true, until: ".connecting" });
    me.onLeave(() => proxy.close());
    return me;
  },
  lobby: (house) => house.visit(),
  async "lobby-inviting"(house) {
    const ada = await house.live({ name: "Ada" });
    const me = await house.visit();
    await me.page.getByLabel("Code or invite link").fill(ada.view.me?.code ?? "");
    await me.click("Ask to chat");
    await me.reads(/Waiting for/);
    return me;
  },
  async "lobby-invited"(house) {
    const me = await house.visit();
    const code = await me.code();
    for (const name of ["Ada", "Zoë van den Berg"]) {
      const asker = await house.live({ name });
      asker.actor.send({ type: "join", code });
    }
    await me.page.getByText("wants to chat with you").nth(1).waitFor();
    return me;
  },
  async "lobby-mistake"(house) {
    const me = await house.visit();
    await me.page.getByLabel("Code or invite link").fill("ZZZZZZZZ");
    await me.click("Ask to chat");
    await me.page.locator(".answer").waitFor();
    return me;
  },
  async "lobby-after-a-chat"(house) {
    const { ada, me } = await pairWith(house);
    await talk({ ada, me });
    ada.actor.send({ type: "leave" });
    await me.reads("Ada has left the chat.");
    return me;
  },
  async "name-edited"(house) {
    const me = await house.visit();
    await me.click(/Change your name/);
    await me.page.getByLabel("Your name").fill("x".repeat(40));
    return me;
  },
  async "pair-empty"(house) {
    const { me } = await pairWith(house);
    return me;
  },
  async pair(house) {
    const { ada, me } = await pairWith(house);
    await talk({ ada, me });
    ada.actor.send({ type: "typing", on: true });
    await me.reads("is typing …");
    return me;
  },
  async "pair-away"(house) {
    const { ada, me } = await pairWith(house);
    await talk({ ada, me });
    ada.actor.stop();
    ada.cut();
    await me.reads("away, may come back");
    await me.say("Are you still there?");
    await me.marked("sent");
    return me;
  },
  async "pair-long"(house) {
    const { ada, me } = await pairWith(house);
    const told = "One of many lines, to be scrolled through.";
    for (let i = 1; i <= 90; i++) ada.actor.send({ type: "say", text: `${i}. ${told}` });
    await me.sees(`90. ${told}`);
    await me.page.locator("[role=log]").focus();
    await me.page.keyboard.press("Home");
    await me.page.locator(".to-end").waitFor();
    ada.actor.send({ type: "say", text: "And one more." });
    await me.reads("1 new message");
    return me;
  },
  async "pair-mistake"(house) {
    const { me } = await pairWith(house);
    await me.say("/jion ABC");
    await me.page.getByRole("alert").waitFor();
    return me;
  },
  async "call-ringing-out"(house) {
    const { me, ada } = await callersWith(house);
    await me.click("Video call");
    await ada.comesTo("ringing-in");
    await me.comesTo("ringing-out");
    return me.visitor;
  },
  async "call-ringing-in"(house) {
    const { me, ada } = await callersWith(house);
    await ada.click("Video call");
    await me.comesTo("ringing-in");
    return me.visitor;
  },
  async "call-live"(house) {
    const { me, ada } = await callersWith(house);
    await callAndAccept({ ada, bert: me });
    await me.receives("pictures", "sound");
    await ada.click("Mute");
    await me.reads("Ada is muted");
    return me.visitor;
  },
  async "call-without-camera"(house) {
    const { me, ada } = await callersWith(house);
    await ada.click("Call without camera");
    await me.click("Accept without camera");
    await me.comesTo("live");
    return me.visitor;
  },
  async "call-devices"(house) {
    const { me, ada } = await callersWith(house);
    await callAndAccept({ ada, bert: me });
    await me.click("Devices");
    await me.page.getByRole("dialog").waitFor();
    return me.visitor;
  },
  async "call-ended"(house) {
    const { me, ada } = await callersWith(house);
    await callAndAccept({ ada, bert: me });
    await me.receives("sound");
    await ada.click("Hang up");
    await me.ended("They have hung up.");
    return me.visitor;
  },
  async reconnecting(house) {
    const proxy = await FaultProxy.start(house.relay.port);
    const { ada, me } = await pairWith(house, `http://127.0.0.1:${proxy.port}/`);
    me.onLeave(() => proxy.close());
    await talk({ ada, me });
    proxy.refuse();
    proxy.cutAll();
    await me.reads("Try now");
    await me.say("This will go out later.");
    await me.marked("sending");
    return me;
  },
  async room(house) {
    const { others, me } = await roomWith(house, ["Ada", "Chen", "Dörte"]);
    const lines = ["Good morning, everybody!", "Morning. Who is new here?", "I am. Hello!"];
    for (const [index, text] of lines.entries()) {
      others[index]?.actor.send({ type: "say", text });
      await me.sees(text);
    }
    await me.say("Welcome, all of you.");
    await me.marked("sent");
    return me;
  },
  async "room-people"(house) {
    const { me } = await roomWith(house, ["Ada", "Chen", "Dörte"]);
    await me.page.setViewportSize({ width: 390, height: 844 });
    await me.click("Show who is here");
    await me.page.getByRole("dialog").waitFor();
    return me;
  },
  async "room-crowded"(house) {
    for (let i = 0; i < 205; i++) {
      const member = await Client.open(`ws://127.0.0.1:${house.relay.port}/ws`);
      member.send('{"type":"/chatroom"}');
    }
    const { me } = await roomWith(house, ["Ada"]);
    await me.reads(/200 of 207 shown/);
    return me;
  },
  async "room-alone"(house) {
    const { me } = await roomWith(house, []);
    return me;
  },
  async menu(house) {
    const me = await house.visit();
    await me.click("Menu");
    await me.page.getByRole("dialog").waitFor();
    return me;
  },
  async "said-goodbye"(house) {
    const me = await house.visit();
    await me.click("Menu");
    await me.click("Say goodbye");
    await me.reads("Begin anew");
    return me;
  },
  async "right-to-left"(house) {
    const { ada, me } = await pairWith(house);
    await talk({ ada, me });
    await me.page.evaluate("document.documentElement.dir = 'rtl'");
    return me;
  },
};
