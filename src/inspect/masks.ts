import { createHmac, randomBytes } from "node:crypto";

/** Masks that are remembered, both ways. */
const REMEMBERED = 50_000;
/** How many are made at once, which takes some five milliseconds. */
const AT_ONCE = 1000;
const LETTERS = 8;

/**
 * What stands for codes, such as `~k3f9q2x7`: the same for the same code as long as the relay runs, and nothing that leads
 * back to the code without the key, which is this process's own.
 */
export class Masks {
  readonly #key: Uint8Array;
  readonly #masks = new Map<string, string>();
  readonly #codes = new Map<string, string>();

  constructor(key: Uint8Array = randomBytes(32)) {
    this.#key = key;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#masks.size;
  }

  of(code: string): string {
    const known = this.#masks.get(code);
    if (known !== undefined) return known;
    const digest = createHmac("sha256", this.#key).update(code).digest();
    const mask = `~${digest.readBigUInt64BE().toString(36).padStart(LETTERS, "0").slice(-LETTERS)}`;
    this.#remember(code, mask);
    return mask;
  }

  /** That of `code`, if it has been made. */
  known(code: string): string | undefined {
    return this.#masks.get(code);
  }

  /** Whose mask that is, of those that have been made. */
  codeOf(mask: string): string | undefined {
    return this.#codes.get(mask);
  }

  /** Makes masks of `codes`: of so many that nobody has to wait, and of others when it is called again. */
  make(codes: Iterable<string>): void {
    let made = 0;
    for (const code of codes) {
      if (this.#masks.has(code)) continue;
      this.of(code);
      if (++made === AT_ONCE) return;
    }
  }

  forget(): void {
    this.#masks.clear();
    this.#codes.clear();
  }

  #remember(code: string, mask: string): void {
    if (this.#masks.size >= REMEMBERED) {
      for (const [oldest, its] of this.#masks) {
        this.#masks.delete(oldest);
        this.#codes.delete(its);
        break;
      }
    }
    this.#masks.set(code, mask);
    this.#codes.set(mask, code);
  }
}
