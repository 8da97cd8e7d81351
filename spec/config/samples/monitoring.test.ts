import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ended, serveCli } from "../../support/cli.ts";
import { sample, samplePath } from "../../support/samples.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-prometheus-"));
});
afterAll(() => rm(folder, { recursive: true }));

function promtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

/** Series of an hour, a value a minute, with which an alert fires after half of it, and with which it does not. */
interface Case {
  readonly fires: Readonly<Record<string, string>>;
  readonly quiet: Readonly<Record<string, string>>;
}

const drops = (reason: string) => `parley_drops_total{instance="a",reason="${reason}"}`;
const resumes = (outcome: string) => `parley_resumes_total{instance="a",outcome="${outcome}"}`;
const sockets = 'parley_sockets{instance="a"}';
const mostSockets = 'parley_max_connections{instance="a"}';
const memory = 'parley_process_memory_bytes{instance="a",kind="rss"}';
const mostMemory = 'parley_process_max_memory_bytes{instance="a"}';

/** The same series with two courses. */
const one = (series: string, fires: string, quiet: string): Case => ({
  fires: { [series]: fires },
  quiet: { [series]: quiet },
});

const CASES: Readonly<Record<string, Case>> = {
  ParleyDown: one('up{job="parley",instance="a"}', "0+0x60", "1+0x60"),
  ParleyRestarts: one(
    'parley_process_start_time_seconds{instance="a"}',
    "100+0x5 200+0x5 300+0x5 400+0x50",
    "100+0x5 200+0x60",
  ),
  ParleyNearlyFull: {
    fires: { [sockets]: "9000+0x60", [mostSockets]: "10000+0x60" },
    quiet: { [sockets]: "9000+0x60", [mostSockets]: "20000+0x60" },
  },
  ParleyFull: one(drops("handshake_full"), "0+10x60", "5+0x60"),
  ParleyEventLoopLate: one(
    'parley_event_loop_delay_seconds{instance="a",percentile="99"}',
    "0.4+0x60",
    "0.01+0x60",
  ),
  ParleyMemory: {
    fires: { [memory]: "6e8+0x60", [mostMemory]: "1e9+0x60" },
    quiet: { [memory]: "6e8+0x60", [mostMemory]: "2e9+0x60" },
  },
  ParleyFailures: one(drops("socket_failed"), "0+0x25 1+0x40", "3+0x60"),
  ParleyFlooded: one(drops("frame_too_fast"), "0+3000x60", "0+60x60"),
  ParleyGuessing: one(drops("join_too_many_tries"), "0+20x60", "0+1x60"),
  ParleySessionsLost: {
    fires: { [resumes("resumed")]: "0+1x60", [resumes("unknown")]: "0+5x60" },
    quiet: { [resumes("resumed")]: "0+5x60", [resumes("unknown")]: "0+1x60" },
  },
};

describe("B9: Prometheus", () => {
  test("takes the configuration and the rules", () => {
    const file = samplePath("prometheus.yml");
    expect(promtool("check", "config", file)).toMatchObject({
      status: 0,
      said: expect.stringContaining("SUCCESS"),
    });
  });

  test("is alerted by each rule when it should be, and only then", async () => {
    const file = join(folder, "tests.yml");
    const tests = Object.entries(CASES).flatMap(([alert, { fires, quiet }]) =>
      (
        [
          [fires, 1],
          [quiet, 0],
        ] as const
      ).map(([series, count]) => ({
        name: `${alert} ${count === 1 ? "fires" : "is quiet"}`,
        interval: "1m",
        input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
            eval_time: "30m",
            exp_samples: [{ labels: "{}", value: count }],
          },
        ],
      })),
    );
    // JSON is YAML too.
    const whole = { rule_files: [samplePath("alerts.yml")], evaluation_interval: "1m", tests };
    await writeFile(file, JSON.stringify(whole));
    expect(promtool("test", "rules", file)).toEqual({ status: 0, said: expect.stringContaining("SUCCESS") });
    const alerts = [...sample("alerts.yml").matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect(Object.keys(CASES)).toEqual(alerts);
  });
});

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

describe("B9: the dashboard", () => {
  const dashboard: { panels: readonly Panel[] } = JSON.parse(sample("grafana-dashboard.json"));
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  test("has panels side by side, each with a number and a title of its own", () => {
    const { panels } = dashboard;
    for (const key of ["id", "title"] as const) {
      expect(new Set(panels.map((panel) => panel[key])).size).toBe(panels.length);
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  test("asks what Prometheus understands", async () => {
    const file = join(folder, "queries.yml");
    const rules = queries.map((expr, i) => ({
      record: `query_${i}`,
      expr: expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*"),
    }));
    await writeFile(file, JSON.stringify({ groups: [{ name: "queries", rules }] }));
    expect(promtool("check", "rules", file)).toMatchObject({
      status: 0,
      said: expect.stringContaining(`${queries.length} rules found`),
    });
  });

  test("and the alerts ask for what a relay measures", async () => {
    const { child, announced } = await serveCli(["--admin-port", "0"]);
    const admin = /^Inspector and metrics at (.*)inspect\/$/m.exec(announced)?.[1];
    const metrics = await (await fetch(`${admin}metrics`)).text();
    child.kill("SIGTERM");
    await ended(child);
    const measured = names(metrics);
    const asked = names(`${queries.join("\n")} ${sample("alerts.yml")}`);
    expect(measured.size).toBeGreaterThan(0);
    expect([...asked].filter((name) => !measured.has(name))).toEqual([]);
    const labels = [
      ...`${queries.join("\n")} ${sample("alerts.yml")}`.matchAll(/(\w+)(?:=|!=|=~)"([\w.|]+)"/g),
    ]
      .filter(([, label]) => label !== "job")
      .flatMap(([, label, values = ""]) => values.split("|").map((value) => `${label}="${value}"`));
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.filter((label) => !metrics.includes(label))).toEqual([]);
  });
});

/** Metrics that are named in a text. */
const names = (text: string) => new Set(Array.from(text.matchAll(/\bparley_[a-z_]+/g), ([name]) => name));
