/** People who chat in pairs and in the chatroom while their sockets are cut, and count what they hear. */
import { Survivor } from "../../support/survivor.ts";

/** Somebody who says numbers and checks those that others say. */
class Chatter {
  readonly survivor: Survivor;
  readonly problems: string[];
  heard = 0;
  said = 0;
  readonly #last = new Map<string, number>();

  constructor(port: number, problems: string[]) {
    this.problems = problems;
    this.survivor = new Survivor(port);
    this.survivor.keeps = false;
    this.survivor.onHeard = (frame) => {
      if (typeof frame === "object" && frame["type"] === "message") this.#hear(frame);
    };
  }

  say(to: string): void {
    this.said++;
    this.survivor.ask({ type: "message", to, text: String(this.said) });
  }

  #hear(frame: { readonly [field: string]: unknown }): void {
    this.heard++;
    const { code } = Object(frame["from"]);
    const number = Number(frame["text"]);
    const last = this.#last.get(code) ?? 0;
    if (number !== last + 1)
      this.problems.push(`${this.survivor.code} heard ${number} after ${last} of ${code}`);
    this.#last.set(code, number);
  }
}

export interface TrafficCounts {
  readonly said: number;
  readonly heard: number;
  readonly cuts: number;
  readonly problems: readonly string[];
}

/** A fixed crowd that talks at a steady rate. */
export class Traffic {
  readonly #problems: string[] = [];
  readonly #pairs: { readonly members: readonly [Chatter, Chatter]; readonly id: string }[] = [];
  readonly #room: Chatter[] = [];
  #cuts = 0;

  /** Connects everybody and brings them together. */
  static async start(port: number, pairs: number, members: number): Promise<Traffic> {
    const traffic = new Traffic();
    for (let i = 0; i < pairs; i++) await traffic.#pair(port);
    for (let i = 0; i < members; i++) await traffic.#enter(port);
    return traffic;
  }

  get counts(): TrafficCounts {
    const all = this.#everybody();
    const sum = (of: (chatter: Chatter) => number) => all.reduce((total, chatter) => total + of(chatter), 0);
    return {
      said: sum(({ said }) => said),
      heard: sum(({ heard }) => heard),
      cuts: this.#cuts,
      problems: this.#problems,
    };
  }

  /** Everybody says one thing. */
  round(): void {
    for (const { members, id } of this.#pairs) for (const chatter of members) chatter.say(id);
    for (const chatter of this.#room) chatter.say("room");
  }

  /** Cuts the socket of whoever `random` (from 0 up to 1) points to. */
  cut(random: number): void {
    const all = this.#everybody();
    if (all[Math.floor(random * all.length)]?.survivor.cut()) this.#cuts++;
  }

  /** Resolves when everybody has heard everything that was said. */
  async settle(): Promise<void> {
    for (const { members } of this.#pairs) {
      const [one, other] = members;
      await one.survivor.until(() => one.heard === other.said);
      await other.survivor.until(() => other.heard === one.said);
    }
    const inRoom = this.#room.reduce((sum, { said }) => sum + said, 0);
    for (const member of this.#room) await member.survivor.until(() => member.heard === inRoom - member.said);
  }

  async leave(): Promise<void> {
    await Promise.all(this.#everybody().map(({ survivor }) => survivor.leave()));
  }

  #everybody(): Chatter[] {
    return [...this.#pairs.flatMap(({ members }) => members), ...this.#room];
  }

  async #arrive(port: number): Promise<Chatter> {
    const chatter = new Chatter(port, this.#problems);
    const welcomed = chatter.survivor.until(() => chatter.survivor.welcomes === 1);
    chatter.survivor.run();
    await welcomed;
    return chatter;
  }

  async #pair(port: number): Promise<void> {
    const [one, other] = [await this.#arrive(port), await this.#arrive(port)];
    let invitation: unknown;
    const invited = other.survivor.until((frame) => {
      invitation = frame?.["invitation"];
      return frame?.["type"] === "invited";
    });
    one.survivor.ask({ type: "join", code: other.survivor.code });
    await invited;
    let id: unknown;
    const paired = one.survivor.until((frame) => {
      id = frame?.["pair"];
      return frame?.["type"] === "paired";
    });
    other.survivor.ask({ type: "accept", invitation });
    await paired;
    this.#pairs.push({ members: [one, other], id: String(id) });
  }

  async #enter(port: number): Promise<void> {
    const chatter = await this.#arrive(port);
    const entered = chatter.survivor.until((frame) => frame?.["type"] === "entered");
    chatter.survivor.ask({ type: "enter" });
    await entered;
    this.#room.push(chatter);
  }
}
