import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { widthOf } from "../../tui/width.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { Person } from "../support/people.ts";
import { TestRelay } from "../support/relay.ts";
import { Tmux } from "../support/tmux.ts";
import { nthCode } from "../support/world.ts";

/** Several terminals on a busy machine take their time; what is waited for has a bound of its own. */
jest.setTimeout(60_000);

let relay: TestRelay;
const terminals: Tmux[] = [];

beforeEach(async () => {
  relay = await TestRelay.start();
});
afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.stop()));
  await relay.stop();
});

async function shell(columns = 80, rows = 24, env: Record<string, string> = {}): Promise<Tmux> {
  const terminal = await Tmux.start({ columns, rows, env });
  terminals.push(terminal);
  return terminal;
}

/** A terminal in which somebody chats. */
async function chatting(
  args: string,
  columns?: number,
  rows?: number,
  env?: Record<string, string>,
  port = relay.port,
): Promise<Tmux> {
  const terminal = await shell(columns, rows, env);
  await terminal.enter("stty -a > /dev/null; before=$(stty -g); echo the shell was here");
  await terminal.until(/^the shell was here/m);
  await terminal.parley(`chat ws://127.0.0.1:${port} ${args}`);
  await terminal.until(/[●*] online/);
  return terminal;
}

/** Sees that the shell has its terminal back as it was. */
async function expectRestored(terminal: Tmux): Promise<string> {
  await terminal.until(/\$ *$/);
  await terminal.enter('clear; [ "$before" = "$(stty -g)" ] && echo same settings');
  const screen = await terminal.until(/^same settings/m);
  const modes = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag} #{scroll_region_upper}";
  expect(await terminal.ask(modes)).toBe("0 1 0 0 0");
  return screen;
}

describe("U2: the terminal is given back", () => {
  test("after /quit, with what was on it before", async () => {
    const terminal = await chatting("");
    expect(await terminal.ask("#{alternate_on}")).toBe("1");
    await terminal.enter("/quit");
    const screen = await terminal.until(/the shell was here.*\n\$ *$/s);
    expect(screen).not.toContain("online");
    await expectRestored(terminal);
  });

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("after %s, with exit code 0", async (signal) => {
    const terminal = await chatting("");
    await terminal.enter("/mouse");
    await terminal.until(/The wheel scrolls/);
    process.kill(await terminal.foreground(), signal);
    await terminal.until(/the shell was here.*\n\$ *$/s);
    await terminal.enter("echo code $?");
    await terminal.until(/^code 0/m);
    await expectRestored(terminal);
  });

  test("after an error that nobody caught, which is told, with exit code 1", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-tui-"));
    const hook = join(folder, "hook.mjs");
    writeFileSync(hook, 'process.on("SIGUSR2", () => { throw new Error("boom"); });');
    const terminal = await chatting("", 80, 24, { NODE_OPTIONS: `--import=${hook}` });
    process.kill(await terminal.foreground(), "SIGUSR2");
    await terminal.until(/parley: unexpected error: Error: boom.*\n\$ *$/s);
    await terminal.enter("echo code $?");
    await terminal.until(/^code 1/m);
    await expectRestored(terminal);
    rmSync(folder, { recursive: true });
  });

  test("after the server was lost: it says so, and leaves when it is told to", async () => {
    const terminal = await chatting("");
    await relay.running.close();
    await terminal.until(/trying again (in \d+ s|now)/);
    await terminal.enter("/quit");
    await terminal.until(/the shell was here.*\n\$ *$/s);
    await expectRestored(terminal);
  });

  test("when it never was a full screen: a server that is not there is one sentence, with exit code 8", async () => {
    const terminal = await shell();
    await terminal.parley("chat ws://127.0.0.1:1; echo code $?");
    await terminal.until(/parley: There is no relay at ws:\/\/127\.0\.0\.1:1\/ws.*code 8/s);
    expect(await terminal.ask("#{alternate_on}")).toBe("0");
  });
});

test("J19: an inspector that is not there is told of outside of the full screen", async () => {
  const terminal = await chatting("--inspect http://127.0.0.1:1");
  expect(await terminal.until(/online/)).not.toContain("inspector");
  await terminal.enter("/quit");
  await terminal.until(/The inspector at ws:.*cannot be reached/s);
});

test("U3: Ctrl-Z gives the terminal to the shell, and fg comes back to all that was there", async () => {
  const terminal = await chatting("--name Ada");
  await terminal.type("half a mess");
  await terminal.until(/› half a mess/);
  await terminal.press("C-z");
  await terminal.until(/Stopped.*\n\$ *$/s);
  expect(await terminal.ask("#{alternate_on} #{cursor_flag}")).toBe("0 1");
  await terminal.resize(100, 30);
  await terminal.enter("fg");
  await terminal.until(/● online.*› half a mess$/s);
  await terminal.type("age");
  await terminal.until(/› half a message$/);
  expect(await terminal.screen()).toHaveLength(30);
  await terminal.press("C-u");
  await terminal.enter("/quit");
  await terminal.until(/\n\$ *$/);
  await expectRestored(terminal);
});

