/**
 * The keys that stand more than once in one object at the top of `json`, which must be valid JSON: of those `JSON.parse`
 * takes the last and says nothing (RFC 8259 §4 leaves it open).
 */
export function duplicateKeys(json: string): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  let depth = 0;
  for (const [token, text] of json.matchAll(/[{}[\]]|("(?:[^"\\]|\\.)*")(?:\s*:)?/g)) {
    if (text === undefined) depth += token === "{" || token === "[" ? 1 : -1;
    else if (depth === 1 && token.endsWith(":")) {
      const key: string = JSON.parse(text);
      (seen.has(key) ? twice : seen).add(key);
    }
  }
  return [...twice];
}
