import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { expectSilence, Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { hasVideo, paired } from "../support/wire.ts";
import { NOW, nthPair } from "../support/world.ts";

const TOO_MANY_TRIES = "Too many wrong codes; wait a moment.";
const ONE = nthPair(1);
const TRIES = { type: "error", code: "too-many-tries", message: TOO_MANY_TRIES, re: "join" };
const NOBODY = "ZZZZZZZZ";

describe.each(BOTH_EDGES)("how often an address may join, on the %s edge", (edge) => {
  let relay: TestRelay;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
  };
  afterEach(() => relay.stop());

  const tried = (person: Person, codes: readonly string[]) => {
    for (const code of codes) person.join(code);
    return person.client.take(codes.length);
  };

  test.each(DIALECT_NAMES)(
    "S10: after so many wrong codes a join is refused on %s, a right one too, until time has passed",
    async (dialect) => {
      await start({ missesPerAddress: 3 });
      const ann = await Person.arrive(relay, dialect);
      const bob = await Person.arrive(relay, "classic");
      const answers = await tried(ann, [NOBODY, NOBODY, NOBODY, NOBODY, bob.code]);
      expect(answers.map((answer) => answer.includes(TOO_MANY_TRIES))).toEqual([
        false,
        false,
        false,
        true,
        true,
      ]);
      await expectSilence(bob);
      relay.now = () => NOW + 3334;
      ann.join(bob);
      await bob.hears(paired(ONE, ann, true, hasVideo(dialect)));
    },
  );

  test("S10, R7: missing and busy codes count alike, and one's own and pairs do not", async () => {
    await start({ missesPerAddress: 3 });
    const [ann, bob, cat, dan] = [
      await Person.arrive(relay, "v1"),
      await Person.arrive(relay, "classic"),
      await Person.arrive(relay, "classic"),
      await Person.arrive(relay, "classic"),
    ];
    bob.join(cat);
    await bob.next();
    const answers = await tried(ann, [ann.code, dan.code, bob.code, cat.code, NOBODY, ann.code]);
    expect(answers.map((answer) => JSON.parse(answer).code)).toEqual([
      "own-code",
      undefined,
      "invalid-or-busy",
      "invalid-or-busy",
      "invalid-or-busy",
      "too-many-tries",
    ]);
    expect(JSON.parse(answers[5] ?? "")).toEqual({ ...TRIES, retryAfter: 3334, seq: 6 });
  });

  test("S10: neither a new connection nor a neighbour of the same address has more tries; others do", async () => {
    await start({ missesPerAddress: 2, trustedProxies: ["127.0.0.1/32"] });
    const arrive = async (address: string) => {
      const client = await relay.connect("/ws/text", { headers: { "X-Forwarded-For": address } });
      await client.next();
      return client;
    };
    const answer = async (address: string) => {
      const client = await arrive(address);
      client.send(`JOIN:${NOBODY}`);
      const answered = await client.next();
      await client.close();
      return answered;
    };
    const [wrong, refused] = ["ERROR:Invalid or busy code", `ERROR:${TOO_MANY_TRIES}`];
    expect(await answer("2001:db8::1")).toBe(wrong);
    expect(await answer("2001:db8::2")).toBe(wrong);
    expect(await answer("2001:db8::3")).toBe(refused);
    expect(await answer("2001:db8:0:1::1")).toBe(wrong);
  });

  test("S12: every join counts, whatever becomes of it", async () => {
    await start({ invitationsPerAddress: 2 });
    const ann = await Person.arrive(relay, "v1");
    const answers = await tried(ann, [ann.code, NOBODY, ann.code]);
    expect(answers.map((answer) => JSON.parse(answer))).toEqual([
      expect.objectContaining({ code: "own-code" }),
      expect.objectContaining({ code: "invalid-or-busy" }),
      {
        type: "error",
        code: "too-many-invitations",
        message: "Too many invitations from your address; wait a moment.",
        re: "join",
        retryAfter: 5000,
        seq: 3,
      },
    ]);
    relay.now = () => NOW + 5000;
    expect(JSON.parse((await tried(ann, [NOBODY])).join())).toMatchObject({ code: "invalid-or-busy" });
  });

  test.each([
    ["S10", { missesPerAddress: 1 }],
    ["S12", { invitationsPerAddress: 1 }],
  ])("%s, S13: whoever does not stop is closed", async (_, limit) => {
    await start(limit);
    const { client } = await Person.arrive(relay, "text");
    for (let n = 0; n < 30; n++) client.send(`JOIN:${NOBODY}`);
    expect((await client.untilClosed()).code).toBe(4429);
    expect(client.pending.filter((frame) => frame === "ERROR:Invalid or busy code")).toHaveLength(1);
    expect(client.pending.filter((frame) => frame.startsWith("ERROR:Too many "))).toHaveLength(10);
    expect(relay.log).toEqual([]);
  });
});
