import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeBrowser, WebHouse } from "../support/browser.ts";

let house: WebHouse;
beforeEach(async () => {
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

describe("private chats", () => {
  test("W1: two browsers meet by the invite link, one asks and the other accepts, and chat both ways", async () => {
    const ada = await house.visit();
    const code = await ada.code();
    const bert = await house.visit(`${house.url}#join=${code.toLowerCase()}`);
    await bert.reads(`Waiting for ${code} to accept.`);
    expect(new URL(bert.page.url()).hash).toBe("");
    await ada.click(/^Accept/);
    await ada.say("Hello, Bert!");
    await bert.sees("Hello, Bert!");
    await ada.marked("delivered");
    await bert.say("Hello, Ada!");
    await ada.sees("Hello, Ada!");
    await bert.marked("delivered");
  });
});
