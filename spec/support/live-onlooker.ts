import type { ActorId, ActorRow, FeedEvent, FeedMessage, ViewerMessage } from "../../actors/inspect/feed.ts";
import { inShort } from "./onlookers.ts";
import { Client, type ClientOptions } from "./ws-client.ts";

/** Who looks on by the admin listener on `port`, over a real socket. */
export class LiveOnlooker {
  readonly #client: Client;
  /** All but the charts, as they came. */
  readonly frames: string[] = [];
  /** What has happened to what is watched, in short. */
  readonly story: string[] = [];

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(port: number | undefined, options?: ClientOptions): Promise<LiveOnlooker> {
    const onlooker = new LiveOnlooker(await Client.open(`ws://127.0.0.1:${port}/inspect/feed`, options));
    await onlooker.#until(({ type }) => type === "hello");
    return onlooker;
  }

  /** Waits until the index, of those that `text` finds, has every one of `ids`; gives its rows. */
  async finds(text: string, ...ids: readonly (ActorId | RegExp)[]): Promise<readonly ActorRow[]> {
    this.#ask({ type: "list", query: 1, filter: { text }, offset: 0, limit: 200 });
    const has = (rows: readonly ActorRow[], wanted: ActorId | RegExp) =>
      rows.some(({ id }) => (typeof wanted === "string" ? id === wanted : wanted.test(id)));
    const page = await this.#until(
      (message) => message.type === "index" && ids.every((id) => has(message.actors, id)),
    );
    return page.type === "index" ? page.actors : [];
  }

  /** Watches an actor and what it leads to; gives their ids. */
  async follow(id: ActorId): Promise<readonly ActorId[]> {
    this.#ask({ type: "watch", actors: [id], follow: true });
    const watching = await this.#until(({ type }) => type === "watching");
    return watching.type === "watching" ? watching.actors.map((actor) => actor.id) : [];
  }

  /** Waits until a line of the story, from now on, is or matches that. */
  async hears(wanted: string | RegExp): Promise<void> {
    const fits = (line: string) => (typeof wanted === "string" ? line === wanted : wanted.test(line));
    let from = 0;
    while (!this.story.slice(from).some(fits)) {
      from = this.story.length;
      await this.#until(({ type }) => type === "batch");
    }
    this.story.splice(0, this.story.findIndex(fits) + 1);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #ask(message: ViewerMessage): void {
    this.#client.send(JSON.stringify(message));
  }

  async #until(holds: (message: FeedMessage) => boolean): Promise<FeedMessage> {
    for (;;) {
      const frame = await this.#client.next();
      const message: FeedMessage = JSON.parse(frame);
      if (message.type !== "machine") this.frames.push(frame);
      const events: readonly FeedEvent[] = message.type === "batch" ? message.events : [];
      this.story.push(...events.map(inShort));
      if (holds(message)) return message;
    }
  }
}
