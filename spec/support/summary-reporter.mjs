import { writeSync } from "node:fs";

/** Ends a Jest run with one plain line: `12 passed, 0 failed`, and `, 3 skipped` when some were. */
export default class SummaryReporter {
  /**
   * @param {unknown} _contexts
   * @param {import("@jest/reporters").AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    // A suite that does not load has no tests to count, so it counts as one that failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const ending = skipped > 0 ? `, ${skipped} skipped` : "";
    const line = `${results.numPassedTests} passed, ${failed} failed${ending}\n`;
    // Jest always appends its own summary after the other reporters'.
    process.once("exit", () => writeSync(2, line));
  }
}
