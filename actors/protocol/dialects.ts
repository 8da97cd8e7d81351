import { classic } from "./classic.ts";
import type { Dialect } from "./dialect.ts";
import { text } from "./text.ts";
import { v1 } from "./v1.ts";

/** All that a client may speak. */
export const DIALECTS: readonly Dialect[] = [classic, text, v1];