describe("U1: remote text in a real terminal", () => {
  test.each([
    [80, 24],
    [200, 60],
  ])("at %d × %d it writes nothing but itself, in its own place", async (columns, rows) => {
    const terminal = await chatting("--name Ada --room", columns, rows);
    const evil = await Person.arrive(relay, "v1");
    await evil.client.send('{"type":"enter"}');
    await terminal.until(/has come in/);
    const title = await terminal.ask("#{pane_title}");
    for (const [index, { text }] of HOSTILE.entries()) {
      evil.say(text);
      evil.say(`{red-fg}{bold}mark ${index}{/}`);
      const wanted = `{red-fg}{bold}mark ${index}{/}`;
      await terminal.until((screen) => screen.includes(wanted));
      const screen = await terminal.screen();
      expect(screen[0]).toMatch(/^ Chatroom, 2 people +127\.0\.0\.1:\d+ *$/);
      expect(screen.at(-2)).toMatch(/^ ● online/);
      expect(screen.at(-1)?.trimEnd()).toBe("› Say something to everybody here");
      for (const line of screen.slice(1, -2)) expect(line).toMatch(/^(\d\d:\d\d +\S+ │ | +│ |─| *│ | *$)/);
      expect(await terminal.ask("#{alternate_on} #{cursor_x} #{cursor_y} #{mouse_any_flag}")).toBe(
        `1 2 ${rows - 1} 0`,
      );
    }
    expect((await terminal.ask("#{pane_title}")).replace(/^\(\d+\) /, "")).toBe(
      title.replace(/^\(\d+\) /, ""),
    );
    await expect(terminal.clipboard()).rejects.toThrow();
  });

  test("a name cannot do so either, in the people pane, the header or an invitation", async () => {
    const terminal = await chatting("--name Ada");
    const evil = await Person.arrive(relay, "v1");
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

describe("U4, U12: two terminals chat", () => {
  test("ask and accept, talk, go to the chatroom, rename, in any script, through resizes", async () => {
    const ada = await chatting("--name Ada");
    const bert = await chatting(`--name Bert --join ${nthCode(1)}`, 200, 60);
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
      const lines = (await terminal.screen()).slice(1, -2);
      const borders = new Set(lines.map(columnsBefore));
      expect(borders.size).toBe(1);
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
  const proxy = await FaultProxy.start(relay.port);
  const terminal = await chatting("--name Ada --room", 80, 24, {}, proxy.port);
  const other = await Person.arrive(relay, "v1");
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
  const heard = (await terminal.screen()).join("\n");
  for (const text of ["│ before", "│ meanwhile one", "│ meanwhile two"])
    expect(heard.split(text)).toHaveLength(2);
  expect(screen).toContain("CODE0001");
  await terminal.enter("/quit");
  await terminal.until(/\n\$ *$/);
  await proxy.close();
});

/** In how many columns is what is before the last border. This tmux draws what VS16 makes an emoji in one, and a blank follows. */
function columnsBefore(line: string): number {
  return widthOf(line.slice(0, line.lastIndexOf("│")).replaceAll("\ufe0f", ""));
}

test("U12: in 20 × 6 it says what it needs, and goes on when it has it", async () => {
  const terminal = await shell(20, 6);
  await terminal.parley(`chat ws://127.0.0.1:${relay.port} --room`);
  await terminal.until(/^20x6 is too small\.\nParley needs 40x8\./);
  await terminal.type("typed all the same");
  await terminal.resize(80, 24);
  await terminal.until(/Chatroom, 1 person.*› typed all the same$/s);
});

test("U11: a partner's video call is a notice with the link that takes it, and the partner is told", async () => {
  const terminal = await chatting("--name Ada");
  const caller = await Person.arrive(relay, "v1", { capabilities: ["video"] });
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

describe("U6: pasting", () => {
  test("few lines go into the line as they are, many are asked about, and all are one message", async () => {
    const terminal = await chatting("--name Ada --room");
    const other = await Person.arrive(relay, "v1");
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

test("U7: scrolled up, it says how much has come below", async () => {
  const terminal = await chatting("--name Ada --room");
  const other = await Person.arrive(relay, "v1");
  other.client.send('{"type":"enter"}');
  for (let i = 1; i <= 60; i++) other.say(`line ${i}`);
  await terminal.until(/line 60/);
  await terminal.press("PPage");
  await terminal.until(/↓ \d+ messages below/);
  other.say("the last word");
  await terminal.until(/1 unread/);
  expect(await terminal.ask("#{pane_title}")).toBe("(1) Parley");
  await terminal.press("C-End");
  await terminal.until(/the last word/);
  await terminal.press("C-Home");
  await terminal.until(/You are client_00001/);
  await terminal.enter("/search line 33");
  await terminal.until(/line 33/);
});

test("U13: typing is answered while a thousand messages a second come in", async () => {
  const terminal = await chatting("--name Ada --room");
  const other = await Person.arrive(relay, "v1");
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

test("U16: /copy puts the code and the invite link on the clipboard", async () => {
  const terminal = await chatting("");
  await terminal.enter("/copy");
  await terminal.until(/Copied, if your terminal allows it: CODE0001/);
  expect(await terminal.clipboard()).toBe("CODE0001");
  await terminal.enter("/copy link");
  await terminal.until(/Copied, if your terminal allows it: http/);
  expect(await terminal.clipboard()).toBe(`http://127.0.0.1:${relay.port}/#join=CODE0001`);
});

test("U15: NO_COLOR and --ascii", async () => {
  const terminal = await chatting("--ascii --room", 80, 24, { NO_COLOR: "1" });
  await terminal.until(/Chatroom, 1 person.*alone so far/s);
  const styled = (await terminal.screen({ styled: true })).join("\n");
  expect(styled).not.toMatch(/[34]8;5;/);
  expect(stripVTControlCharacters(styled)).toMatch(/^[ -~\n]*$/);
});
