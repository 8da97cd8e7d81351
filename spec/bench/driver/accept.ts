/** Accepting: connections a second, from opening the socket to CONNECTED, so many handshakes at a time. */
import type { Job, LoadOf, Measurement } from "../job.ts";
import { openCrowd } from "./crowd.ts";
import { DIALECTS } from "./dialect.ts";
import { Meter } from "./meter.ts";

/** The first are not counted: they warm both processes up. */
const WARM_UP_SHARE = 0.1;

export async function runAccept(job: Job, load: LoadOf<"accept">): Promise<Measurement[]> {
  const { connections, concurrency } = load;
  const crowd = { dialect: DIALECTS[job.dialect], port: job.port, concurrency };
  const meter = new Meter(job.pid);
  const warmUp = Math.ceil(connections * WARM_UP_SHARE);
  await openCrowd({ ...crowd, count: warmUp });
  const flow = await meter.during(`accepting ${connections} connections`, () =>
    openCrowd({
      ...crowd,
      count: connections,
      after: warmUp,
      onConnected(milliseconds) {
        meter.events++;
        meter.latency(milliseconds);
      },
    }),
  );
  return [flow];
}
