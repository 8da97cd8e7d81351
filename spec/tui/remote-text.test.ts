import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { HOSTILE } from "../support/hostile-text.ts";
import { Person } from "../support/people.ts";
import { TerminalHouse, TIME_FOR_TERMINALS } from "../support/terminals.ts";
import { nthCode } from "../support/world.ts";

jest.setTimeout(TIME_FOR_TERMINALS);

let house: TerminalHouse;
beforeEach(async () => {
  house = await TerminalHouse.open();
});
afterEach(() => house.close());

/** A whole screen: header, transcript and people, status and prompt, each where it belongs. */
const IN_ITS_PLACE = new RegExp(
  String.raw`^ Chatroom, 2 people +127\.0\.0\.1:\d+\n` +
    String.raw`((\d\d:\d\d +\S+ │ .*| +│.*|─.*| *)\n)+` +
    String.raw` ● online.*\n› Say something to everybody here$`,
);

describe("U1: remote text in a real terminal", () => {
  test.each([
    [80, 24],
    [200, 60],
  ])("at %d × %d it writes nothing but itself, in its own place", async (columns, rows) => {
    const terminal = await house.chatting("--name Ada --room", columns, rows);
    const evil = await Person.arrive(house.relay, "v1");
    await evil.client.send('{"type":"enter"}');
    await terminal.until(/has come in/);
    const title = await terminal.ask("#{pane_title}");
    for (const [index, { text }] of HOSTILE.entries()) {
      evil.say(text);
      evil.say(`{red-fg}{bold}mark ${index}{/}`);
      const wanted = `{red-fg}{bold}mark ${index}{/}`;
      await terminal.until((screen) => screen.includes(wanted) && IN_ITS_PLACE.test(screen));
      await terminal.untilAsked(
        "#{alternate_on} #{cursor_x} #{cursor_y} #{mouse_any_flag}",
        `1 2 ${rows - 1} 0`,
      );
    }
    expect((await terminal.ask("#{pane_title}")).replace(/^\(\d+\) /, "")).toBe(
      title.replace(/^\(\d+\) /, ""),
    );
    await expect(terminal.clipboard()).rejects.toThrow();
  });

  test("a name cannot do so either, in the people pane, the header or an invitation", async () => {
    const terminal = await house.chatting("--name Ada");
    const evil = await Person.arrive(house.relay, "v1");
    evil.client.send(
      JSON.stringify({ type: "rename", name: "{red-fg}\u0301山\u0336田👩\u200d💻<x>", id: 1 }),
    );
    evil.client.send(JSON.stringify({ type: "join", code: nthCode(1), id: 2 }));
    await terminal.until(/\{red-fg\}.*wants to chat: \/accept or \/decline/);
    await terminal.enter("/accept");
    const screen = await terminal.until(/Chat with \{red-fg\}/);
    expect(screen.split("\n").at(-2)).toMatch(/^ ● online/);
  });
});
