/** What config/README.md tells somebody to type. */
import { readFileSync } from "node:fs";

const GUIDE = new URL("../../config/README.md", import.meta.url);

/** The commands of a part, by its heading of the second level: the text of each fenced block, in order. */
export function commandsOf(part: string): readonly string[] {
  const text = readFileSync(GUIDE, "utf8");
  const start = text.indexOf(`\n## ${part}\n`);
  if (start < 0) throw new Error(`config/README.md has no part “${part}”`);
  const rest = text.slice(start + 4);
  const end = rest.indexOf("\n## ");
  const blocks = [...rest.slice(0, end < 0 ? undefined : end).matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  if (blocks.length === 0) throw new Error(`config/README.md has no commands in “${part}”`);
  return blocks.map(([, commands = ""]) => commands);
}
