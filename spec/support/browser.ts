import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { SessionInput } from "../../actors/session/intents.ts";
import type { Config } from "../../config/settings.ts";
import type { AdminInspector } from "../../src/admin/side.ts";
import { loadStatic } from "../../src/http/static.ts";
import { createLog } from "../../src/log.ts";
import { type Relay, startRelay } from "../../src/relay.ts";
import { launchChromium } from "./chromium.ts";
import { TEST_CONFIG } from "./relay.ts";
import { LiveSession } from "./session-socket.ts";

/** The web client as `src/setup.mjs` has built it. */
export const BUILT = fileURLToPath(new URL("../../dist/web", import.meta.url));
const BUILT_INSPECTOR = fileURLToPath(new URL("../../dist/inspect", import.meta.url));

/** Milliseconds that a page is given for anything. Only ever spent by a test that fails. */
const PATIENCE = 30_000;

/** The one browser of a test file. */
let shared: Promise<Browser> | undefined;

export async function closeBrowser(): Promise<void> {
  await (await shared)?.close();
}

/** A relay that serves the web client, in the time of the machine, and a browser for its visitors. */
export class WebHouse {
  readonly relay: Relay;
  readonly browser: Browser;
  readonly #visitors: Visitor[] = [];
  readonly #sessions: LiveSession[] = [];

  private constructor(relay: Relay, browser: Browser) {
    this.relay = relay;
    this.browser = browser;
  }

  /** `inspector` stands in for the relay's own. */
  static async open(
    settings: Partial<Config> = {},
    inspector: Partial<AdminInspector> = {},
  ): Promise<WebHouse> {
    const config = { ...TEST_CONFIG, logLevel: "error" as const, ...settings };
    const log = createLog(config, { isTerminal: false, write: (line) => void process.stderr.write(line) });
    const relay = await startRelay(config, log, {
      webClient: loadStatic(BUILT),
      inspector: { page: () => loadStatic(BUILT_INSPECTOR), ...inspector },
    });
    shared ??= launchChromium();
    return new WebHouse(relay, await shared);
  }

  /** With a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${this.relay.port}/`;
  }

  /** Of the admin listener, likewise. */
  get adminUrl(): string {
    return `http://127.0.0.1:${this.relay.admin?.port}/`;
  }

  /** Somebody who opens `url` in a browser profile of their own, and stands in the lobby unless told otherwise. */
  async visit(
    url = this.url,
    options: BrowserContextOptions & {
      readonly until?: string;
      readonly held?: boolean;
      /** Done before the page is opened. */
      readonly first?: (visitor: Visitor) => Promise<void>;
    } = {},
  ): Promise<Visitor> {
    const { until = "main h1", held = false, first, ...about } = options;
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...about });
    const visitor = new Visitor(context, await context.newPage());
    this.#visitors.push(visitor);
    // A socket that is taken and never answered.
    if (held) await visitor.page.routeWebSocket(/.*/, () => {});
    await first?.(visitor);
    await visitor.page.goto(url);
    await visitor.page.locator(until).first().waitFor();
    return visitor;
  }

  /** Somebody with a client that has no pages: the same session, on Node. */
  async live(input: Partial<SessionInput> = {}): Promise<LiveSession> {
    const session = new LiveSession(`ws://127.0.0.1:${this.relay.port}/ws`, input);
    this.#sessions.push(session);
    const isNamed = (name: string) => input.name === undefined || !name.startsWith("client_");
    await session.until(({ me }) => me !== undefined && isNamed(me.name));
    return session;
  }

  /** Everybody goes, and the relay ends; no page may have complained of anything. */
  async close(): Promise<void> {
    const leaving = this.#visitors.splice(0);
    const complaints = leaving.flatMap((visitor) => visitor.complaints);
    await Promise.all(leaving.map((visitor) => visitor.leave()));
    await Promise.all(this.#sessions.splice(0).map((session) => session.quit()));
    await this.relay.close();
    expect(complaints).toEqual([]);
  }
}

/** Waits until there are so many of them: a page draws what it has heard or was told at its next frame. */
export async function counted(of: Locator, count: number): Promise<void> {
  if (count > 0) await of.nth(count - 1).waitFor({ state: "attached" });
  await of.nth(count).waitFor({ state: "detached" });
}

/** What a browser itself reports of a network that a test has cut. */
const OF_THE_NETWORK =
  /^WebSocket connection to '.*' failed|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED)/;

/** One person at one page. */
export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors and warnings of the console, failures of scripts, and reports of the content policy. */
  readonly complaints: string[] = [];
  readonly #last: (() => Promise<void>)[] = [];

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      const isComplaint = message.type() === "error" || message.type() === "warning";
      if (isComplaint && !OF_THE_NETWORK.test(message.text())) this.complaints.push(message.text());
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`);
    });
  }

  /** To be done when the visit is over. */
  onLeave(last: () => Promise<void>): void {
    this.#last.push(last);
  }

  async leave(): Promise<void> {
    await this.context.close();
    await Promise.all(this.#last.map((last) => last()));
  }

  /** One's own code, as the lobby shows it. */
  async code(): Promise<string> {
    return (await this.page.locator(".code code").textContent()) ?? "";
  }

  async say(text: string): Promise<void> {
    await this.page.locator("textarea").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until somebody's message, or one's own, stands in the transcript. */
  async sees(text: string): Promise<void> {
    await this.page.locator("article", { hasText: text }).first().waitFor();
  }

  /** Waits until the transcript, or something else on the page, says so. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Waits until an expression of the page's is true. No string is evaluated within the page: its policy forbids that. */
  until(expression: string): Promise<void> {
    return this.within(
      `new Promise((resolve) => { const look = () => (${expression}) ? resolve() : requestAnimationFrame(look); look(); })`,
      expression,
    );
  }

  /** Waits for a promise of the page's. */
  async within(promise: string, what: string, patience = PATIENCE): Promise<void> {
    const waiting = this.page.evaluate(promise);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patience);
    });
    await Promise.race([waiting, tooLong]).finally(() => clearTimeout(timer));
  }

  async click(name: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name }).first().click();
  }

  /** Waits until one's own last message has that mark. */
  async marked(mark: "sending" | "sent" | "delivered" | "failed"): Promise<void> {
    const last = this.page.locator("article.own").last();
    await last.locator(`[data-mark=${mark}]`).waitFor({ state: "attached" });
  }

  /** What is on the page that people with disabilities can't use, as axe finds it: rule and element. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(RUN_AXE);
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN_AXE = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + ": " + failureSummary)))`;
