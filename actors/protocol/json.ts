import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type ErrorMessage, errorMessage } from "./errors.ts";
import { fitsUtf8, LIMITS } from "./limits.ts";
import type { ClientMessage, RawJson } from "./messages.ts";

/** Decodes one JSON frame by its `type`; what it is not understood as is the error to answer with. Never throws. */
export function decodeJson(frame: string, readers: ReadonlyMap<string, Reader>): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return errorMessage("bad-json");
  }
  if (!isTyped(value)) return errorMessage("bad-frame");
  const read = readers.get(value.type);
  return read === undefined ? errorMessage("unknown-type") : read(value);
}

export type Decoded = ClientMessage | ErrorMessage | undefined;

export interface TypedObject {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isTyped(value: unknown): value is TypedObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    "type" in value &&
    typeof value.type === "string"
  );
}

/** How one type of frame is understood: its shape, checked by compiled code, and what it means. */
export type Reader = (frame: TypedObject) => Decoded;

export function reader<Schema extends TSchema>(
  schema: Schema,
  read: (fields: Static<Schema>, type: string) => Decoded,
): Reader {
  const validator = Compile(schema);
  return (frame) => {
    // The check is compiled from the schema, so what passes has the schema's static type.
    if (validator.Check(frame)) return read(frame as Static<Schema>, frame.type);
    return badField(validator.Errors(frame), frame.type);
  };
}

/** Names the first field that is wrong, and what was expected of it. */
function badField(errors: readonly FieldError[], type: string): ErrorMessage {
  const [first] = errors;
  const field = first?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  const detail = field === "" ? `"${type}" ${first?.message}.` : `"${field}" of "${type}" ${first?.message}.`;
  return errorMessage("bad-field", { re: type, detail });
}

interface FieldError {
  readonly instancePath: string;
  readonly message: string;
}

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
