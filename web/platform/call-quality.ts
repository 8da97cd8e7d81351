import type { Quality } from "../../actors/call/snapshot.ts";

/** What was received and lost, since the beginning. */
interface Counted {
  readonly received: number;
  readonly lost: number;
}

/** Makes of one report of a connection's statistics after the other what the last seconds were like. */
export class QualityMeter {
  #before: Counted = { received: 0, lost: 0 };

  read(report: RTCStatsReport): Quality {
    const now = { received: 0, lost: 0 };
    let rtt: number | undefined;
    report.forEach((entry: Readonly<Record<string, unknown>>) => {
      if (entry["type"] === "inbound-rtp") {
        now.received += numberOf(entry["packetsReceived"]);
        now.lost += numberOf(entry["packetsLost"]);
      }
      const isUsed = entry["type"] === "candidate-pair" && entry["nominated"] === true;
      if (isUsed && entry["state"] === "succeeded" && typeof entry["currentRoundTripTime"] === "number") {
        rtt = Math.round(entry["currentRoundTripTime"] * 1000);
      }
    });
    const received = now.received - this.#before.received;
    const lost = Math.max(0, now.lost - this.#before.lost);
    this.#before = now;
    const expected = received + lost;
    return { rtt, loss: expected > 0 && received >= 0 ? lost / expected : undefined };
  }
}

const numberOf = (value: unknown) => (typeof value === "number" ? value : 0);
