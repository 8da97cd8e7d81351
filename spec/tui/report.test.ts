import { expect, test } from "@jest/globals";
import { InspectorNotice, isOverheard } from "../../tui/report.ts";
import { DEFAULT_INSPECTOR, readInspector } from "../../tui/target.ts";

test.each([
  [DEFAULT_INSPECTOR, "ws://127.0.0.1:6790/inspect/client"],
  ["http://127.0.0.1:6790/inspect/", "ws://127.0.0.1:6790/inspect/client"],
  ["wss://chat.example.org:6790", "wss://chat.example.org:6790/inspect/client"],
  ["https://chat.example.org/admin/", "wss://chat.example.org/admin/inspect/client"],
  ["localhost", "ws://localhost:6790/inspect/client"],
  ["[::1]:7000", "ws://[::1]:7000/inspect/client"],
])("J19: the inspector at %s is %s", (text, url) => {
  expect(readInspector(text)).toEqual({ url });
});

test.each([
  ["ftp://127.0.0.1", "must begin with ws://"],
  ["http://ada:secret@127.0.0.1:6790", "no user and no password"],
  ["two words", "is no address of an inspector"],
])("J19: %j is a mistake, said in one sentence: %s", (text, part) => {
  expect(readInspector(text)).toEqual({ problem: expect.stringContaining(part) });
});

test.each([
  ["ws://chat.example.org/inspect/client", "t", true],
  ["ws://192.0.2.1/inspect/client", "t", true],
  ["wss://chat.example.org/inspect/client", "t", false],
  ["ws://[::1]:6790/inspect/client", "t", false],
  ["ws://chat.example.org/inspect/client", undefined, false],
])("J19: whether others can read the token on its way to %s: %s, %s", (url, token, is) => {
  expect(isOverheard({ url, token, insecure: false })).toBe(is);
});

test("J19: an outage is told once, and not while the full screen is open", () => {
  const told: string[] = [];
  const notice = new InspectorNotice("ws://here", (line) => told.push(line));
  const unreachable = (why: string) => notice.state({ is: "unreachable", why });
  const sentence = (why: string) => `The inspector at ws://here cannot be reached: ${why} It is tried again.`;
  notice.state({ is: "connecting" });
  unreachable("One.");
  unreachable("Two.");
  expect(told).toEqual([sentence("One.")]);
  notice.state({ is: "connected", watched: false });
  notice.hold();
  unreachable("Three.");
  notice.state({ is: "connected", watched: false });
  unreachable("Four.");
  expect(told).toHaveLength(1);
  notice.release();
  expect(told.slice(1)).toEqual([sentence("Four.")]);
  notice.release();
  expect(told).toHaveLength(2);
});
