import { fitsUtf8, LIMITS } from "./limits.ts";
import type { RawJson } from "./messages.ts";

/**
 * A signalling payload as the JSON text it is carried as; undefined when it is too long or too deep.
 * Depth is checked first, since writing a deep value recurses.
 */
export function rawPayload(value: unknown): RawJson | undefined {
  if (!isShallow(value, LIMITS.payloadDepth)) return undefined;
  const raw = JSON.stringify(value);
  return fitsUtf8(raw, LIMITS.payload) ? raw : undefined;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const part of Object.values(value)) {
    if (!isShallow(part, depth - 1)) return false;
  }
  return true;
}
