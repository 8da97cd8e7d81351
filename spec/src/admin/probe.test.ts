import { afterEach, describe, expect, test } from "@jest/globals";
import { Probes } from "../../../src/admission/probes.ts";
import { networks } from "../../../src/edge/networks.ts";
import type { EdgeRequest } from "../../../src/edge/port.ts";
import { AdminRig, BEARER } from "../../support/admin.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { Client } from "../../support/ws-client.ts";

const NOBODY = networks([]);

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const request = (protocols: string, forwarded = "") => {
  const headers = {
    "accept-encoding": "",
    host: "",
    "if-none-match": "",
    origin: "",
    "sec-websocket-protocol": protocols,
    upgrade: "websocket",
    "x-forwarded-for": forwarded,
  };
  return { method: "GET", path: "/ws", headers, remoteAddress: "192.0.2.7" } satisfies EdgeRequest;
};

describe("D16: a handshake that was announced", () => {
  test.each(BOTH_EDGES)("is told once, and answered as any other (%s)", async (edge) => {
    const relay = await TestRelay.start({ edge, adminPort: 0, trustedProxies: ["127.0.0.0/8"] });
    undo.push(() => relay.stop());
    const admin = `http://127.0.0.1:${relay.adminPort}/probe`;
    const announced = await (await fetch(admin, { method: "POST" })).text();
    const { protocol }: { protocol: string } = JSON.parse(announced);
    const headers = { "X-Forwarded-For": "192.0.2.1, 198.51.100.7" };
    const client = await Client.open(`ws://127.0.0.1:${relay.port}/ws`, {
      protocol: ["parley.v1", protocol],
      headers,
    });
    expect(client.socket.protocol).toBe("parley.v1");
    await client.close();
    const seen = await fetch(`${admin}/${protocol}`);
    expect(await seen.json()).toEqual({
      peer: "127.0.0.1",
      trusted: true,
      forwarded: "192.0.2.1, 198.51.100.7",
      client: "198.51.100.7",
    });
    expect((await fetch(`${admin}/${protocol}`)).status).toBe(404);
  });

  test("needs the token where there is one, and no foreign page may announce it", async () => {
    const rig = await AdminRig.start();
    undo.push(() => rig.server.close());
    expect((await rig.post("/probe", "")).status).toBe(401);
    expect((await rig.get("/probe/probe.1")).status).toBe(401);
    expect((await rig.post("/probe", "", BEARER)).status).toBe(200);
    expect((await rig.get("/probe", BEARER)).status).toBe(404);
    expect((await rig.get("/probe/probe.1", BEARER)).status).toBe(404);
    expect((await rig.post("/probe", "", { ...BEARER, Origin: "https://example.org" })).status).toBe(403);
  });
});

describe("D16: what is kept", () => {
  test("is of those that were announced alone, for 30 seconds, and bounded", () => {
    let now = 0;
    const probes = new Probes(() => now);
    const told = (protocol: string) => {
      probes.notice(request(`parley.v1, ${protocol}`, "a".repeat(1000)), NOBODY);
      return probes.take(protocol);
    };
    expect(told("probe.0123456789abcdef0123456789abcdef")).toBeUndefined();
    const protocol = probes.begin();
    expect(protocol).not.toBe(probes.begin());
    expect(told(protocol)).toEqual({
      peer: "192.0.2.7",
      trusted: false,
      forwarded: "a".repeat(256),
      client: "192.0.2.7",
    });
    const late = probes.begin();
    now = 30_001;
    expect(told(late)).toBeUndefined();
    const many = Array.from({ length: 9 }, () => probes.begin());
    expect(many.map((one) => told(one) !== undefined)).toEqual([false, ...Array(8).fill(true)]);
  });

  test("is the first that comes with it", () => {
    const probes = new Probes(() => 0);
    const protocol = probes.begin();
    probes.notice(request(protocol, "198.51.100.1"), NOBODY);
    probes.notice(request(protocol, "198.51.100.2"), NOBODY);
    expect(probes.take(protocol)?.forwarded).toBe("198.51.100.1");
  });
});
