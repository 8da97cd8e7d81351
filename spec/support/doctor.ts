/** `parley doctor` as a process of its own, and what it comes upon in tests. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@jest/globals";
import type { Finding } from "../../src/doctor/finding.ts";
import { runCli } from "./cli.ts";
import { TestRelay } from "./relay.ts";

/** Settings of which nothing is to be said, on whatever machine. */
export const MODEST = ["--port", "0", "--edge", "ws", "--max-connections", "9"] as const;

/** What ends all that a test has started. */
export const undo: (() => unknown)[] = [];

/** Ends it, the last first, for `afterEach`. */
export async function undoAll(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

/** What the doctor says, as a script reads it. */
export async function doctor(args: readonly string[], env: Record<string, string> = {}) {
  return report(await runCli(["doctor", "--json", ...args], { PARLEY_ADMIN_PORT: "-1", ...env }));
}

/** What it has found, out of what a process that has ended has written. */
export function report({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) {
  expect(stderr).toBe("");
  const { ok, findings }: { ok: boolean; findings: readonly Finding[] } = JSON.parse(stdout);
  expect([ok, code]).toEqual(findings.some(({ level }) => level === "problem") ? [false, 12] : [true, 0]);
  const of = (level: Finding["level"]) => findings.filter((finding) => finding.level === level);
  for (const { says, todo, level } of findings) {
    expect(says).toMatch(/^[^\n]*\.$/);
    if (level !== "ok") expect(todo).toMatch(/^[^\n]+\.$/);
  }
  return { problems: of("problem"), warnings: of("warning"), findings };
}

/** A plain server on a free port that answers every request with `status`. */
export async function answering(status: number, body = ""): Promise<number> {
  const server: Server = createServer((_, response) => response.writeHead(status).end(body));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A relay that the doctor may find. */
export async function running(): Promise<TestRelay> {
  const relay = await TestRelay.start();
  undo.push(() => relay.stop());
  return relay;
}
