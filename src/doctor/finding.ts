/** What a check of `parley doctor` has found. Texts are safe to print and hold no secret. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  /** A `problem` keeps somebody out or stops something from working; a `warning` may. */
  readonly level: "ok" | "warning" | "problem";
  /** One sentence. */
  readonly says: string;
  /** What to do about it, one sentence. */
  readonly todo?: string;
}

/** How long anything outside of this process may take to answer, ms. */
export const PATIENCE = 5_000;

/** Findings about one subject. */
export function about(check: string) {
  return {
    ok: (says: string): Finding => ({ check, level: "ok", says }),
    warning: (says: string, todo: string): Finding => ({ check, level: "warning", says, todo }),
    problem: (says: string, todo: string): Finding => ({ check, level: "problem", says, todo }),
  };
}
