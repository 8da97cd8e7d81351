import type { Static, TObject } from "typebox";
import { Compile } from "typebox/compile";
import { badField } from "./bad-field.ts";
import { type ErrorMessage, errorMessage } from "./errors.ts";
import type { ClientMessage } from "./messages.ts";

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

/**
 * Reads frames of the shape `schema`, whose fields say in their `description` what they must be. `numberOf` finds
 * the client's own number for a frame that is refused, so that the client can tell which it was.
 */
export function reader<Schema extends TObject>(
  schema: Schema,
  read: (fields: Static<Schema>, type: string) => Decoded,
  numberOf: (frame: TypedObject) => number | undefined = () => undefined,
): Reader {
  const validator = Compile(schema);
  const refuse = badField(schema);
  return (frame) =>
    // The check is compiled from the schema, so what passes has the schema's static type.
    validator.Check(frame)
      ? read(frame as Static<Schema>, frame.type)
      : refuse(frame, frame.type, numberOf(frame));
}
