import { describe, expect, test } from "@jest/globals";
import { addressBytes, addressText, networkOf, plainAddress } from "../../../src/edge/address.ts";

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

describe("E1: addressBytes reads every spelling", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:C000:0201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["fe80::", "fe80::"],
    ["fe80::1%eth0", "fe80::1"],
  ])("%s is %s", (text, address) => {
    expect(addressText(addressBytes(text) ?? Buffer.of())).toBe(address);
  });

  test.each(["", "localhost", "192.0.2", "192.0.2.256", "1:2:3", "[::1]", "::1::", "fe80::1%"])(
    "%j is none",
    (text) => {
      expect(addressBytes(text)).toBeUndefined();
    },
  );
});

test.each([
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8::/64"],
  ["::1", "::/64"],
  ["192.0.2.1", "192.0.2.1"],
  ["", ""],
])("S4: %j counts as %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
