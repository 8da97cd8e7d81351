import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const locked = Object.entries<Locked>(JSON.parse(read("npm-shrinkwrap.json")).packages).filter(
  ([path]) => path !== "",
);
const production = locked.filter(([, { dev }]) => dev !== true);
const manifest: { readonly scripts: Record<string, string>; readonly dependencies: Record<string, string> } =
  JSON.parse(read("package.json"));

describe("F12: what Parley is made of", () => {
  test("F12: every package has its integrity", () => {
    const without = locked.filter(
      ([, { integrity, link }]) => link !== true && !integrity?.startsWith("sha512-"),
    );
    expect(without.map(([path]) => path)).toEqual([]);
  });

  test("F12: none that is needed in production has an install script, nor has Parley", () => {
    expect(production.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
    const own = Object.keys(manifest.scripts).filter((name) => /install|^prepare$|^prepublish$/.test(name));
    expect(own).toEqual([]);
    expect(manifest.scripts["prepack"]).toBe(manifest.scripts["build"]);
  });

  test("F12: CONTRIBUTING.md lists those of production, and counts them", () => {
    const contributing = read("CONTRIBUTING.md");
    const [, direct, all] =
      /In production there are (\d+) direct dependencies and (\d+) packages\s+in all/.exec(contributing) ??
      [];
    expect([Number(direct), Number(all)]).toEqual([
      Object.keys(manifest.dependencies).length,
      production.length,
    ]);
    const [, list = ""] = /```text\n([^`]*)```/.exec(contributing) ?? [];
    const names = production.map(([path]) => path.replace(/^.*node_modules\//, "")).sort();
    expect(
      list
        .split(/\s+/)
        .filter((name) => name !== "")
        .sort(),
    ).toEqual(names);
  });

  test("F12: every version is pinned", () => {
    expect(
      Object.values(manifest.dependencies).filter((version) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([]);
  });
});
