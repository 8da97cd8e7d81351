import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { TerminalHouse, TIME_FOR_TERMINALS } from "../support/terminals.ts";
import type { Tmux } from "../support/tmux.ts";

jest.setTimeout(TIME_FOR_TERMINALS);

let house: TerminalHouse;
beforeEach(async () => {
  house = await TerminalHouse.open();
});
afterEach(() => house.close());

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
    const terminal = await house.chatting("");
    expect(await terminal.ask("#{alternate_on}")).toBe("1");
    await terminal.enter("/quit");
    const screen = await terminal.until(/the shell was here.*\n\$ *$/s);
    expect(screen).not.toContain("online");
    await expectRestored(terminal);
  });

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("after %s, with exit code 0", async (signal) => {
    const terminal = await house.chatting("");
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
    const terminal = await house.chatting("", 80, 24, { NODE_OPTIONS: `--import=${hook}` });
    process.kill(await terminal.foreground(), "SIGUSR2");
    await terminal.until(/parley: unexpected error: Error: boom.*\n\$ *$/s);
    await terminal.enter("echo code $?");
    await terminal.until(/^code 1/m);
    await expectRestored(terminal);
    rmSync(folder, { recursive: true });
  });

  test("after the server was lost: it says so, and leaves when it is told to", async () => {
    const terminal = await house.chatting("");
    await house.relay.running.close();
    await terminal.until(/trying again (in \d+ s|now)/);
    await terminal.enter("/quit");
    await terminal.until(/the shell was here.*\n\$ *$/s);
    await expectRestored(terminal);
  });

  test("when it never was a full screen: a server that is not there is one sentence, with exit code 8", async () => {
    const terminal = await house.shell();
    await terminal.parley("chat ws://127.0.0.1:1; echo code $?");
    await terminal.until(/parley: There is no relay at ws:\/\/127\.0\.0\.1:1\/ws.*code 8/s);
    expect(await terminal.ask("#{alternate_on}")).toBe("0");
  });
});

test("J19: an inspector that is not there is told of outside of the full screen", async () => {
  const terminal = await house.chatting("--inspect http://127.0.0.1:1");
  expect(await terminal.until(/online/)).not.toContain("inspector");
  await terminal.enter("/quit");
  await terminal.until(/The inspector at ws:.*cannot be reached/s);
});

test("U3: Ctrl-Z gives the terminal to the shell, and fg comes back to all that was there", async () => {
  const terminal = await house.chatting("--name Ada");
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
