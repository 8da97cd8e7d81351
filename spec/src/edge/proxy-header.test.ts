import { describe, expect, test } from "@jest/globals";
import { readProxyHeader } from "../../../src/edge/proxy-header.ts";
import { rawV2, SIGNATURE, v1, v2 } from "../../support/proxy-headers.ts";

const CLIENT = "198.51.100.7";
const REQUEST = Buffer.from("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n");
const text = (line: string) => Buffer.from(line);
const zeros = (length: number) => Buffer.alloc(length);

describe("S14: a header of the PROXY protocol", () => {
  test.each<readonly [string, Buffer, string | undefined]>([
    ["v1, IPv4", v1(CLIENT), CLIENT],
    ["v1, IPv6", v1("2001:DB8::7"), "2001:db8::7"],
    ["v1, IPv4 mapped into IPv6", v1("::ffff:198.51.100.7"), CLIENT],
    ["v1, unknown", text("PROXY UNKNOWN\r\n"), undefined],
    ["v1, unknown, with whatever", text(`PROXY UNKNOWN ${CLIENT} 192.0.2.1 1 2\r\n`), undefined],
    ["v1, the longest", text(`PROXY UNKNOWN ${"x".repeat(91)}\r\n`), undefined],
    ["v2, IPv4", v2(CLIENT), CLIENT],
    ["v2, IPv6", v2("2001:db8::7"), "2001:db8::7"],
    ["v2, with more", v2(CLIENT, zeros(300)), CLIENT],
    ["v2, the longest", v2(CLIENT, zeros(4096 - 16 - 12)), CLIENT],
    ["v2, the proxy's own", rawV2(0x20, 0, zeros(0)), undefined],
    ["v2, the proxy's own, with an address", v2(CLIENT, zeros(0), 0x20), undefined],
    ["v2, the proxy's own, of a family to come", rawV2(0x20, 0x99, zeros(5)), undefined],
    ["v2, unspecified", rawV2(0x21, 0, zeros(0)), undefined],
    ["v2, UDP", rawV2(0x21, 0x12, zeros(12)), undefined],
    ["v2, UDP on IPv6", rawV2(0x21, 0x22, zeros(36)), undefined],
    ["v2, UNIX", rawV2(0x21, 0x31, zeros(216)), undefined],
  ])("%s, is read, and nothing beyond it; of each beginning more is awaited", (_, header, client) => {
    const whole = { kind: "whole", length: header.length, client };
    expect(readProxyHeader(header)).toEqual(whole);
    expect(readProxyHeader(Buffer.concat([header, REQUEST]))).toEqual(whole);
    for (let length = 0; length < header.length; length++) {
      expect(readProxyHeader(header.subarray(0, length))).toEqual({ kind: "part" });
    }
  });

  test.each([
    ["v1 of another family", text(`PROXY UDP4 ${CLIENT} 192.0.2.1 1 2\r\n`)],
    ["v1 of no family", text("PROXY \r\n")],
    ["v1 of almost unknown", text("PROXY UNKNOWNS\r\n")],
    ["v1 without ports", text(`PROXY TCP4 ${CLIENT} 192.0.2.1\r\n`)],
    ["v1 with a port too many", text(`PROXY TCP4 ${CLIENT} 192.0.2.1 1 2 3\r\n`)],
    ["v1 with a port that is none", text(`PROXY TCP4 ${CLIENT} 192.0.2.1 1 65536\r\n`)],
    ["v1 with zeros before a port", text(`PROXY TCP4 ${CLIENT} 192.0.2.1 01 2\r\n`)],
    ["v1 with two blanks", text(`PROXY TCP4  ${CLIENT} 192.0.2.1 1 2\r\n`)],
    ["v1 with IPv6 for IPv4", text("PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n")],
    ["v1 with IPv4 for IPv6", text(`PROXY TCP6 ${CLIENT} 2001:db8::1 1 2\r\n`)],
    ["v1 with a name", text("PROXY TCP4 localhost 192.0.2.1 1 2\r\n")],
    ["v1 with an octet too large", text("PROXY TCP4 198.51.100.256 192.0.2.1 1 2\r\n")],
    ["v1 with a bare line feed", text(`PROXY TCP4 ${CLIENT} 192.0.2.1 1 2\n${"x".repeat(100)}`)],
    ["v1 that is too long", text(`PROXY UNKNOWN ${"x".repeat(92)}\r\n`)],
    ["v1 that has no end", text(`PROXY ${"x".repeat(101)}`)],
    ["v2 of version 1", rawV2(0x11, 0x11, zeros(12))],
    ["v2 of version 3", rawV2(0x31, 0x11, zeros(12))],
    ["v2 with a command to come", rawV2(0x22, 0x11, zeros(12))],
    ["v2 of a family to come", rawV2(0x21, 0x41, zeros(12))],
    ["v2 with half an address", rawV2(0x21, 0x11, zeros(11))],
    ["v2 with half an address of IPv6", rawV2(0x21, 0x21, zeros(35))],
    ["v2 that is too long", rawV2(0x21, 0x11, zeros(0), 4081)],
    ["v2 that is the proxy's own and too long", rawV2(0x20, 0, zeros(0), 65_535)],
  ])("%s, is bad", (_, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: "bad" });
  });

  test.each([
    ["a request", REQUEST],
    ["a post", text("POST / HTTP/1.1\r\n")],
    ["a TLS handshake", Buffer.from([0x16, 0x03, 0x01])],
    ["a request after an empty line", text("\r\nGET / HTTP/1.1\r\n")],
    ["almost v1", text("PROXY\tTCP4")],
    ["v1 in small letters", text("proxy TCP4")],
    ["almost v2", Buffer.concat([SIGNATURE.subarray(0, 11), Buffer.of(0x0b)])],
  ])("%s, is none", (_, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: "none" });
  });
});
