import { describe, expect, test } from "@jest/globals";
import { processFacts } from "../../src/process-facts.ts";

describe("F4: what Node's report says of the process", () => {
  test("is read", () => {
    const report = {
      header: { glibcVersionRuntime: "2.36" },
      userLimits: { open_files: { soft: 1024, hard: 4096 } },
    };
    expect(processFacts(report)).toEqual({ openFiles: 1024, glibc: "2.36" });
  });

  test.each([
    [{}],
    [null],
    ["report"],
    [{ header: {}, userLimits: { open_files: { soft: "unlimited" } } }],
    [{ header: null, userLimits: null }],
  ])("what %j leaves out is not known", (report) => {
    expect(processFacts(report)).toEqual({ openFiles: undefined, glibc: undefined });
  });

  test("of this one it says both, where there is both", () => {
    if (process.platform !== "linux") return;
    expect(processFacts().openFiles).toBeGreaterThan(0);
  });
});
