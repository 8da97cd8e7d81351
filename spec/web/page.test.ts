import { get } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeBrowser, counted, type Visitor, WebHouse } from "../support/browser.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import type { LiveSession } from "../support/session-socket.ts";
import { SubPathProxy } from "../support/sub-path-proxy.ts";

let house: WebHouse;
beforeEach(async () => {
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

/** A page in a private chat with somebody elsewhere. */
async function pair(
  options: Parameters<WebHouse["visit"]>[1] = {},
): Promise<{ me: Visitor; ada: LiveSession }> {
  const me = await house.visit(house.url, options);
  const ada = await house.live({ name: "Ada", join: await me.code() });
  await me.click(/^Accept/);
  await me.page.locator("textarea").waitFor();
  return { me, ada };
}

const say = (session: LiveSession, text: string) => session.actor.send({ type: "say", text });
const texts = ({ page }: Visitor) => page.locator("article .bubble > p:first-child").allTextContents();

describe("what others write", () => {
  test("W8: is text, and nothing but text", async () => {
    const { me, ada } = await pair();
    for (const { text } of HOSTILE) say(ada, text);
    say(ada, "the end");
    await me.sees("the end");
    const expected = HOSTILE.map(({ text, expect = text }) => expect);
    expect(await texts(me)).toEqual([...expected, "the end"]);
    await counted(me.page.locator("article img, article script"), 0);
  });

  test("W8: a name is text as well", async () => {
    const me = await house.visit();
    await house.live({ name: "<b>x</b> \u202egpj", join: await me.code() });
    await me.page.getByRole("region", { name: "Invitations" }).getByText("<b>x</b> gpj").first().waitFor();
  });

  test("W9: links are of the web alone, and open elsewhere without a way back", async () => {
    const { me, ada } = await pair();
    say(
      ada,
      "see https://a.example/x_(y), http://b.example. or javascript:alert(1) ftp://c.example https://u:p@d.example/",
    );
    await me.sees("see https");
    const links =
      "[...document.querySelectorAll('article a')].map(a => [a.textContent, a.href, a.target, a.rel])";
    const elsewhere = ["_blank", "noopener noreferrer nofollow"];
    expect(await me.page.evaluate(links)).toEqual([
      ["https://a.example/x_(y)", "https://a.example/x_(y)", ...elsewhere],
      ["http://b.example", "http://b.example/", ...elsewhere],
    ]);
  });
});

describe("while nobody looks", () => {
  const LOOKS_AWAY = `Object.defineProperty(document, "hasFocus", { value: () => false, configurable: true });
    dispatchEvent(new Event("blur"))`;
  const LOOKS_BACK = `delete document.hasFocus; dispatchEvent(new Event("focus"))`;
  const icon = ({ page }: Visitor) => page.locator("link[rel=icon]").getAttribute("href");

  test("W10: title and icon tell how much is unread", async () => {
    const { me, ada } = await pair();
    await me.until('document.title === "Ada – Parley"');
    await me.page.evaluate(LOOKS_AWAY);
    say(ada, "one");
    say(ada, "two");
    await me.until('document.title === "(2) Ada – Parley"');
    expect(await icon(me)).toBe("./favicon-unread.svg");
    await me.page.evaluate(LOOKS_BACK);
    await me.until('document.title === "Ada – Parley"');
    expect(await icon(me)).toBe("./favicon.svg");
  });

  test("W10: notifications are asked for on a click, and shown then", async () => {
    const { me, ada } = await pair();
    await me.page.evaluate(`window.shown = []; window.asked = 0;
      window.Notification = class {
        static permission = "default";
        static requestPermission() { window.asked++; return Promise.resolve(this.permission = "granted"); }
        constructor(title, { body }) { window.shown.push([title, body]); }
      }`);
    await me.click("Menu");
    expect(await me.page.evaluate("window.asked")).toBe(0);
    await me.page.getByLabel("Show notifications").check();
    expect(await me.page.evaluate("window.asked")).toBe(1);
    await me.page.keyboard.press("Escape");
    say(ada, "seen");
    await me.sees("seen");
    await me.page.evaluate(LOOKS_AWAY);
    say(ada, "unseen\nand more");
    await me.until("window.shown.length > 0");
    expect(await me.page.evaluate("window.shown")).toEqual([["Ada", "unseen and more"]]);
  });
});

describe("the line", () => {
  test("W11: Enter sends, Shift-Enter does not, nor does what an input method ends with", async () => {
    const { me } = await pair();
    const field = me.page.locator("textarea");
    await field.pressSequentially("one");
    await me.page.keyboard.press("Shift+Enter");
    await field.pressSequentially("two");
    await me.page.evaluate(`document.querySelector("textarea").dispatchEvent(new KeyboardEvent("keydown",
      { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))`);
    expect(await field.inputValue()).toBe("one\ntwo");
    await me.page.keyboard.press("Enter");
    await me.marked("delivered");
    expect(await texts(me)).toEqual(["one\ntwo"]);
    expect(await field.inputValue()).toBe("");
  });

  test("W11: commands do what they do in a terminal; a mistake stays to be mended", async () => {
    const { me, ada } = await pair();
    await me.say("/name Bert the Second");
    await ada.until(({ place }) => place.at === "pair" && place.partner.name === "Bert the Second");
    await me.say("//shrug");
    await me.sees("/shrug");
    await me.say("/nonsense");
    await me.page.getByRole("alert").getByText('"/nonsense" is no command').waitFor();
    expect(await me.page.locator("textarea").inputValue()).toBe("/nonsense");
    await me.say("/help");
    await me.page.getByRole("dialog").getByText("/join CODE").waitFor();
    await me.page.keyboard.press("Escape");
    await me.say("/leave");
    await me.page.getByRole("heading", { name: "Start talking" }).waitFor();
    await ada.until(({ place }) => place.at === "lobby");
  });

  test("W11: what was begun is kept for its place, also over a reload", async () => {
    const { me } = await pair();
    await me.page.locator("textarea").fill("for Ada alone");
    await me.page.reload();
    await me.page.locator("textarea").waitFor();
    expect(await me.page.locator("textarea").inputValue()).toBe("for Ada alone");
    await me.click("Leave this chat");
    await me.click("Enter the chatroom");
    await me.page.locator("textarea").waitFor();
    expect(await me.page.locator("textarea").inputValue()).toBe("");
  });

  test("W11: a text that is too long is given back", async () => {
    const { me } = await pair();
    const long = "x".repeat(9000);
    await me.say(long);
    await me.reads("This is too long; it was not sent.");
    expect(await me.page.locator("textarea").inputValue()).toBe(long);
  });
});

describe("the transcript", () => {
  test("W12: it follows what is said until somebody scrolls up, and says how much is new", async () => {
    const { me, ada } = await pair();
    for (let i = 1; i <= 200; i++) say(ada, `line ${i}`);
    await me.sees("line 200");
    await me.until(AT_END);
    await me.page.locator("[role=log]").hover();
    await me.page.mouse.wheel(0, -3000);
    await me.reads("To the end");
    say(ada, "news");
    say(ada, "more news");
    await me.click("2 new messages");
    await me.until(AT_END);
    say(ada, "the last");
    await me.sees("the last");
    await me.until(AT_END);
  });

  const AT_END = `(() => { const log = document.querySelector("[role=log]");
    return log.scrollHeight - log.scrollTop - log.clientHeight < 2 })()`;

  test("W12: it is copied as plain text, and cleared", async () => {
    const { me, ada } = await pair({ permissions: ["clipboard-read", "clipboard-write"] });
    say(ada, "one\n[now] me: two");
    await me.sees("one");
    await me.click("Menu");
    await me.click("Copy transcript");
    await me.reads("Copied");
    const copied = String(await me.page.evaluate("navigator.clipboard.readText()"));
    expect(copied.split("\n").at(-2)).toMatch(/^\[.*\] Ada: one$/);
    expect(copied.split("\n").at(-1)).toBe("    [now] me: two");
    await me.click("Clear transcript");
    await me.page.keyboard.press("Escape");
    await counted(me.page.locator("article"), 0);
  });
});

describe("how it is served", () => {
  test("W13: it works below a path, and no server hears whose code is in a link", async () => {
    const proxy = await SubPathProxy.start(house.relay.port);
    const ada = await house.visit(proxy.url);
    ada.onLeave(() => proxy.close());
    const code = await ada.code();
    const bert = await house.visit(`${proxy.url}#join=${code}`);
    await ada.click(/^Accept/);
    await ada.say("Hello below!");
    await bert.sees("Hello below!");
    expect(proxy.asked).toContain("/chat/ws");
    expect(proxy.asked.filter((url) => !url.startsWith("/chat/") || url.includes(code))).toEqual([]);
  });

  test("W13: what a browser loads first is at most 90 KB; what has a hash in its name is kept for ever", async () => {
    const page = await fetched(house.url);
    expect(page.cacheControl).toBe("no-cache");
    const assets = [...page.text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(
      ([, name = ""]) => name,
    );
    expect(assets.length).toBeGreaterThan(1);
    let bytes = page.bytes;
    for (const asset of assets) {
      const file = await fetched(house.url + asset);
      expect(file.cacheControl).toBe("public, max-age=31536000, immutable");
      bytes += file.bytes;
    }
    expect(bytes).toBeLessThanOrEqual(90 * 1024);
  });

  test("W13: the page has no script and no style of its own", async () => {
    const { text } = await fetched(house.url, "identity");
    expect(text).not.toMatch(/<style|style=|<script>|<script [^>]*>[^<]|javascript:|data:/);
  });
});

/** A file as a browser asks for it: bytes on the wire, and the text where it is not compressed. */
async function fetched(url: string, coding = "br") {
  return new Promise<{ bytes: number; text: string; cacheControl: string | undefined }>((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": url === house.url ? "identity" : coding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ bytes: body.length, text: String(body), cacheControl: answer.headers["cache-control"] });
      });
    }).on("error", reject);
  });
}
