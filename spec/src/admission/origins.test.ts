import { describe, expect, test } from "@jest/globals";
import { type OriginRule, originRule } from "../../../src/admission/origins.ts";
import { originCases } from "../../support/origins.ts";

const ask = (rule: OriginRule, origin: string, host: string) =>
  rule({
    headers: {
      "accept-encoding": "",
      host,
      "if-none-match": "",
      origin,
      "sec-websocket-protocol": "",
      upgrade: "",
      "x-forwarded-for": "",
    },
  });

describe("S1, S2: the origin rule", () => {
  test.each(originCases("chat.example.org:6789"))(
    "%j, publicUrl %s: %j to %s passes: %s",
    (origins, publicUrl, origin, host, passes) => {
      expect(ask(originRule({ origins, publicUrl }), origin ?? "", host)).toBe(passes);
    },
  );

  test.each([
    ["https://chat.example.org", "chat.example.org", true],
    ["https://chat.example.org", "chat.example.org:443", true],
    ["https://chat.example.org", "CHAT.example.org", true],
    ["https://chat.example.org", "chat.example.org:80", false],
    ["http://chat.example.org", "chat.example.org:80", true],
    ["http://[::1]:6789", "[::1]:6789", true],
    ["https://chat.example.org", "", false],
    ["https://chat.example.org", "me@chat.example.org", false],
    ["chrome-extension://abc", "abc", false],
  ])("the page %s at the host %j: %s", (origin, host, passes) => {
    expect(ask(originRule({ origins: [], publicUrl: undefined }), origin, host)).toBe(passes);
  });
});
