import { type ConfigInputs, loadConfig } from "../../config/load.ts";

/** No source says anything. */
export const none: ConfigInputs = {
  flags: {},
  env: {},
  readFile: () => {
    throw new Error("no file was named");
  },
};

/** What is wrong with these inputs; whatever they leave out is as in {@link none}. */
export function problemsOf(inputs: Partial<ConfigInputs>): readonly string[] {
  const result = loadConfig({ ...none, ...inputs });
  return result.ok ? [] : result.problems;
}

/** The same of a file that holds `text`, and is called p.json. */
export function problemsOfFile(text: string): readonly string[] {
  return problemsOf({ flags: { config: "p.json" }, readFile: () => text });
}
