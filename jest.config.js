/** @type {import('jest').Config} */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/spec"],
  // Far above what the helpers of the tests wait for one thing, so that their message is the one to be read, also where other
  // programs keep the machine busy.
  testTimeout: 60_000,
  testMatch: ["**/*.test.ts"],
  // Most of them wait, for browsers, terminals and servers. Without a bound of memory a worker keeps every module it has seen.
  maxWorkers: 2,
  workerIdleMemoryLimit: "1GB",
  reporters: ["default", "<rootDir>/spec/support/summary-reporter.mjs"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
  },
};
