/** A field of the object that `json` is; nothing where it has none, or is no object or no JSON. */
export function jsonField(json: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}
