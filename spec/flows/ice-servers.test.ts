import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Code } from "../../actors/protocol/identity.ts";
import type { Config } from "../../config/settings.ts";
import { iceServers } from "../../src/ice-servers.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { EPOCH, NOW, nthCode, nthToken } from "../support/world.ts";

const SERVERS = {
  stunUrls: ["stun:turn.example.org"],
  turnUrls: ["turn:turn.example.org", "turns:turn.example.org:5349?transport=tcp"],
  turnSecret: "a-secret-of-turn",
  turnTtl: 600,
} as const;

describe.each(BOTH_EDGES)("servers for calls on the %s edge", (edge) => {
  let relay: TestRelay;
  afterEach(() => relay.stop());

  async function welcomed(settings: Partial<Config>, hello: object) {
    relay = await TestRelay.start({ edge, ...settings });
    return greet(hello);
  }

  async function greet(hello: object): Promise<Record<string, unknown>> {
    const client = await relay.connect("/ws", { protocol: "parley.v1" });
    client.send(JSON.stringify({ type: "hello", ...hello }));
    return JSON.parse(await client.next());
  }

  const expected = (now: number) => {
    const username = `${Math.floor(now / 1000) + 600}:${nthCode(1)}`;
    const credential = createHmac("sha1", SERVERS.turnSecret).update(username).digest("base64");
    return [{ urls: SERVERS.stunUrls }, { urls: SERVERS.turnUrls, username, credential }];
  };

  test("Q2: are told to a client that takes calls, with a password that ends", async () => {
    const { iceServers } = await welcomed(SERVERS, { capabilities: ["video"] });
    expect(iceServers).toEqual(expected(NOW));
  });

  test("Q2: anew with each resume", async () => {
    await welcomed(SERVERS, { capabilities: ["video"] });
    relay.now = () => NOW + 90_500;
    const resume = { token: nthToken(1), epoch: EPOCH, seq: 0 };
    const { session, iceServers } = await greet({ capabilities: ["video"], resume });
    expect(session).toMatchObject({ resumed: true });
    expect(iceServers).toEqual(expected(NOW + 90_500));
  });

  test("Q2: not to one that takes none", async () => {
    expect(await welcomed(SERVERS, {})).not.toHaveProperty("iceServers");
  });

  test("Q2: STUN alone has no password, and without either nothing is told", async () => {
    const { stunUrls } = SERVERS;
    const { iceServers } = await welcomed({ stunUrls }, { capabilities: ["video"] });
    expect(iceServers).toEqual([{ urls: stunUrls }]);
    await relay.stop();
    expect(await welcomed({}, { capabilities: ["video"] })).not.toHaveProperty("iceServers");
  });
});

test("Q2: the password is base64 of HMAC-SHA1 of the name", () => {
  // By: printf %s '1700000600:ABCDEFGH' | openssl dgst -sha1 -hmac north-wind -binary | base64
  const servers = iceServers({ ...SERVERS, turnSecret: "north-wind" }, () => 1_700_000_000_999);
  expect(servers("ABCDEFGH" as Code)[1]).toMatchObject({
    username: "1700000600:ABCDEFGH",
    credential: "jjp9okTzEe3Gvq8YdiknS5wwlyw=",
  });
});
