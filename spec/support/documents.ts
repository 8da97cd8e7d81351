import { readFileSync } from "node:fs";

/** A document without what only shows what a link looks like. */
export const prose = (path: string) => readFileSync(path, "utf8").replace(/^```[\s\S]*?^```$/gm, "");

/** Links and pictures, and what stands at the end for several; those to other hosts aside. */
export function linksOf(document: string): readonly string[] {
  const text = prose(document).replace(/`[^`\n]*`/g, "");
  const found = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)];
  return found.map(([, inline, below]) => inline ?? below ?? "").filter((link) => !/^[a-z]+:/.test(link));
}
