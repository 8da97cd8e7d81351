import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { mermaidOf } from "../../../actors/chart/mermaid.ts";
import { fieldsOf, filledIn } from "../../../web/inspect/model/by-hand.ts";
import { fileName, mermaidText, recordOf } from "../../../web/inspect/model/export.ts";
import { withBatch } from "../../../web/inspect/model/log.ts";
import { besides } from "../../../web/inspect/model/sides.ts";
import { chartNamed } from "../../support/inspected.ts";
import { ada, bert, client, data, pair, watching } from "../../support/watched.ts";

describe("what is taken away and sent", () => {
  test("Z8: files have names that every system takes", () => {
    expect(fileName(ada, 12, "svg")).toBe("connection-conn.a-12.svg");
    expect(fileName({ ...ada, id: '../<a b>"\u202e/'.repeat(20) }, 0, "mermaid")).toMatch(
      /^connection-[\w.-]{1,60}-0\.mmd$/,
    );
  });

  test("Z8: Mermaid text says what it does not show, and is otherwise what is drawn", () => {
    const chart = chartNamed("connection");
    const lines = mermaidText(chart, ada.active).split("\n");
    expect(lines[1]).toMatch(/^ {2}%% Not drawn: .*without a target.*entry and exit.*data lane/);
    expect(lines.filter((line) => !line.includes("%%")).join("\n")).toBe(
      mermaidOf(chart, { active: ada.active }),
    );
  });

  test("Z8: the record has the actor as it was, and its own events until then", () => {
    const log = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [data(ada.id, "one"), data(bert.id, "two"), data(ada.id, "three")],
    });
    const chart = chartNamed("connection");
    const types = (at: number) =>
      recordOf(chart, ada, log, at).events.map((event) => ("event" in event ? event.event.type : event.kind));
    expect(types(3)).toEqual(["one", "three"]);
    expect(types(2)).toEqual(["one"]);
  });

  test("Z9: a form has a field of the example's kind for each, and refuses what is no number", () => {
    const fields = fieldsOf({ name: "Ada", count: 3, on: true, none: null });
    expect(fields.map(({ kind }) => kind)).toEqual(["text", "number", "yes-no", "nothing"]);
    expect(filledIn(fields)).toEqual({ fields: { name: "Ada", count: 3, on: true, none: null } });
    const wrong = fields.map((field) => (field.kind === "number" ? { ...field, value: Number.NaN } : field));
    expect(filledIn(wrong)).toEqual({ wrong: ["count"] });
  });

  test("Z10: beside an actor stand the same person's on the other side", () => {
    const actors = new Map([ada, bert, client, pair].map((actor) => [actor.id, actor]));
    expect(besides(ada, actors)).toEqual([client]);
    expect(besides(client, actors)).toEqual([ada]);
    expect(besides(bert, actors)).toEqual([]);
    expect(besides(pair, actors)).toEqual([]);
  });
});

test("Z14: is a build of its own", () => {
  const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
  const scripts = (page: string) => {
    const assets = `${dist}${page}/assets/`;
    return readdirSync(assets)
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFileSync(assets + name, "utf8"));
  };
  expect(existsSync(`${dist}inspect/index.html`)).toBe(true);
  expect(scripts("inspect").some((script) => script.includes("elk.layered"))).toBe(true);
  expect(scripts("web").some((script) => /elk\.layered|stateDiagram/.test(script))).toBe(false);
});
