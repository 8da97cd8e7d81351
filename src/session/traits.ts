import type { Traits } from "../../actors/ports.ts";
import type { Dialect } from "../../actors/protocol/dialect.ts";

const TRAITS = new Map<string, Traits>();

/** What a client of `dialect` can do. One shared object per combination: a connection should not carry its own. */
export function traits({ name, invitations, receipts, signals }: Dialect, video: boolean): Traits {
  const key = `${name}/${video}`;
  const known = TRAITS.get(key);
  if (known !== undefined) return known;
  const made = { invitations, receipts, signals, video };
  TRAITS.set(key, made);
  return made;
}
