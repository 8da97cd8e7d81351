import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { widthOf } from "../../tui/width.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { Person } from "../support/people.ts";
import { TerminalHouse, TIME_FOR_TERMINALS } from "../support/terminals.ts";
import { nthCode } from "../support/world.ts";

jest.setTimeout(TIME_FOR_TERMINALS);

let house: TerminalHouse;
beforeEach(async () => {
  house = await TerminalHouse.open();
});
afterEach(() => house.close());

describe("U4, U12: two terminals chat", () => {
  test("ask and accept, talk, go to the chatroom, rename, in any script, through resizes", async () => {
    const ada = await house.chatting("--name Ada");
    const bert = await house.chatting(`--name Bert --join ${nthCode(1)}`, 200, 60);
    await ada.until(/Bert \(CODE0002\) wants to chat: \/accept or \/decline +\d\d s/);
    await ada.type("/acc");
    await ada.press("Tab", "Enter");
    await bert.until(/You are in a private chat with Ada/);
    await ada.type("Hallo 山田 👩\u200d💻 ❤\ufe0f e\u0301 🇫🇷!");
    await ada.press("Left", "Left");
    // What tmux shows of it is its own affair; where the cursor is, is ours: behind the prompt and what is before it.
    await ada.untilAsked("#{cursor_x}", String(2 + 6 + 5 + 3 + 3 + 2));
    await ada.press("Enter");
    await bert.until(/Ada │ Hallo 山田 /);
    await ada.until(/🇫🇷! ✓✓/);
    for (const terminal of [ada, bert]) {
      await terminal.until(
        (screen) => new Set(screen.split("\n").slice(1, -2).map(columnsBefore)).size === 1,
      );
    }
    await ada.resize(60, 20);
    await ada.until((screen) => screen.split("\n")[0]?.length === 59);
    await ada.resize(30, 10);
    await ada.until(/^30x10 is too small\.\nParley needs 40x8\./);
    await bert.enter("Still there?");
    await ada.resize(80, 24);
    await ada.until(/Bert │ Still there\?/);
    await bert.enter("/chatroom");
    await ada.until(/Bert has gone to the chatroom/);
    await ada.enter("/room");
    await bert.until(/Ada has come in/);
    await ada.enter("/nick Adele");
    await bert.until(/Ada is now called Adele/);
    await bert.until(/● Adele/);
  });
});

test("U17: cut off, it says when it tries again, comes back by itself, and nothing is lost or doubled", async () => {
  const proxy = await FaultProxy.start(house.relay.port);
  const terminal = await house.chatting("--name Ada --room", 80, 24, {}, proxy.port);
  const other = await Person.arrive(house.relay, "v1");
  other.client.send('{"type":"enter"}');
  await terminal.until(/has come in/);
  other.say("before");
  await terminal.until(/│ before/);
  proxy.refuse();
  proxy.cutAll();
  await terminal.until(/○ away: trying again/);
  other.say("meanwhile one");
  other.say("meanwhile two");
  await terminal.enter("said while away");
  await terminal.until(/Ada │ said while away …/);
  await proxy.accept();
  await terminal.enter("/retry");
  const screen = await terminal.until(/● online.*/s);
  await terminal.until(/said while away ✓/);
  const heard = await terminal.until(/│ meanwhile two/);
  for (const text of ["│ before", "│ meanwhile one", "│ meanwhile two"])
    expect(heard.split(text)).toHaveLength(2);
  expect(screen).toContain("CODE0001");
  await terminal.enter("/quit");
  await terminal.until(/\n\$ *$/);
  await proxy.close();
});

test("U11: a partner's video call is a notice with the link that takes it, and the partner is told", async () => {
  const terminal = await house.chatting("--name Ada");
  const caller = await Person.arrive(house.relay, "v1", { capabilities: ["video"] });
  caller.client.send(JSON.stringify({ type: "join", code: nthCode(1), id: 1 }));
  await terminal.until(/wants to chat/);
  await terminal.enter("/accept");
  const paired = await caller.client.take(2).then(([, frame = ""]) => JSON.parse(frame));
  expect(paired.partner).toMatchObject({ name: "Ada", video: false });
  caller.client.send(JSON.stringify({ type: "signal", pair: paired.pair, kind: "start", id: 2 }));
  await terminal.until(/is calling; this client has/);
  expect(JSON.parse((await caller.client.take(2))[1] ?? "")).toMatchObject({
    type: "signal",
    kind: "hangup",
  });
});

/** In how many columns is what is before the last border. This tmux draws what VS16 makes an emoji in one, and a blank follows. */
function columnsBefore(line: string): number {
  return widthOf(line.slice(0, line.lastIndexOf("│")).replaceAll("\ufe0f", ""));
}
