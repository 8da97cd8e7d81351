import type { CallView } from "../../actors/call/snapshot.ts";
import type { Visitor, WebHouse } from "./browser.ts";

/** Milliseconds that media are given. Connecting and mending take their time, on a machine that does other things. */
const PATIENCE = 40_000;

/** Has every connection that the page makes, and what it has captured, in `connections` and `captured`. */
const WATCH = `
  globalThis.connections = [];
  globalThis.captured = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      connections.push(this);
    }
  };
  for (const name of ["getUserMedia", "getDisplayMedia"]) {
    const native = navigator.mediaDevices[name].bind(navigator.mediaDevices);
    navigator.mediaDevices[name] = async (wanted) => {
      const stream = await native(wanted);
      captured.push(...stream.getTracks());
      return stream;
    };
  }`;

/** Figures of the latest connection that grow as long as pictures and sound come in. */
const RECEIVED = `(async () => {
  const report = [...(await connections.at(-1).getStats()).values()];
  const of = (kind) => report.find((stats) => stats.type === "inbound-rtp" && stats.kind === kind) ?? {};
  const { framesDecoded = 0 } = of("video");
  const { bytesReceived = 0, totalAudioEnergy = 0 } = of("audio");
  return { framesDecoded, bytesReceived, totalAudioEnergy };
})`;

/** Whoever may be in a call: at a page whose connections are watched. */
export class Caller {
  readonly visitor: Visitor;

  private constructor(visitor: Visitor) {
    this.visitor = visitor;
  }

  static async visit(house: WebHouse, url = house.url, options: Parameters<WebHouse["visit"]>[1] = {}) {
    const visitor = await house.visit(url, {
      ...options,
      first: async (visitor) => {
        await visitor.page.addInitScript(WATCH);
        await options.first?.(visitor);
      },
    });
    return new Caller(visitor);
  }

  get page() {
    return this.visitor.page;
  }

  click(name: string | RegExp): Promise<void> {
    return this.visitor.click(name);
  }

  reads(text: string | RegExp): Promise<void> {
    return this.visitor.reads(text);
  }

  /** Waits until the call is there. */
  async comesTo(is: CallView["is"]): Promise<void> {
    const place =
      is === "idle"
        ? this.page.locator("section[aria-label=Call]")
        : this.page.locator(`section.${is}[aria-label=Call]`);
    await place.waitFor({ state: is === "idle" ? "detached" : "attached", timeout: PATIENCE });
  }

  /** Waits until it has ended with those words, and nothing is left of it: no connection, no open microphone or camera. */
  async ended(sentence: string): Promise<void> {
    await this.comesTo("ended");
    await this.page.locator("section.ended", { hasText: sentence }).waitFor();
    await this.visitor.until(`connections.every(({ connectionState }) => connectionState === "closed")`);
    await this.visitor.until(`captured.every(({ readyState }) => readyState === "ended")`);
  }

  /** Waits until more of the partner's has come in than had until now: pictures, sound, or both. */
  async receives(...what: readonly ("pictures" | "sound")[]): Promise<void> {
    const grows = [
      ...(what.includes("pictures") ? ["now.framesDecoded > before.framesDecoded"] : []),
      ...(what.includes("sound") ? ["now.bytesReceived > before.bytesReceived"] : []),
      ...(what.includes("sound") ? ["now.totalAudioEnergy > before.totalAudioEnergy"] : []),
    ].join(" && ");
    await this.visitor.within(
      `(async () => {
        const received = ${RECEIVED};
        const before = await received();
        for (let now = before; !(${grows}); now = await received()) await new Promise((next) => setTimeout(next, 50));
      })()`,
      `more ${what.join(" and ")}`,
      PATIENCE,
    );
  }

  /** How many connections the page has had. */
  connections(): Promise<number> {
    return this.page.evaluate("connections.length");
  }

  /** The kinds of the candidates, here and there, through which media go. */
  way(): Promise<readonly string[]> {
    return this.page.evaluate(`(async () => {
      const report = await connections.at(-1).getStats();
      const transport = [...report.values()].find(({ type }) => type === "transport");
      const pair = report.get(transport.selectedCandidatePairId);
      return [pair.localCandidateId, pair.remoteCandidateId].map((id) => report.get(id).candidateType);
    })()`);
  }

  /** What its side of the connection goes by, which every ICE restart changes (RFC 8445, §2.4). */
  ufrag(): Promise<string> {
    return this.page.evaluate(
      "/a=ice-ufrag:(.*)/.exec(connections.at(-1).currentLocalDescription.sdp)[1].trim()",
    );
  }

  /** What the track that is sent as a picture shows: a camera or a screen. */
  async shows(what: "camera" | "screen"): Promise<void> {
    const isScreen = "sender.track?.getSettings().displaySurface !== undefined";
    await this.visitor.until(
      `connections.at(-1).getSenders().some((sender) => sender.track?.kind === "video" && ${what === "screen" ? isScreen : `!(${isScreen})`})`,
    );
  }
}

/** Two pages in a private chat; `of` says how either is opened. */
export async function pairOfCallers(
  house: WebHouse,
  of: { readonly ada?: Opened; readonly bert?: Opened } = {},
): Promise<{ ada: Caller; bert: Caller }> {
  const ada = await Caller.visit(house, of.ada?.url, of.ada);
  const code = await ada.visitor.code();
  const bert = await Caller.visit(house, `${of.bert?.url ?? house.url}#join=${code}`, of.bert);
  await ada.click(/^Accept/);
  await Promise.all([ada, bert].map(({ page }) => page.locator("textarea").waitFor()));
  return { ada, bert };
}

type Opened = Parameters<WebHouse["visit"]>[1] & { readonly url?: string };

/** Ada calls, and Bert takes it. */
export async function callAndAccept({ ada, bert }: { ada: Caller; bert: Caller }): Promise<void> {
  await ada.click("Video call");
  await bert.click("Accept with video");
  await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
}
