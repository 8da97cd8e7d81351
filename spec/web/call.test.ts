import { afterAll, afterEach, beforeEach, describe, test } from "@jest/globals";
import { closeBrowser, type Visitor, WebHouse } from "../support/browser.ts";

let house: WebHouse;
beforeEach(async () => {
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

/** Two browsers in a private chat. */
async function pair(): Promise<{ ada: Visitor; bert: Visitor }> {
  const options = { permissions: ["camera", "microphone"] };
  const ada = await house.visit(house.url, options);
  const bert = await house.visit(`${house.url}#join=${await ada.code()}`, options);
  await ada.click(/^Accept/);
  await bert.page.locator("textarea").waitFor();
  return { ada, bert };
}

/** Waits until so many frames of the partner's picture have come, and sound with it. */
async function sees(visitor: Visitor, frames = 5): Promise<void> {
  const video = `document.querySelector(".stage .picture video")`;
  await visitor.until(`${video}?.getVideoPlaybackQuality().totalVideoFrames > ${frames}`);
  await visitor.until(`${video}.srcObject.getAudioTracks().some(({ muted }) => !muted)`);
}

describe("a call between two pages", () => {
  test("M1, M5, M6: rings, is accepted, shows both to one another, and is hung up", async () => {
    const { ada, bert } = await pair();
    await ada.click("Video call");
    await bert.reads("calls with video");
    await bert.click("Accept with video");
    await Promise.all([sees(ada), sees(bert)]);
    await bert.click("Hang up");
    await ada.reads("They have hung up.");
    await bert.reads("You have hung up.");
  });

  test("M13, M15: without a camera at first, and with one later, seen by the other", async () => {
    const { ada, bert } = await pair();
    await ada.click("Video call");
    await bert.click("Accept without camera");
    await sees(bert);
    await ada.reads("Camera off");
    await bert.click("Turn camera on");
    await sees(ada);
  });

  test("M13, M15: muting and turning the camera off are seen by the other, and a screen is shared and put away", async () => {
    const { ada, bert } = await pair();
    await ada.click("Video call");
    await bert.click("Accept with video");
    await Promise.all([sees(ada), sees(bert)]);
    await ada.click("Turn camera off");
    const placeholder = bert.page.locator(".stage .placeholder");
    await placeholder.waitFor();
    await ada.click("Turn camera on");
    await placeholder.waitFor({ state: "detached" });
    await ada.click("Mute");
    await bert.reads(/is muted$/);
    const own = `document.querySelector(".stage .own video")?.srcObject.getVideoTracks()[0].label`;
    await ada.click("Share screen");
    await ada.until(`${own}?.startsWith("screen")`);
    await sees(bert, 30);
    await ada.click("Stop sharing");
    await ada.until(`${own} !== undefined && !${own}.startsWith("screen")`);
    await sees(bert, 60);
  });

  test("M3, M5, M8: cancelled, declined, and both at once", async () => {
    const { ada, bert } = await pair();
    await ada.click("Video call");
    await bert.reads("calls with video");
    await ada.click("Cancel");
    await bert.reads("The call was taken back.");
    await bert.click("Video call");
    await ada.click("Decline");
    await bert.reads("Your call was declined.");
    await Promise.all([ada.click(/^(Video call|Call again)/), bert.click(/^(Video call|Call again)/)]);
    await Promise.all([sees(ada), sees(bert)]);
  });

  test("M9, K32: a reload during a call ends it for the other, and the chat goes on", async () => {
    const { ada, bert } = await pair();
    await ada.click("Video call");
    await bert.click("Accept with video");
    await Promise.all([sees(ada), sees(bert)]);
    await ada.page.reload();
    await bert.reads("They have hung up.");
    await ada.say("Back again");
    await bert.sees("Back again");
  });
});
