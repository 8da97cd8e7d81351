import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeBrowser, WebHouse } from "../support/browser.ts";
import { type Caller, callAndAccept, pairOfCallers } from "../support/callers.ts";
import { ClassicPage } from "../support/classic-page.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { TurnServer } from "../support/turn-server.ts";

/** Milliseconds for a test with media, which are drawn and coded by this machine for two. */
const MEDIA = 90_000;

let house: WebHouse;
beforeEach(async () => {
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

const both = (...callers: readonly Caller[]) =>
  Promise.all(callers.map((caller) => caller.receives("pictures", "sound")));

describe("a call between two pages", () => {
  test(
    "W15, M13, M15: pictures and sound go both ways, and microphone, camera and screen change while it lasts",
    async () => {
      const { ada, bert } = await pairOfCallers(house);
      const names = await Promise.all(
        [ada, bert].map(({ page }) => page.locator("header .name").textContent()),
      );
      await callAndAccept({ ada, bert });
      await both(ada, bert);

      await ada.click("Mute");
      await bert.reads(`${names[0]} is muted`);
      await ada.click("Unmute");
      await bert.page.getByText("is muted").waitFor({ state: "detached" });

      await ada.click("Turn camera off");
      await bert.page.locator(".placeholder", { hasText: "Camera off" }).waitFor();
      await ada.receives("pictures");
      await ada.click("Turn camera on");
      await bert.page.locator(".placeholder").waitFor({ state: "detached" });
      await bert.receives("pictures", "sound");

      await ada.click("Share screen");
      await ada.page.getByRole("button", { name: "Stop sharing" }).waitFor();
      await ada.shows("screen");
      await bert.receives("pictures", "sound");
      await ada.click("Stop sharing");
      await ada.page.getByRole("button", { name: "Share screen" }).waitFor();
      await ada.shows("camera");
      await both(ada, bert);
      expect(await Promise.all([ada.connections(), bert.connections()])).toEqual([1, 1]);
    },
    MEDIA,
  );

  test(
    "M6, M4: either hangs up, and both can call again",
    async () => {
      const { ada, bert } = await pairOfCallers(house);
      await callAndAccept({ ada, bert });
      await ada.click("Hang up");
      await Promise.all([ada.ended("You have hung up."), bert.ended("They have hung up.")]);
      await callAndAccept({ ada: bert, bert: ada });
      await both(ada, bert);
      await ada.click("Hang up");
      await Promise.all([ada.ended("You have hung up."), bert.ended("They have hung up.")]);
      await ada.click("Close");
      await ada.comesTo("idle");
    },
    MEDIA,
  );

  test(
    "M3, M5: a call is declined or taken back before it begins, and then taken without a camera",
    async () => {
      const { ada, bert } = await pairOfCallers(house);
      await ada.click("Video call");
      await bert.click("Decline");
      await Promise.all([ada.ended("Your call was declined."), bert.ended("You have hung up.")]);

      await ada.click("Video call");
      await bert.comesTo("ringing-in");
      await ada.click("Cancel");
      await Promise.all([ada.ended("The call was taken back."), bert.ended("The call was taken back.")]);

      await bert.click("Call without camera");
      await ada.click("Accept without camera");
      await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
      await Promise.all([ada, bert].map((caller) => caller.receives("sound")));
      await ada.page.locator(".placeholder", { hasText: "Camera off" }).waitFor();
      expect(
        await ada.page.evaluate(
          `captured.filter(({ kind, readyState }) => kind === "video" && readyState === "live").length`,
        ),
      ).toBe(0);
    },
    MEDIA,
  );

  test(
    "M3: nobody answers within the time for which it rings",
    async () => {
      const first = (visitor: { page: Caller["page"] }) => visitor.page.clock.install();
      const { ada, bert } = await pairOfCallers(house, { ada: { first } });
      await ada.click("Video call");
      await bert.comesTo("ringing-in");
      await ada.page.clock.fastForward(46_000);
      await Promise.all([ada.ended("Nobody has answered."), bert.ended("You have missed a call.")]);
    },
    MEDIA,
  );

  test(
    "M8: both call at once, and it is one call",
    async () => {
      const proxy = await FaultProxy.start(house.relay.port);
      const { ada, bert } = await pairOfCallers(house, { bert: { url: `http://127.0.0.1:${proxy.port}/` } });
      bert.visitor.onLeave(() => proxy.close());
      for (const link of proxy.links) link.set({ hold: true });
      await ada.click("Video call");
      await bert.click("Video call");
      await Promise.all([ada.comesTo("ringing-out"), bert.comesTo("ringing-out")]);
      for (const link of proxy.links) link.set({ hold: false });
      await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
      await both(ada, bert);
      await bert.click("Hang up");
      await Promise.all([ada.ended("They have hung up."), bert.ended("You have hung up.")]);
    },
    MEDIA,
  );

  test(
    "M11: it goes on while one side has lost the relay, and after that",
    async () => {
      const proxy = await FaultProxy.start(house.relay.port);
      const { ada, bert } = await pairOfCallers(house, { bert: { url: `http://127.0.0.1:${proxy.port}/` } });
      bert.visitor.onLeave(() => proxy.close());
      await callAndAccept({ ada, bert });
      proxy.refuse();
      proxy.cutAll();
      await ada.reads("They have lost the connection; waiting …");
      await both(ada, bert);
      await proxy.accept();
      await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
      await both(ada, bert);
      await ada.click("Mute");
      await bert.reads("is muted");
      expect(await Promise.all([ada.connections(), bert.connections()])).toEqual([1, 1]);
    },
    MEDIA,
  );

  test(
    "W16: a page that is loaded anew has left its call, and the other side is told",
    async () => {
      const { ada, bert } = await pairOfCallers(house);
      await callAndAccept({ ada, bert });
      await ada.page.reload();
      await bert.ended("They have hung up.");
      await ada.page.locator("textarea").waitFor();
      await ada.comesTo("idle");
      await callAndAccept({ ada, bert });
      await both(ada, bert);
    },
    MEDIA,
  );
});

describe("a call with a classic client", () => {
  test(
    "M7: the page calls, and the classic client takes it with an offer",
    async () => {
      const { me, classic } = await ClassicPage.pairWith(house);
      await me.click("Video call");
      await classic.until("asked");
      await classic.page.evaluate("call()");
      await me.comesTo("live");
      await both(me, classic.caller);
      await me.click("Hang up");
      await me.ended("You have hung up.");
      await classic.until("!busy");
    },
    MEDIA,
  );

  test(
    "M7: the classic client calls with an offer, and is taken, declined, or takes it back",
    async () => {
      const { me, classic } = await ClassicPage.pairWith(house);
      await classic.page.evaluate("call()");
      await me.click("Accept with video");
      await me.comesTo("live");
      await both(me, classic.caller);
      await classic.page.evaluate("hangUp()");
      await me.ended("They have hung up.");

      await classic.page.evaluate("call()");
      await me.click("Decline");
      await classic.until("!busy");
      await me.ended("You have hung up.");

      await classic.page.evaluate("call()");
      await me.comesTo("ringing-in");
      await classic.page.evaluate("hangUp()");
      await me.ended("The call was taken back.");
    },
    MEDIA,
  );

  test(
    "M3, M7: a classic client that only signals rings, is rung, declines, and is busy",
    async () => {
      const { me, classic } = await ClassicPage.pairWith(house);
      await classic.page.evaluate(`say("VIDEO_PLEASE_START")`);
      await me.comesTo("ringing-in");
      await classic.page.evaluate(`say("VIDEO_HANGUP")`);
      await me.ended("The call was taken back.");

      await me.click("Video call");
      await classic.until("asked");
      await classic.page.evaluate(`say("VIDEO_HANGUP")`);
      await me.ended("Your call was declined.");

      await me.click("Video call");
      await me.comesTo("ringing-out");
      await classic.page.evaluate(`say("VIDEO_HANGUP", { reason: "busy" })`);
      await me.ended("They are in another call.");
    },
    MEDIA,
  );
});

describe("a call through a TURN server", () => {
  let turn: TurnServer;
  beforeEach(async () => {
    turn = await TurnServer.start();
    await house.close();
    house = await WebHouse.open(turn.settings);
  });
  afterEach(() => turn.close());

  const relayed = () => ({ url: `${house.url}?ice=relay` });

  test(
    "W17, M10: goes through it alone, and is mended when the server had stopped",
    async () => {
      const { ada, bert } = await pairOfCallers(house, { ada: relayed(), bert: relayed() });
      await callAndAccept({ ada, bert });
      await both(ada, bert);
      expect(await ada.way()).toEqual(["relay", "relay"]);
      expect(await bert.way()).toEqual(["relay", "relay"]);

      const before = await ada.ufrag();
      await turn.stop();
      await Promise.all([ada.comesTo("reconnecting"), bert.comesTo("reconnecting")]);
      await ada.reads("The picture has stopped");
      await turn.start();
      await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
      await both(ada, bert);
      expect(await ada.ufrag()).not.toBe(before);
      expect(await Promise.all([ada.connections(), bert.connections()])).toEqual([1, 1]);
    },
    MEDIA,
  );

  test(
    "M12: where the server does not answer, that is said",
    async () => {
      await turn.stop();
      const first = (visitor: { page: Caller["page"] }) => visitor.page.clock.install();
      const { ada, bert } = await pairOfCallers(house, { ada: { ...relayed(), first }, bert: relayed() });
      await ada.click("Video call");
      await bert.click("Accept with video");
      await Promise.all([ada.comesTo("connecting"), bert.comesTo("connecting")]);
      // Until each side has described itself, it would be the other one that is said not to go on.
      const isDescribed =
        "connections.at(-1)?.currentRemoteDescription && connections.at(-1).signalingState === 'stable'";
      await Promise.all([ada.visitor.until(isDescribed), bert.visitor.until(isDescribed)]);
      await ada.page.clock.fastForward(31_000);
      await ada.ended("the relay's TURN server does not answer");
      await bert.ended("The call has failed.");
    },
    MEDIA,
  );
});
