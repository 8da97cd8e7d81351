import { describe, expect, test } from "@jest/globals";
import { partsOf } from "../../web/text/parts.ts";

describe("W9: links in a text", () => {
  test.each<[string, string[]]>([
    ["https://a.example", ["https://a.example/"]],
    ["(see https://a.example/b, and HTTP://B.example/!)", ["https://a.example/b", "http://b.example/"]],
    ["https://a.example/x_(y) (https://a.example/z)", ["https://a.example/x_(y)", "https://a.example/z"]],
    ["https://a.example/?q=1&r=%20#x...", ["https://a.example/?q=1&r=%20#x"]],
    ["https://bücher.example", ["https://xn--bcher-kva.example/"]],
    ['"https://a.example"<https://b.example>', ["https://a.example/", "https://b.example/"]],
    ["https://user@a.example https://u:p@a.example", []],
    ["https:// http://[ https://%", []],
    ["javascript:alert(1) data:text/html,x file:///etc a.example //a.example", []],
    ["xhttps://a.example", []],
    ["https://a.example\u2066b", ["https://a.example/"]],
  ])("W9: %j", (text, links) => {
    const parts = partsOf(text);
    expect(parts.flatMap(({ href }) => href ?? [])).toEqual(links);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });
});
