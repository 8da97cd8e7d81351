import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Person } from "../support/people.ts";
import { TerminalHouse, TIME_FOR_TERMINALS } from "../support/terminals.ts";

jest.setTimeout(TIME_FOR_TERMINALS);

let house: TerminalHouse;
beforeEach(async () => {
  house = await TerminalHouse.open();
});
afterEach(() => house.close());

test("U12: in 20 × 6 it says what it needs, and goes on when it has it", async () => {
  const terminal = await house.shell(20, 6);
  await terminal.parley(`chat ws://127.0.0.1:${house.relay.port} --room`);
  await terminal.until(/^20x6 is too small\.\nParley needs 40x8\./);
  await terminal.type("typed all the same");
  await terminal.resize(80, 24);
  await terminal.until(/Chatroom, 1 person.*› typed all the same$/s);
});

test("U7: scrolled up, it says how much has come below", async () => {
  const terminal = await house.chatting("--name Ada --room");
  const other = await Person.arrive(house.relay, "v1");
  other.client.send('{"type":"enter"}');
  for (let i = 1; i <= 60; i++) other.say(`line ${i}`);
  await terminal.until(/line 60/);
  await terminal.press("PPage");
  await terminal.until(/↓ \d+ messages below/);
  other.say("the last word");
  await terminal.until(/1 unread/);
  await terminal.untilAsked("#{pane_title}", "(1) Parley");
  await terminal.press("C-End");
  await terminal.until(/the last word/);
  await terminal.press("C-Home");
  await terminal.until(/You are client_00001/);
  await terminal.enter("/search line 33");
  await terminal.until(/line 33/);
});

test("U13: typing is answered while a thousand messages a second come in", async () => {
  const terminal = await house.chatting("--name Ada --room");
  const other = await Person.arrive(house.relay, "v1");
  other.client.send('{"type":"enter"}');
  await terminal.until(/has come in/);
  let isFlooding = true;
  let sent = 0;
  const flood = (async () => {
    while (isFlooding) {
      for (let i = 0; i < 20; i++) other.say(`flood ${++sent} ${"x".repeat(100)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await terminal.until(/flood \d{3}/);
  // The flood goes on until what is typed is seen.
  await terminal.type("I can still type");
  await terminal.until(/› I can still type/);
  isFlooding = false;
  await flood;
  await terminal.until((screen) => screen.includes(`flood ${sent} `));
  expect(sent).toBeGreaterThan(100);
});

test("U15: NO_COLOR and --ascii", async () => {
  const terminal = await house.chatting("--ascii --room", 80, 24, { NO_COLOR: "1" });
  await terminal.until(/Chatroom, 1 person.*alone so far/s);
  const styled = (await terminal.screen({ styled: true })).join("\n");
  expect(styled).not.toMatch(/[34]8;5;/);
  expect(stripVTControlCharacters(styled)).toMatch(/^[ -~\n]*$/);
});
