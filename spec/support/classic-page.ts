import type { WebHouse } from "./browser.ts";
import { Caller } from "./callers.ts";

/** A browser client of the classic dialect, as small as can be: the calls of those that were there before v1. */
const PAGE = `<!doctype html><html lang="en"><title>Classic</title><main><h1>Classic</h1><video autoplay></video></main><script>
const socket = new WebSocket("ws://" + location.host + "/ws");
let connection, waiting = [];
var code, paired = false, asked = false, busy = false;

const say = (type, payload) => socket.send(JSON.stringify({ type, payload }));

async function open() {
  busy = true;
  connection = new RTCPeerConnection();
  connection.onicecandidate = ({ candidate }) => candidate && say("VIDEO_ICE", candidate.toJSON());
  connection.ontrack = ({ streams: [theirs] }) => { document.querySelector("video").srcObject = theirs; };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
}

async function take(description) {
  await connection.setRemoteDescription(description);
  for (const candidate of waiting.splice(0)) await connection.addIceCandidate(candidate);
}

async function call() {
  await open();
  await connection.setLocalDescription(await connection.createOffer());
  say("VIDEO_OFFER", connection.localDescription.toJSON());
}

function close() {
  for (const { track } of connection?.getSenders() ?? []) track?.stop();
  connection?.close();
  connection = undefined;
  waiting = [];
  asked = busy = false;
}

function hangUp() {
  say("VIDEO_HANGUP");
  close();
}

const heard = {
  CONNECTED: (payload) => { code = payload.code; },
  PAIR: () => { paired = true; },
  VIDEO_PLEASE_START: () => { asked = true; },
  async VIDEO_OFFER({ type, sdp }) {
    if (connection === undefined) await open();
    await take({ type: "offer", sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    say("VIDEO_ANSWER", connection.localDescription.toJSON());
  },
  VIDEO_ANSWER: ({ sdp }) => take({ type: "answer", sdp }),
  VIDEO_ICE: (candidate) =>
    connection?.remoteDescription ? connection.addIceCandidate(candidate) : void waiting.push(candidate),
  VIDEO_HANGUP: close,
};
let steps = Promise.resolve();
socket.onmessage = ({ data }) => {
  const { type, payload } = JSON.parse(data);
  steps = steps.then(() => heard[type]?.(payload));
};
</script>`;

/** Somebody with a classic client in a browser. */
export class ClassicPage {
  readonly caller: Caller;

  private constructor(caller: Caller) {
    this.caller = caller;
  }

  /** Somebody at the page of Parley, and somebody at this one, in a private chat. */
  static async pairWith(house: WebHouse): Promise<{ me: Caller; classic: ClassicPage }> {
    const me = await Caller.visit(house);
    const caller = await Caller.visit(house, `${house.url}classic`, {
      first: async ({ page }) => {
        await page.route("**/classic", (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
      },
    });
    const classic = new ClassicPage(caller);
    await classic.until("code");
    await classic.page.evaluate(`say("JOIN", { code: ${JSON.stringify(await me.visitor.code())} })`);
    await me.click(/^Accept/);
    await classic.until("paired");
    return { me, classic };
  }

  get page() {
    return this.caller.page;
  }

  until(expression: string): Promise<void> {
    return this.caller.visitor.until(expression);
  }
}
