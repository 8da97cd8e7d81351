import { delayBefore } from "../session/backoff.ts";
import type { Reported } from "./reported.ts";
import { Reporter, type ReportSocket } from "./reporter.ts";

/** How a client's way to the relay's inspector is. */
export type ReportingState =
  | { readonly is: "connecting" }
  /** `watched`: somebody looks. */
  | { readonly is: "connected"; readonly watched: boolean }
  /** It is tried again by itself; `why` is a sentence. */
  | { readonly is: "unreachable"; readonly why: string };

/** What the platform does for one try: it opens a socket and, once this has returned, tells of it until it is closed. */
export type OpenReportSocket = (listener: ReportSocketListener) => ReportSocket & {
  /** Nothing is heard of it any more. */
  close(): void;
};

export interface ReportSocketListener {
  readonly opened: () => void;
  readonly text: (frame: string) => void;
  /** It is gone, or has never opened; told once. `why` is a sentence. */
  readonly closed: (why: string) => void;
}

export interface ReportingOptions extends Reported {
  readonly open: OpenReportSocket;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly onState: (state: ReportingState) => void;
}

/** Between two tries at least, ms, and how long a socket holds after which the next try is the first again. */
const AT_LEAST = 1000;
const STABLE = 30_000;

/** Keeps a client's way to the inspector open, for as long as the client wants to show itself. */
export class Reporting {
  readonly #options: ReportingOptions;
  #socket: ReturnType<OpenReportSocket>;
  #reporter: Reporter | undefined;
  #openedAt = Number.POSITIVE_INFINITY;
  #attempt = 0;
  #takeBack: (() => void) | undefined;

  /** Connects at once. */
  constructor(options: ReportingOptions) {
    this.#options = options;
    this.#socket = this.#connect();
  }

  /** Tells what has yet to be told, and ends for good. */
  stop(): void {
    this.#takeBack?.();
    this.#reporter?.end();
    this.#reporter = undefined;
    this.#socket.close();
  }

  #connect(): ReturnType<OpenReportSocket> {
    const { open, onState } = this.#options;
    if (this.#attempt === 0) onState({ is: "connecting" });
    return open({
      opened: () => this.#opened(),
      text: (frame) => this.#text(frame),
      closed: (why) => this.#closed(why),
    });
  }

  #opened(): void {
    this.#openedAt = this.#options.now();
    this.#reporter = new Reporter({ ...this.#options, socket: this.#socket });
    this.#options.onState({ is: "connected", watched: false });
  }

  #text(frame: string): void {
    const reporter = this.#reporter;
    if (reporter === undefined) return;
    const before = reporter.isAttached;
    reporter.text(frame);
    if (reporter.isAttached !== before) {
      this.#options.onState({ is: "connected", watched: reporter.isAttached });
    }
  }

  #closed(why: string): void {
    const { now, later, random, onState } = this.#options;
    this.#reporter?.end();
    this.#reporter = undefined;
    this.#attempt = now() - this.#openedAt > STABLE ? 1 : this.#attempt + 1;
    this.#openedAt = Number.POSITIVE_INFINITY;
    onState({ is: "unreachable", why });
    const again = () => {
      this.#socket = this.#connect();
    };
    this.#takeBack = later(again, delayBefore(this.#attempt, AT_LEAST, random));
  }
}

/** Why a socket that was open is gone, by its close code. */
export function whyClosed(code: number): string {
  switch (code) {
    case 1008:
      return "It took a report for none.";
    case 1012:
      return "The relay restarts.";
    case 1013:
      return "As many clients report as may.";
    case 3000:
      return "The login has ended.";
    default:
      return "The connection broke.";
  }
}
