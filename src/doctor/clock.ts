/** Whether this machine's clock is right, as far as another one tells. */
import type { Config } from "../../config/settings.ts";
import { ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";

/** How much two clocks may differ, ms. */
const TOLERANCE = 60_000;

/** By the `Date` that `publicUrl` answers with (RFC 9110 §6.6.1); nothing where there is none. */
export async function checkClock(
  { publicUrl, turnUrls }: Pick<Config, "publicUrl" | "turnUrls">,
  now: () => number,
): Promise<readonly Finding[]> {
  if (publicUrl === undefined) return [];
  const { ok, warning } = about("clock");
  const date = await ask(`${publicUrl}health`, { anyCertificate: true }).then(
    (answer) => Date.parse(answer.date ?? ""),
    () => Number.NaN,
  );
  // Nobody answers, or tells no time: the check of publicUrl says what there is to say.
  if (Number.isNaN(date)) return [];
  const difference = now() - date;
  if (Math.abs(difference) <= TOLERANCE) return [ok(`The clock agrees with that of ${publicUrl}.`)];
  const seconds = Math.round(Math.abs(difference) / 1000);
  const turn = turnUrls.length === 0 ? "" : "; passwords for TURN depend on it";
  const direction = difference > 0 ? "ahead of" : "behind";
  return [
    warning(
      `The clock is ${seconds} seconds ${direction} that of ${publicUrl}${turn}.`,
      "Let both machines take their time from the network (NTP).",
    ),
  ];
}
