import { readOptions } from "./options.ts";
import { killAll } from "./processes.ts";
import { measure } from "./round.ts";

process.on("exit", killAll);
for (const s of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(s, () => process.exit(130));
const o = readOptions(process.argv.slice(2));
for (const sc of o.scenarios)
  for (let r = 0; r < o.rounds; r++)
    for (const c of o.contenders) {
      const ms = await measure(c, sc.load, o.pace);
      for (const m of ms) {
        if (m.kind === "memory") console.log(c.name.padEnd(12), m.name, Math.round(m.bytesPerConnection));
        else
          console.log(
            c.name.padEnd(12),
            m.name.padEnd(35),
            Math.round(m.events / m.seconds),
            "cpu",
            (m.serverCpuMicroseconds / m.events).toFixed(2),
            "srv%",
            Math.round(m.serverCpuMicroseconds / m.seconds / 1e4),
            "drv%",
            Math.round(m.driverCpuMicroseconds / m.seconds / 1e4),
            "p50",
            m.p50.toFixed(2),
            "p99",
            m.p99.toFixed(2),
          );
      }
    }
