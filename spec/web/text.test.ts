import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import decodeQR from "qr/decode.js";
import { closeBrowser, counted, type Visitor, WebHouse } from "../support/browser.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { Client } from "../support/ws-client.ts";

let house: WebHouse;
beforeEach(async () => {
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

/** Two browsers in a private chat. */
async function pair(url = house.url): Promise<{ ada: Visitor; bert: Visitor }> {
  const ada = await house.visit();
  const bert = await house.visit(`${url}#join=${await ada.code()}`);
  await ada.click(/^Accept/);
  await bert.page.locator("textarea").waitFor();
  return { ada, bert };
}

/** The squares of a path as a picture, four pixels wide each. */
function pixelsOf(path: string) {
  const dark = Array.from(path.matchAll(/M(\d+) (\d+)h/g), ([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const side = 4 * (Math.max(...dark.map(({ x }) => x)) + 4);
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const { x, y } of dark) {
    for (let i = 0; i < 16; i++) {
      const at = ((4 * y + (i >> 2)) * side + 4 * x + (i & 3)) * 4;
      data.fill(0, at, at + 3);
    }
  }
  return { width: side, height: side, data };
}

describe("invitations", () => {
  test("W1, W2: two browsers meet by the invite link and chat both ways", async () => {
    const ada = await house.visit();
    const code = await ada.code();
    const bert = await house.visit(`${house.url}#join=${code.toLowerCase()}`);
    await bert.reads(`Waiting for ${code} to accept.`);
    expect(new URL(bert.page.url()).hash).toBe("");
    await ada.reads("wants to chat with you");
    await ada.click(/^Accept/);
    await ada.say("Hello, Bert!");
    await bert.sees("Hello, Bert!");
    await ada.marked("delivered");
    await bert.say("Hello, Ada!");
    await ada.sees("Hello, Ada!");
    await bert.marked("delivered");
  });

  test("W1: the link that is copied is the one with the code", async () => {
    const ada = await house.visit(house.url, { permissions: ["clipboard-read", "clipboard-write"] });
    await ada.click("Copy invite link");
    await ada.reads("Copied");
    expect(await ada.page.evaluate("navigator.clipboard.readText()")).toBe(
      `${house.url}#join=${await ada.code()}`,
    );
  });

  test("W1: the QR code is of that link", async () => {
    const ada = await house.visit();
    const path = await ada.page.locator("svg[role=img] path").getAttribute("d");
    expect(decodeQR(pixelsOf(path ?? ""))).toBe(`${house.url}#join=${await ada.code()}`);
  });

  test.each<[string, (code: string) => string]>([
    ["small letters and blanks", (code) => ` ${code.slice(0, 4).toLowerCase()} ${code.slice(4)} `],
    ["a whole link", (code) => `https://chat.example/parley/#join=${code}`],
  ])("W1: a code is taken with %s, and may be declined or taken back", async (_, spelt) => {
    const ada = await house.visit();
    const bert = await house.visit();
    const ask = async () => {
      await bert.page.getByLabel("Code or invite link").fill(spelt(await ada.code()));
      await bert.page.keyboard.press("Enter");
      await ada.reads("wants to chat with you");
    };
    await ask();
    await ada.click(/^Decline/);
    await bert.reads(/has declined/);
    await ask();
    await bert.click("Cancel");
    await ada.page.getByRole("region", { name: "Invitations" }).waitFor({ state: "detached" });
  });
});

describe("the chatroom", () => {
  test("W3, W4: three people, one of whom takes another name where it stands", async () => {
    const [ada, bert, chen] = [await house.visit(), await house.visit(), await house.visit()];
    for (const person of [ada, bert, chen]) {
      await person.click("Enter the chatroom");
      await person.page.locator("textarea").waitFor();
    }
    await ada.reads("3 people here");
    await ada.click(/Change your name/);
    await ada.page.getByLabel("Your name").fill("Ada Lovelace");
    await ada.page.keyboard.press("Enter");
    for (const person of [bert, chen]) {
      await person.page.getByRole("complementary").getByText("Ada Lovelace").waitFor();
    }
    await ada.say("Good morning!");
    await bert.page.locator("article", { hasText: "Ada Lovelace" }).getByText("Good morning!").waitFor();
    await chen.sees("Good morning!");
  });

  test("W3: a crowded one shows how many are there, and further people page by page", async () => {
    for (let i = 0; i < 202; i++) {
      const member = await Client.open(`ws://127.0.0.1:${house.relay.port}/ws`);
      member.send('{"type":"/chatroom"}');
    }
    const ada = await house.visit();
    await ada.click("Enter the chatroom");
    await ada.reads("203 people here");
    await ada.reads("200 of 203 shown.");
    await ada.click("Show more");
    await ada.page.getByText("200 of 203 shown.").waitFor({ state: "detached" });
    await counted(ada.page.getByRole("complementary").getByRole("listitem"), 203);
  });
});

describe("networks that break", () => {
  test("W5: while the relay is out of reach nothing is lost, and everything arrives once", async () => {
    const proxy = await FaultProxy.start(house.relay.port);
    const { ada, bert } = await pair(`http://127.0.0.1:${proxy.port}/`);
    bert.onLeave(() => proxy.close());
    await bert.say("one");
    await ada.sees("one");
    proxy.refuse();
    proxy.cutAll();
    await bert.reads(/Next try in/);
    await ada.reads("away, may come back");
    await bert.say("two");
    await bert.marked("sending");
    await ada.say("three");
    await ada.marked("sent");
    await proxy.accept();
    // Unless it has come back by itself in that very moment.
    await Promise.any([bert.click("Try now"), bert.sees("three")]);
    await bert.sees("three");
    await ada.sees("two");
    await bert.marked("delivered");
    const heard = await ada.page.locator("article .bubble > p:first-child").allTextContents();
    expect(heard).toEqual(["one", "three", "two"]);
  });

  test("W5: a device that is offline says so, and goes on when it is not", async () => {
    const proxy = await FaultProxy.start(house.relay.port);
    const { ada, bert } = await pair(`http://127.0.0.1:${proxy.port}/`);
    bert.onLeave(() => proxy.close());
    await bert.context.setOffline(true);
    proxy.cutAll();
    await bert.reads(/This device is offline/);
    await bert.say("later");
    await bert.context.setOffline(false);
    await ada.sees("later");
    await bert.marked("delivered");
  });

  test("W6: a page that is loaded anew goes on where it was, and hears what it has missed", async () => {
    const { ada, bert } = await pair();
    await bert.say("before");
    await ada.sees("before");
    await bert.page.goto("about:blank");
    await ada.reads("away, may come back");
    await ada.say("meanwhile");
    await bert.page.goto(house.url);
    await bert.sees("meanwhile");
    await bert.say("after");
    await ada.sees("after");
  });
});

test("W6: a tab that is doubled begins anew, and leaves the first alone", async () => {
  const { ada, bert } = await pair();
  const [doubled] = await Promise.all([
    bert.context.waitForEvent("page"),
    bert.page.evaluate("void open(location.href)"),
  ]);
  await doubled.getByRole("heading", { name: "Start talking" }).waitFor();
  await bert.say("still here");
  await ada.sees("still here");
});

describe("others' clients", () => {
  test("W7: a classic client that knows nothing of pages", async () => {
    const ada = await house.visit();
    const classic = await Client.open(`ws://127.0.0.1:${house.relay.port}/ws`);
    const { payload } = JSON.parse(await classic.next());
    await ada.page.getByLabel("Code or invite link").fill(payload.code);
    await ada.page.keyboard.press("Enter");
    expect(JSON.parse(await classic.next()).type).toBe("PAIR");
    classic.send('{"type":"MSG","payload":{"text":"old but well"}}');
    await ada.sees("old but well");
    await ada.say("and new");
    expect(JSON.parse(await classic.next())).toMatchObject({ type: "MSGFROM", payload: { text: "and new" } });
    await ada.marked("delivered");
    await classic.close();
    await ada.reads(/is no longer connected/);
  });

  test("W7: the terminal client", async () => {
    const ada = await house.visit();
    const args = [
      "dist/src/cli.js",
      "chat",
      house.url,
      "--plain",
      "--name",
      "Bert",
      "--join",
      await ada.code(),
    ];
    const terminal = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] });
    const closed = once(terminal, "close");
    let printed = "";
    terminal.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    await ada.page.getByText("Bert", { exact: true }).first().waitFor();
    await ada.click(/^Accept/);
    await ada.say("Hello, terminal!");
    await ada.marked("delivered");
    terminal.stdin.end("Hello, page!\n");
    await ada.sees("Hello, page!");
    await closed;
    expect(printed).toContain("Hello, terminal!");
  });

  test("W7: typing is told both ways", async () => {
    const ada = await house.visit();
    const bert = await house.live({ name: "Bert", join: await ada.code() });
    await ada.click(/^Accept/);
    bert.actor.send({ type: "say", text: "from afar" });
    await ada.sees("from afar");
    bert.actor.send({ type: "typing", on: true });
    await ada.reads("is typing …");
    await ada.say("here");
    await ada.marked("delivered");
    expect(bert.heard).toEqual(["here"]);
  });
});
