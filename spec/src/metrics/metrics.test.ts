import { spawnSync } from "node:child_process";
import { afterEach, expect, test } from "@jest/globals";
import { heardBy, Person } from "../../support/people.ts";
import { readMetrics } from "../../support/prometheus.ts";
import { TestRelay } from "../../support/relay.ts";
import { nonZero, scrape } from "../../support/scrapes.ts";

let relay: TestRelay;
afterEach(() => relay.stop());

test("D12: the text is Prometheus', every name begins with parley_, and nothing a person has said is in it", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const ada = await Person.arrive(relay, "v1", { client: "told-by-ada/1.0" });
  ada.rename("Ada Lovelace");
  ada.enter();
  await heardBy(ada);
  const answer = await fetch(`http://127.0.0.1:${relay.adminPort}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  const families = readMetrics(text);
  expect([...families.keys()].filter((name) => !name.startsWith("parley_"))).toEqual([]);
  for (const [name, { type, help, samples }] of families) {
    expect([name, type]).toEqual([name, name.endsWith("_total") ? "counter" : "gauge"]);
    expect(help).toMatch(/\.$/);
    expect(samples.size).toBeGreaterThan(0);
    expect(samples.size).toBeLessThan(30);
  }
  for (const word of [ada.code, "Ada", "told-by", "127.0.0.1"]) expect(text).not.toContain(word);
});

test("D12: promtool has nothing to complain of", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const response = await fetch(`http://127.0.0.1:${relay.adminPort}/metrics`);
  const { stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: await response.text(),
    encoding: "utf8",
  });
  expect(stdout + stderr).toBe("");
});

test("D13: counters only grow, and the process is measured", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const first = await scrape(relay);
  const ada = await Person.arrive(relay, "v1");
  for (let i = 0; i < 100; i++) ada.send("{");
  await ada.client.take(100);
  const second = await scrape(relay);
  for (const [name, { type, samples }] of second) {
    if (type !== "counter") continue;
    for (const [labels, value] of samples) {
      expect([name, value >= (first.get(name)?.samples.get(labels) ?? 0)]).toEqual([name, true]);
    }
  }
  expect(second.get("parley_drops_total")?.samples.get('reason="frame_not_understood"')).toBe(100);
  const memory = second.get("parley_process_memory_bytes")?.samples;
  expect(memory?.get('kind="rss"')).toBeGreaterThan(1_000_000);
  const started = [first, second].map((scraped) =>
    scraped.get("parley_process_start_time_seconds")?.samples.get(""),
  );
  expect(started).toEqual([performance.timeOrigin / 1000, performance.timeOrigin / 1000]);
  const delays = second.get("parley_event_loop_delay_seconds")?.samples;
  const growing = [50, 90, 99, 100].map((each) => delays?.get(`percentile="${each}"`) ?? -1);
  expect(growing).toEqual(growing.toSorted((a, b) => a - b));
  expect(growing[0]).toBeGreaterThanOrEqual(0);
});

test("D12: relays of one process count each for itself", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const other = await TestRelay.start({ adminPort: 0 });
  await Person.arrive(other, "v1");
  expect(await nonZero(relay, "connections")).toEqual({});
  await other.stop();
});
