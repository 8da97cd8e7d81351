import { describe, expect, test } from "@jest/globals";
import { addressText, plainAddress } from "../../../src/edge/address.ts";

describe("E1: addressText writes RFC 5952", () => {
  test.each([
    ["00000000000000000000000000000001", "::1"],
    ["00000000000000000000000000000000", "::"],
    ["20010db8000000000000000000000001", "2001:db8::1"],
    ["20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"],
    ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
    ["fe800000000000000000000000000000", "fe80::"],
    ["20010db80001000200030004abcd0abc", "2001:db8:1:2:3:4:abcd:abc"],
    ["00000000000000000000ffff7f000001", "127.0.0.1"],
    ["c0a80001", "192.168.0.1"],
    ["", ""],
  ])("%s as %s", (bytes, text) => {
    expect(addressText(Buffer.from(bytes, "hex"))).toBe(text);
  });
});

test("plainAddress takes the mapping off an IPv4 address and leaves the rest", () => {
  expect(["::ffff:10.0.0.1", "10.0.0.1", "2001:db8::1", undefined].map(plainAddress)).toEqual([
    "10.0.0.1",
    "10.0.0.1",
    "2001:db8::1",
    "",
  ]);
});
