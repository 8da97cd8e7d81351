import { type AdminOptions, startAdmin } from "../../src/admin/admin.ts";
import { Probes } from "../../src/admission/probes.ts";
import type { EdgeServer } from "../../src/edge/port.ts";
import type { StaticFile } from "../../src/http/static.ts";
import type { AcceptFeed, FeedSocket } from "../../src/inspect/port.ts";
import { EventLog } from "./event-log.ts";
import { NOW, TestClock } from "./world.ts";
import { Client } from "./ws-client.ts";

export const TOKEN = "a-secret-of-admins";
export const BEARER = { Authorization: `Bearer ${TOKEN}` } as const;

const file = (contentType: string, content: string): StaticFile => ({
  contentType,
  cacheControl: "no-cache",
  hash: "abc",
  content: Buffer.from(content),
  compressed: [],
});

const PAGE = new Map([
  ["/", file("text/html; charset=utf-8", "<title>inspector</title>")],
  ["/assets/a.js", file("text/javascript; charset=utf-8", "1;")],
]);

type Headers = Readonly<Record<string, string>>;

/** The admin listener alone, with a clock, a page and feeds that are a test's own. */
export class AdminRig {
  now = NOW;
  readonly clock = new TestClock();
  isReady = true;
  /** What feeds hear, `viewer text hi` and the like. */
  readonly heard = new EventLog();
  readonly errors: unknown[] = [];
  /** In the order in which they were opened. */
  readonly sockets: FeedSocket[] = [];
  /** Where the relay's own page is. */
  webClient: ReturnType<AdminOptions["webClient"]> = { port: 6789, publicUrl: undefined };
  #server: EdgeServer | undefined;

  static async start(options: Partial<AdminOptions> = {}): Promise<AdminRig> {
    const rig = new AdminRig();
    rig.#server = await startAdmin({
      host: "127.0.0.1",
      port: 0,
      token: TOKEN,
      webClient: () => rig.webClient,
      source: ({ remoteAddress }) => remoteAddress,
      probes: new Probes(() => rig.now),
      now: () => rig.now,
      clock: rig.clock,
      ready: () => rig.isReady,
      metrics: { contentType: "text/plain; version=0.0.4; charset=utf-8", text: async () => "parley_up 1\n" },
      page: async () => PAGE,
      feeds: { viewer: rig.#feed("viewer"), client: rig.#feed("client") },
      onError: (error) => rig.errors.push(error),
      ...options,
    });
    return rig;
  }

  get server(): EdgeServer {
    if (this.#server === undefined) throw new Error("the listener has not started");
    return this.#server;
  }

  get port(): number {
    return this.server.port;
  }

  /** Lets `ms` pass. */
  pass(ms: number): void {
    this.now += ms;
    this.clock.pass(ms);
  }

  get(path: string, headers: Headers = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers, redirect: "manual" });
  }

  post(path: string, body: string, headers: Headers = {}): Promise<Response> {
    const options = { method: "POST", body, headers: { "Content-Type": FORM, ...headers } };
    return fetch(`http://127.0.0.1:${this.port}${path}`, { ...options, redirect: "manual" });
  }

  /** Rejects when it is refused, with the status. */
  connect(path = "/inspect/feed", headers: Headers = {}): Promise<Client> {
    return Client.open(`ws://127.0.0.1:${this.port}${path}`, { headers });
  }

  /** Shows the token; the answer is the cookie as a browser sends it. */
  async logIn(headers: Headers = {}): Promise<string> {
    const answer = await this.post("/login", `token=${TOKEN}`, headers);
    return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  }

  #feed(name: string): AcceptFeed {
    return (socket) => {
      this.sockets.push(socket);
      return {
        text: (frame) => {
          this.heard.add(`${name} text ${frame}`);
          if (frame === "throw") throw new Error("thrown");
        },
        closed: () => this.heard.add(`${name} closed`),
      };
    };
  }
}

const FORM = "application/x-www-form-urlencoded";
