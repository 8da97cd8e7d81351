import { describe, expect, test } from "@jest/globals";
import { problemsOf, problemsOfFile } from "../support/config-inputs.ts";

describe("G2: unknown names", () => {
  test.each([
    ["prot", "port"],
    ["Port", "port"],
    ["max_connections", "maxConnections"],
    ["loglevel", "logLevel"],
    ["idletimeot", "idleTimeout"],
  ])("%s in the file: did you mean %s?", (name, meant) => {
    const problem = `"${name}" in "p.json" is not a setting; did you mean ${meant}?`;
    expect(problemsOfFile(JSON.stringify({ [name]: 1 }))).toEqual([problem]);
  });

  test.each(["__proto__", "constructor", "toString", "config", "", "x".repeat(100_000)])(
    "no guess for case %#",
    (name) => {
      const problem = expect.stringMatching(/" in "p.json" is not a setting$/);
      expect(problemsOfFile(`{${JSON.stringify(name)}:{"port":1}}`)).toEqual([problem]);
    },
  );

  test("variables and flags are spelt their own way", () => {
    expect(
      problemsOf({ env: { PARLEY_MAX_CONECTIONS: "1", PARLEY_: "1" }, flags: { maxConection: "1" } }),
    ).toEqual([
      "PARLEY_MAX_CONECTIONS is not a setting; did you mean PARLEY_MAX_CONNECTIONS?",
      "PARLEY_ is not a setting; did you mean PARLEY_TLS?",
      "--max-conection is not a setting; did you mean --max-connections?",
    ]);
  });
});

describe("F11: variables of Kubernetes", () => {
  test("for a Service named parley are told in one sentence, with what to do", () => {
    const env = {
      PARLEY_SERVICE_HOST: "10.0.0.1",
      PARLEY_SERVICE_PORT: "6789",
      PARLEY_SERVICE_PORT_HTTP: "6789",
      PARLEY_PORT: "tcp://10.0.0.1:6789",
      PARLEY_PORT_6789_TCP: "tcp://10.0.0.1:6789",
      PARLEY_PORT_6789_TCP_PROTO: "tcp",
      PARLEY_PORT_6789_TCP_PORT: "6789",
      PARLEY_PORT_6789_TCP_ADDR: "10.0.0.1",
    };
    const [problem, ...others] = problemsOf({ env: { ...env, PARLEY_PROT: "1" } });
    expect(problem).toMatch(
      /^PARLEY_SERVICE_HOST and 7 more come from a Service .* enableServiceLinks: false/,
    );
    expect(others).toEqual(["PARLEY_PROT is not a setting; did you mean PARLEY_PORT?"]);
  });

  test("for one named parley-relay, too", () => {
    expect(problemsOf({ env: { PARLEY_RELAY_PORT: "tcp://10.0.0.1:6789" } })).toEqual([
      expect.stringMatching(/comes from a Service .* is no setting; .*enableServiceLinks/),
    ]);
  });

  test("a port that is a port is a setting", () => {
    expect(problemsOf({ env: { PARLEY_PORT: "6789" } })).toEqual([]);
  });
});
