import { describe, expect, test } from "@jest/globals";
import { clientAddress } from "../../../src/admission/client-address.ts";
import { networks } from "../../../src/edge/networks.ts";

const PROXY = "10.0.0.1";
const TRUSTED = networks(["10.0.0.0/8", "fd00::/8"]);

describe("S3: the client's address", () => {
  test.each([
    ["a peer that is not trusted is the client, whatever it says", "192.0.2.9", "198.51.100.1", "192.0.2.9"],
    ["nor can it name a trusted proxy", "192.0.2.9", "198.51.100.1, 10.0.0.2", "192.0.2.9"],
    ["a gone peer is nobody", "", "198.51.100.1", ""],
    ["a proxy that adds nothing is itself the client", PROXY, "", PROXY],
    ["one hop", PROXY, "198.51.100.1", "198.51.100.1"],
    ["what the client made up stands left of it", PROXY, "203.0.113.7, 198.51.100.1", "198.51.100.1"],
    ["also a trusted address", PROXY, "10.9.9.9, 198.51.100.1", "198.51.100.1"],
    ["trusted hops are skipped", PROXY, "198.51.100.1, 10.0.0.3, 10.0.0.2", "198.51.100.1"],
    ["only those on the right", PROXY, "10.0.0.3, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["when all are trusted, the first", PROXY, "10.0.0.4,10.0.0.3", "10.0.0.4"],
    ["a proxy on IPv6", "fd00::1", "2001:db8::1", "2001:db8::1"],
    ["another spelling of the client", PROXY, "2001:DB8:0::0:1", "2001:db8::1"],
    ["IPv4 mapped into IPv6", PROXY, "::ffff:198.51.100.1", "198.51.100.1"],
    ["a trusted hop, mapped", PROXY, "198.51.100.1, ::ffff:10.0.0.2", "198.51.100.1"],
    ["a port", PROXY, "198.51.100.1:4711", "198.51.100.1"],
    ["brackets", PROXY, "[2001:db8::1]", "2001:db8::1"],
    ["brackets and a port", PROXY, "[2001:db8::1]:4711", "2001:db8::1"],
    ["white space", PROXY, " \t198.51.100.1\t ,\t10.0.0.2 ", "198.51.100.1"],
    ["no white space", PROXY, "198.51.100.1,10.0.0.2", "198.51.100.1"],
    ["garbage ends it", PROXY, "unknown", PROXY],
    ["at the last that is good", PROXY, "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["an empty item is garbage", PROXY, "198.51.100.1,,10.0.0.2", "10.0.0.2"],
    ["so is one at the end", PROXY, "198.51.100.1,", PROXY],
    ["and one alone", PROXY, ",", PROXY],
    ["brackets without an end", PROXY, "[2001:db8::1", PROXY],
    ["brackets around IPv4", PROXY, "[198.51.100.1]", PROXY],
    ["a port too many", PROXY, "198.51.100.1:4711:1", PROXY],
    ["a name", PROXY, "localhost", PROXY],
    ["a number", PROXY, "3325256705", PROXY],
    ["the form of Forwarded", PROXY, 'for="[2001:db8::1]"', PROXY],
    ["an endless item", PROXY, `198.51.100.1${" ".repeat(100_000)}`, PROXY],
    ["thousands left of the client", PROXY, `${"10.0.0.2,".repeat(10_000)}198.51.100.1`, "198.51.100.1"],
    ["the 32nd hop is the last", PROXY, `198.51.100.1${",10.0.0.2".repeat(31)}`, "198.51.100.1"],
    ["the 33rd is not read", PROXY, `198.51.100.1${",10.0.0.2".repeat(32)}`, "10.0.0.2"],
  ])("%s", (_, peer, forwarded, client) => {
    expect(clientAddress(peer, forwarded, TRUSTED)).toBe(client);
  });

  test.each([
    ["nobody is trusted", [], PROXY],
    ["one address", ["10.0.0.1/32"], "10.0.0.2"],
    ["everybody", ["0.0.0.0/0", "::/0"], "2001:db8::1"],
    ["every IPv6 network, IPv4 mapped into it among them", ["::/0"], "2001:db8::1"],
  ])("when %s", (_, trusted, client) => {
    expect(clientAddress(PROXY, "2001:db8::1, 10.0.0.2", networks(trusted))).toBe(client);
  });
});
