/** Whether this machine's clock is right, as far as anybody tells. */
import { execFile } from "node:child_process";
import type { Config } from "../../config/settings.ts";
import { ask } from "./ask.ts";
import { about, type Finding, PATIENCE } from "./finding.ts";

/** How much two clocks may differ, ms. */
const TOLERANCE = 60_000;

/** What the doctor knows the time by. */
export interface Clocks {
  readonly now: () => number;
  /** Whether the system says that it takes its time from the network; undefined where it says nothing. */
  readonly isSynchronized: () => Promise<boolean | undefined>;
}

/** By what systemd says, and by the `Date` that `publicUrl` answers with (RFC 9110 §6.6.1). Nothing where neither is. */
export async function checkClock(
  { publicUrl, turnUrls }: Pick<Config, "publicUrl" | "turnUrls">,
  { now, isSynchronized }: Clocks,
): Promise<readonly Finding[]> {
  const { ok, warning } = about("clock");
  const turn = turnUrls.length === 0 ? "" : "; passwords for TURN depend on it";
  const [synchronized, ahead] = await Promise.all([isSynchronized(), aheadOf(publicUrl, now)]);
  if (ahead !== undefined && Math.abs(ahead) > TOLERANCE) {
    const seconds = Math.round(Math.abs(ahead) / 1000);
    return [
      warning(
        `The clock is ${seconds} seconds ${ahead > 0 ? "ahead of" : "behind"} that of ${publicUrl}${turn}.`,
        "Let both machines take their time from the network (NTP).",
      ),
    ];
  }
  if (synchronized === false) {
    return [
      warning(
        `The clock is not synchronized, says timedatectl${turn}.`,
        "Let this machine take its time from the network: timedatectl set-ntp true, or install chrony.",
      ),
    ];
  }
  if (synchronized) return [ok("The clock is synchronized, says timedatectl.")];
  if (ahead === undefined) return [];
  return [
    ok(`The clock agrees with that of ${publicUrl}, which says something only if that is another machine.`),
  ];
}

/** ms; nothing where nobody answers or tells the time: the check of publicUrl says what there is to say. */
async function aheadOf(publicUrl: string | undefined, now: () => number): Promise<number | undefined> {
  if (publicUrl === undefined) return undefined;
  const date = await ask(`${publicUrl}health`, { anyCertificate: true }).then(
    (answer) => Date.parse(answer.date ?? ""),
    () => Number.NaN,
  );
  return Number.isNaN(date) ? undefined : now() - date;
}

/** What systemd knows of the clock; in containers, and without systemd, nothing. */
export function systemdSynchronized(): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const args = ["show", "--property=NTPSynchronized", "--value"];
    execFile("timedatectl", args, { timeout: PATIENCE }, (error, stdout) => {
      const word = error === null ? stdout.trim() : "";
      resolve(word === "yes" ? true : word === "no" ? false : undefined);
    });
  });
}
