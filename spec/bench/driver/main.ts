/**
 * The load generator's process: takes one job from the harness, answers with its measurements. Should the
 * harness vanish, it ends the server it was told to guard and then itself.
 */
import type { DriverReply, DriverRequest, Job, Measurement } from "../job.ts";
import { runAccept } from "./accept.ts";
import { runIdle } from "./idle.ts";
import { runPairs } from "./pairs.ts";
import { runRoom } from "./room.ts";

let guarded: number | undefined;

process.on("disconnect", () => {
  try {
    if (guarded !== undefined) process.kill(guarded, "SIGKILL");
  } finally {
    process.exit();
  }
});

process.on("message", async (request: DriverRequest) => {
  if (request.type === "guard") guarded = request.pid;
  else reply({ type: "done", measurements: await run(request.job) });
});

/** A refused or lost connection is thrown from its socket's events. */
process.on("uncaughtException", (error) => reply({ type: "failed", reason: error.message }));

function run(job: Job): Promise<Measurement[]> {
  const { load } = job;
  switch (load.kind) {
    case "pairs":
      return runPairs(job, load);
    case "room":
      return runRoom(job, load);
    case "accept":
      return runAccept(job, load);
    case "idle":
      return runIdle(job, load);
  }
}

function reply(message: DriverReply): void {
  process.send?.(message);
}
