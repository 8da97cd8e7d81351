import { expect, test } from "@jest/globals";
import { adviceFor } from "../../tui/advice.ts";
import { inviteLink, readTarget } from "../../tui/target.ts";

test.each([
  ["ws://127.0.0.1:6789", "ws://127.0.0.1:6789/ws"],
  ["wss://chat.example.org/ws", "wss://chat.example.org/ws"],
  ["http://localhost:8080/", "ws://localhost:8080/ws"],
  ["https://chat.example.org/parley/", "wss://chat.example.org/parley/ws"],
  ["HTTPS://Chat.Example.org", "wss://chat.example.org/ws"],
  ["chat.example.org", "wss://chat.example.org/ws"],
  ["chat.example.org:8443/parley", "wss://chat.example.org:8443/parley/ws"],
  ["localhost", "ws://localhost:6789/ws"],
  ["127.0.0.1:80", "ws://127.0.0.1/ws"],
  ["[::1]", "ws://[::1]:6789/ws"],
  ["192.168.1.5/x", "ws://192.168.1.5:6789/x/ws"],
])("U14: %s is %s", (text, url) => {
  expect(readTarget(text)).toEqual({ url });
});

test("U14: an invite link says whom to join", () => {
  const link = inviteLink("wss://chat.example.org/parley/ws", "Z6SH0YPG");
  expect(link).toBe("https://chat.example.org/parley/#join=Z6SH0YPG");
  expect(readTarget(link)).toEqual({ url: "wss://chat.example.org/parley/ws", join: "Z6SH0YPG" });
  expect(readTarget("https://chat.example.org/#join=z6sh0ypg")).toMatchObject({ join: "Z6SH0YPG" });
});

test.each([
  ["ftp://chat.example.org", "must begin with ws://"],
  ["https://ada:secret@chat.example.org", "no user and no password"],
  ["https://chat.example.org/#join=ABC", "no whole invite link"],
  ["ws://", "is no address"],
  ["", "is no address"],
  ["two words", "is no address"],
  ["\x1b[31mred", "\\u001b[31mred"],
])("U14: %j is a mistake, said in one sentence: %s", (text, part) => {
  expect(readTarget(text)).toEqual({ problem: expect.stringContaining(part) });
});

const LOST = {
  is: "reconnecting",
  attempt: 1,
  retryAt: 0,
  why: "lost",
  sentence: "The connection is lost.",
} as const;
const failed = (code: string | undefined, message = "", status?: number) => ({ code, message, status });

test.each([
  [failed("ECONNREFUSED"), "unreachable", "There is no relay at ws://h:1/ws; start one there (parley serve)"],
  [failed("ENOTFOUND"), "unreachable", 'There is no host "h"'],
  [failed("DEPTH_ZERO_SELF_SIGNED_CERT"), "unreachable", "use --insecure"],
  [failed("EPROTO", "wrong version number"), "unreachable", "does not speak TLS"],
  [failed(undefined, "Opening handshake has timed out"), "unreachable", "cannot be reached"],
  [failed(undefined, "HTTP 503", 503), "refused", "(HTTP 503)"],
])("U14: %j ends as %s: %s", (failure, end, part) => {
  expect(adviceFor("ws://h:1/ws", LOST, failure)).toEqual({ end, sentence: expect.stringContaining(part) });
});

test("U14: what the session says of a refusal is told with its advice", () => {
  const refused = {
    is: "refused",
    reason: "other-protocol",
    sentence: "It speaks another.",
    advice: "Look again.",
  } as const;
  expect(adviceFor("ws://h:1/ws", refused, undefined)).toEqual({
    end: "otherProtocol",
    sentence: "ws://h:1/ws: It speaks another. Look again.",
  });
});
