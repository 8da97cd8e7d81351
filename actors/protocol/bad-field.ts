import Type, { type TObject, type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type ErrorMessage, errorMessage } from "./errors.ts";

/**
 * Says to a person what is wrong with a frame that `schema` refuses: the first field that is missing, or that is
 * not what its schema's `description` says ("must be …"). Nothing of what the client sent is repeated, and the
 * work stops at the first mistake, so that a frame full of them costs no more than a frame with one.
 */
export function badField(schema: TObject): (frame: object, type: string, id?: number) => ErrorMessage {
  const complain = complaints(schema, "");
  return (frame, type, id) => errorMessage("bad-field", { re: type, id, detail: complain(frame, type) });
}

/** What is wrong with one value, or undefined when nothing is. */
type Complain = (value: object, type: string) => string | undefined;

function complaints({ properties }: TObject, path: string): Complain {
  const fields = Object.entries(properties).map(([key, field]) => complaint(key, field, path));
  return (value, type) => {
    for (const complain of fields) {
      const found = complain(value, type);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function complaint(key: string, field: TSchema, path: string): Complain {
  const name = path + key;
  const optional = Type.IsOptional(field);
  const validator = Compile(field);
  const inside = Type.IsObject(field) ? complaints(field, `${name}.`) : undefined;
  const expected = expectation(field);
  return (parent, type) => {
    const value: unknown = Reflect.get(parent, key);
    if (value === undefined) return optional ? undefined : `"${type}" needs "${name}".`;
    if (validator.Check(value)) return undefined;
    const deeper = isObject(value) ? inside?.(value, type) : undefined;
    return deeper ?? `"${name}" of "${type}" must be ${expected}.`;
  };
}

function expectation(field: TSchema): string {
  if ("description" in field && typeof field.description === "string") return field.description;
  return Type.IsObject(field) ? "an object" : "of another type";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
