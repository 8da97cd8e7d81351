/** `parley doctor`: looks at everything that a relay with these settings needs, and says what to do. */
import type { ConfigResult } from "../../config/load.ts";
import type { Config } from "../../config/settings.ts";
import { availableMemory, type ProcessFacts, processFacts } from "../process-facts.ts";
import { wantedNode } from "../version.ts";
import { notLetIn, RunningAdmin } from "./admin.ts";
import { checkCertificate } from "./certificate.ts";
import { checkClock, systemdSynchronized } from "./clock.ts";
import type { Finding } from "./finding.ts";
import { checkIce } from "./ice.ts";
import { checkEdge, checkMemory, checkNode, checkOpenFiles } from "./machine.ts";
import { checkAdminPort, checkPort } from "./port.ts";
import { checkPublicUrl } from "./public-url.ts";
import { checkSettings, settingProblems } from "./settings.ts";

/** What to take for granted. */
export interface Assumptions {
  /** That the relay is running: then what is not running is a problem. */
  readonly mustRun: boolean;
}

/** Everything found, in the order in which to mend it. Where the settings cannot be used, what needs none is still looked at. */
export async function examine(loaded: ConfigResult, assumed: Assumptions): Promise<readonly Finding[]> {
  const facts = processFacts();
  const node = checkNode(process.versions.node, wantedNode());
  if (!loaded.ok) return [node, await checkEdge("auto", facts.glibc), ...settingProblems(loaded.problems)];
  return [node, ...(await examineRelay(loaded.config, facts, assumed))];
}

async function examineRelay(
  config: Config,
  { glibc, openFiles }: ProcessFacts,
  assumed: Assumptions,
): Promise<readonly Finding[]> {
  const port = await checkPort(config, assumed);
  const adminPort = await checkAdminPort(config, assumed);
  const { isRunning } = port;
  const entered = isRunning && adminPort.isRunning ? await RunningAdmin.enter(config) : undefined;
  const admin = typeof entered === "object" ? entered : undefined;
  const [edge, publicUrl, clock, ice] = await Promise.all([
    checkEdge(config.edge, glibc),
    checkPublicUrl(config, { isRunning, ...assumed, admin }, Date.now),
    checkClock(config, { now: Date.now, isSynchronized: systemdSynchronized }),
    checkIce(config, Date.now),
  ]);
  const isPortable = config.edge === "ws" || edge.level !== "ok";
  return [
    edge,
    ...checkSettings(config),
    checkOpenFiles(config, { relay: admin?.limits.openFiles, shell: openFiles }),
    checkMemory(config, admin?.limits.memory ?? availableMemory(), { isPortable }),
    port.finding,
    adminPort.finding,
    ...(typeof entered === "number" ? [notLetIn(entered, config)] : []),
    ...checkCertificate(config, new Date()),
    ...publicUrl,
    ...clock,
    ...ice,
  ];
}

/** A line for each finding, with what to do below it. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, level, says, todo }) => {
    const line = `${level.padEnd("problem".length)}  ${check.padEnd(width)}  ${says}\n`;
    return todo === undefined ? line : `${line}${" ".repeat("problem".length + width + 4)}${todo}\n`;
  });
  return `${lines.join("")}${summary(findings)}\n`;
}

/** One object on one line. */
export function findingsJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: !hasProblem(findings), findings })}\n`;
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "problem");
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding["level"]) => findings.filter(({ level }) => level === wanted).length;
  return `Problems: ${count("problem")}, warnings: ${count("warning")}.`;
}
