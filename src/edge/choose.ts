import { importNative, type LoadNative, NATIVE_NEEDS } from "./native.ts";
import { EdgeError, type EdgeHandler, type EdgeOptions, type EdgeServer } from "./port.ts";
import { startPortable } from "./portable.ts";
import { uwsWith } from "./uws.ts";

/** `auto` is `uws` where its native binary loads, and `ws` elsewhere. */
export type EdgeChoice = "auto" | "uws" | "ws";

/**
 * Starts the chosen edge. `warn` gets one sentence when `auto` has to fall back; every other failure rejects with
 * {@link EdgeError}. `load` gives the native module and stands in for it in tests.
 */
export async function startEdge<Context>(
  choice: EdgeChoice,
  options: EdgeOptions,
  handler: EdgeHandler<Context>,
  warn: (sentence: string) => void,
  load: LoadNative = importNative,
): Promise<EdgeServer> {
  if (choice === "ws") return startPortable(options, handler);
  try {
    return await uwsWith(load)(options, handler);
  } catch (error) {
    if (choice === "uws" || !(error instanceof EdgeError) || error.kind !== "no-native") throw error;
    warn(`Running on the slower portable edge; the fast one (uWebSockets.js) needs ${NATIVE_NEEDS}.`);
    return startPortable(options, handler);
  }
}
