import { describe, expect, test } from "@jest/globals";
import type { Candidate, Description } from "../../../actors/call/intents.ts";
import { Negotiation, type PeerPort } from "../../../actors/call/negotiation.ts";

const candidate = (n: number): Candidate => ({ candidate: `candidate:${n}`, sdpMid: "0" });
const offer = (sdp: string): Description => ({ type: "offer", sdp });
const answer = (sdp: string): Description => ({ type: "answer", sdp });

/** As much of WebRTC's state machine as a negotiation sees. */
class Port implements PeerPort {
  signalingState = "stable";
  localDescription: Description | null = null;
  /** What was done, in order. */
  readonly done: string[] = [];
  /** Own candidates that come up while a description is set. */
  onDescribe = () => {};
  fails = false;
  #remote: string | undefined;
  #count = 0;

  async setLocalDescription() {
    await Promise.resolve();
    const isAnswer = this.signalingState === "have-remote-offer";
    this.localDescription = isAnswer ? answer(`answer ${++this.#count}`) : offer(`offer ${++this.#count}`);
    this.signalingState = isAnswer ? "stable" : "have-local-offer";
    this.onDescribe();
  }

  async setRemoteDescription({ type, sdp }: Description) {
    await Promise.resolve();
    if (this.fails) throw new Error("refused");
    if (type === "offer" && this.signalingState === "have-local-offer") this.done.push("rollback");
    this.signalingState = type === "offer" ? "have-remote-offer" : "stable";
    this.#remote = sdp;
    this.done.push(`remote ${sdp}`);
  }

  async addIceCandidate({ candidate }: Candidate) {
    if (this.#remote === undefined) throw new Error("no remote description");
    if (candidate.endsWith("bad")) throw new Error("unknown ufrag");
    this.done.push(candidate);
  }
}

function negotiation() {
  const port = new Port();
  const said: string[] = [];
  const errors: unknown[] = [];
  const one = new Negotiation(port, {
    says: ({ sdp }) => said.push(sdp),
    found: ({ candidate }) => said.push(candidate),
    fails: (error) => errors.push(error),
  });
  // Steps of promises only: after some turns of the queue all of them are done.
  const settled = async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
  };
  return { port, said, errors, one, settled };
}

describe("perfect negotiation", () => {
  test("M17: no offer is made before it may be", async () => {
    const { one, said, settled } = negotiation();
    one.needed();
    await settled();
    expect(said).toEqual([]);
    one.begin();
    await settled();
    expect(said).toEqual(["offer 1"]);
  });

  test("M17: candidates wait for the description that they belong to, on either side", async () => {
    const { one, port, said, settled } = negotiation();
    one.candidate(candidate(1));
    one.candidate(candidate(2));
    port.onDescribe = () => one.found(candidate(8));
    await settled();
    expect(port.done).toEqual([]);
    one.offered(offer("theirs"), true);
    one.candidate(candidate(3));
    await settled();
    one.found(candidate(9));
    expect(port.done).toEqual(["remote theirs", "candidate:1", "candidate:2", "candidate:3"]);
    expect(said).toEqual(["answer 1", "candidate:8", "candidate:9"]);
  });

  test("M17: of two offers that cross, the polite side takes its own back", async () => {
    const { one, port, said, settled } = negotiation();
    one.begin();
    await settled();
    one.offered(offer("theirs"), true);
    one.answered(answer("to what was taken back"));
    await settled();
    expect(port.done).toEqual(["rollback", "remote theirs"]);
    expect(said).toEqual(["offer 1", "answer 2"]);
  });

  test("M17: and the impolite one passes the other's over, with its candidates", async () => {
    const { one, port, said, errors, settled } = negotiation();
    one.begin();
    one.offered(offer("theirs"), false);
    one.candidate({ candidate: "candidate:bad" });
    one.answered(answer("to mine"));
    await settled();
    expect(port.done).toEqual(["remote to mine"]);
    expect([said, errors, port.signalingState]).toEqual([["offer 1"], [], "stable"]);
  });

  test("M17: further offers, when something has changed", async () => {
    const { one, said, settled } = negotiation();
    one.begin();
    one.answered(answer("a"));
    one.needed();
    one.answered(answer("b"));
    one.offered(offer("theirs"), false);
    await settled();
    expect(said).toEqual(["offer 1", "offer 2", "answer 3"]);
  });

  test("M17: what can't be taken is told, and nothing is after it is closed", async () => {
    const { one, port, said, errors, settled } = negotiation();
    port.fails = true;
    one.offered(offer("bad"), true);
    await settled();
    expect(errors).toHaveLength(1);
    one.begin();
    one.close();
    one.offered(offer("late"), true);
    await settled();
    expect([said, errors.length]).toEqual([[], 1]);
  });
});
