import { describe, expect, test } from "@jest/globals";
import { problemsOf, problemsOfFile } from "../support/config-inputs.ts";

describe("G2: files that are none", () => {
  test.each([
    ["ENOENT", "there is no such file"],
    ["EISDIR", "it is a folder"],
    ["EACCES", "permission denied"],
    ["EMFILE", "EMFILE"],
  ])("%s", (code, reason) => {
    const readFile = () => {
      throw Object.assign(new Error("secret detail"), { code });
    };
    expect(problemsOf({ flags: { config: "a\nb.json" }, readFile })).toEqual([
      `"a\\u000ab.json" cannot be read: ${reason}`,
    ]);
  });

  test.each([
    ["", '"p.json" is not JSON: see line 1, column 1'],
    ['{\n  "port": 1,\n', '"p.json" is not JSON: see line 3, column 1'],
    ['{\n  "port": 1\n  "host": "a"}', '"p.json" is not JSON: see line 3, column 3'],
    ["port = \u001b[31m1", '"p.json" is not JSON'],
    ["[]", '"p.json" holds a list; expected one JSON object'],
    ["null", '"p.json" holds null; expected one JSON object'],
    ["12", '"p.json" holds 12; expected one JSON object'],
  ])("%j", (text, problem) => {
    expect(problemsOfFile(text)).toEqual([problem]);
  });

  test("a byte-order mark is no mistake", () => {
    expect(problemsOfFile("\uFEFF{}")).toEqual([]);
  });
});
