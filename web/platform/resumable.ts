import { type Resumable, readResumable } from "../../actors/session/resumable.ts";
import { passing } from "./storage.ts";

const KEY = "session";

/**
 * Keeps what it takes to go on after a reload. It is put away only while the page is not in sight: a tab that is doubled
 * takes its storage with it, and must not find there the session that goes on in the first one.
 */
export class KeptSession {
  /** What an earlier page of this tab has left. */
  readonly left: Resumable | undefined;
  #latest: Resumable | undefined;

  constructor() {
    this.left = readResumable(passing.read(KEY));
    this.#latest = this.left;
    passing.remove(KEY);
  }

  keep(resumable: Resumable | undefined): void {
    this.#latest = resumable;
    // A hidden page may be ended without a word.
    if (document.visibilityState === "hidden") this.#putAway();
  }

  /** The answer stops it. */
  watch(): () => void {
    const watch = new AbortController();
    const { signal } = watch;
    const look = () => (document.visibilityState === "hidden" ? this.#putAway() : passing.remove(KEY));
    addEventListener("pagehide", () => this.#putAway(), { signal });
    addEventListener("pageshow", () => passing.remove(KEY), { signal });
    document.addEventListener("visibilitychange", look, { signal });
    return () => watch.abort();
  }

  #putAway(): void {
    if (this.#latest === undefined) passing.remove(KEY);
    else passing.write(KEY, this.#latest);
  }
}
