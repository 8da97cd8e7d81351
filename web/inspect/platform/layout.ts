/** The layout of charts, done by elkjs in a worker of its own, and once for each machine. */
import ELK from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Chart } from "../../../actors/chart/chart.ts";
import { type Drawing, drawingOf } from "../model/drawing.ts";
import { graphOf } from "../model/graph.ts";
import { measureText } from "./measure.ts";

export class Layout {
  #elk: InstanceType<typeof ELK> | undefined;
  readonly #drawings = new Map<Chart, Promise<Drawing>>();

  /** Rejects for a chart that cannot be laid out. */
  drawing(chart: Chart): Promise<Drawing> {
    const drawing = this.#drawings.get(chart) ?? this.#draw(chart);
    this.#drawings.set(chart, drawing);
    return drawing;
  }

  async #draw(chart: Chart): Promise<Drawing> {
    this.#elk ??= new ELK({ workerUrl, workerFactory: (url = workerUrl) => new Worker(url) });
    performance.mark("layout");
    const graph = graphOf(chart, measureText());
    const laidOut = await this.#elk.layout(graph.elk);
    performance.measure(`layout ${chart.machine}`, "layout");
    return drawingOf(graph, laidOut);
  }
}
