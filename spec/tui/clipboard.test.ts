import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { Person } from "../support/people.ts";
import { TerminalHouse, TIME_FOR_TERMINALS } from "../support/terminals.ts";

jest.setTimeout(TIME_FOR_TERMINALS);

let house: TerminalHouse;
beforeEach(async () => {
  house = await TerminalHouse.open();
});
afterEach(() => house.close());

describe("U6: pasting", () => {
  test("few lines go into the line as they are, many are asked about, and all are one message", async () => {
    const terminal = await house.chatting("--name Ada --room");
    const other = await Person.arrive(house.relay, "v1");
    other.client.send('{"type":"enter"}');
    await terminal.until(/has come in/);
    await terminal.paste("one\ntwo\nthree");
    await terminal.until(/› one\n {2}two\n {2}three$/);
    await terminal.press("C-c");
    await terminal.paste("1\n2\n3\n4\n5\n6\n7\n");
    await terminal.until(/Paste 7 lines\? Enter does, Esc does not\./);
    await terminal.press("Escape");
    await terminal.until((screen) => !screen.includes("Paste 7 lines"));
    await terminal.paste("1\n2\n3\n4\n5\n6\n7\n");
    await terminal.until(/Paste 7 lines/);
    await terminal.press("Enter");
    await terminal.until(/\n {2}7$/);
    await terminal.press("Enter");
    await terminal.until(/Ada │ 1 .*\n +│ 2/);
    await other.client.next();
    const said = JSON.parse(await other.client.next());
    expect(said).toMatchObject({ type: "message", text: "1\n2\n3\n4\n5\n6\n7" });
  });
});

test("U16: /copy puts the code and the invite link on the clipboard", async () => {
  const terminal = await house.chatting("");
  await terminal.enter("/copy");
  await terminal.until(/Copied, if your terminal allows it: CODE0001/);
  expect(await terminal.clipboard()).toBe("CODE0001");
  await terminal.enter("/copy link");
  await terminal.until(/Copied, if your terminal allows it: http/);
  expect(await terminal.clipboard()).toBe(`http://127.0.0.1:${house.relay.port}/#join=CODE0001`);
});
