/** What a page with `?inspect` in its address loads besides: it shows its machines to the inspector, and says so. */
import type { CallLogic } from "../../actors/call/call.ts";
import { type Reported, reportable } from "../../actors/inspect/reported.ts";
import { Reporting, type ReportingState } from "../../actors/inspect/reporting.ts";
import type { SessionLogic } from "../../actors/session/session.ts";
import { pageAddress } from "../platform/page.ts";
import Badge from "./Badge.svelte";
import { reportSockets } from "./report-socket.ts";

export class Inspection {
  readonly Badge = Badge;
  #state = $state.raw<ReportingState>({ is: "connecting" });

  get state(): ReportingState {
    return this.#state;
  }

  /** The session's machine as it is to be started, and what then shows it, as long as the page is there. */
  prepare(session: SessionLogic, call: CallLogic) {
    const { logic, stampsOf } = reportable(session, call, Date.now);
    const show = (actor: Reported["actor"]): Reporting =>
      new Reporting({
        actor,
        stampsOf,
        kind: "web",
        now: Date.now,
        later,
        random: Math.random,
        open: reportSockets(pageAddress()),
        onState: (state) => {
          this.#state = state;
        },
      });
    return { logic, show };
  }
}

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
