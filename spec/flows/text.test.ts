import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { expectSilence, Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { ERRORS } from "../support/wire.ts";

describe.each(BOTH_EDGES)("text clients on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    ann = await Person.arrive(relay, "text");
    bob = await Person.arrive(relay, "text");
  });
  afterEach(() => relay.stop());

  const pair = async (a: Person, b: Person) => {
    a.send(`JOIN:${b.code}`);
    expect(await a.next()).toBe(`PAIR:${b.code}:${b.name}`);
    expect(await b.next()).toBe(`PAIR:${a.code}:${a.name}`);
  };
  const enter = async (person: Person) => {
    person.send("/chatroom");
    expect(await person.next()).toBe(
      "INFO:You are now in the chatroom. Type messages to chat with everyone here.",
    );
  };

  test("T1: CONNECTED comes first", async () => {
    const client = await relay.connect("/ws/text");
    expect(await client.next()).toBe("CONNECTED:CODE0003:client_00003");
  });

  test("T2, R2, R8: join, talk, rename, leave", async () => {
    await pair(ann, bob);
    ann.send("MSG:a:b: c");
    expect(await bob.next()).toBe(`MSGFROM:${ann.name}:a:b: c`);
    ann.send("RENAME: Ann ");
    expect(await bob.next()).toBe("RENAMED:Ann");
    ann.send("MSG:hi");
    expect(await bob.next()).toBe("MSGFROM:Ann:hi");
    ann.send("LEAVE");
    expect(await bob.next()).toBe("PEER_LEFT");
    await expectSilence(ann, bob);
  });

  test("T2, R8: entering the chatroom, and vanishing, tell the partner", async () => {
    await pair(ann, bob);
    await enter(ann);
    expect(await bob.next()).toBe("PEER_LEFT_CHATROOM");
    await pair(bob, await Person.arrive(relay, "text"));
    const cy = await Person.arrive(relay, "text");
    const dee = await Person.arrive(relay, "text");
    await pair(cy, dee);
    cy.client.destroy();
    expect(await dee.next()).toBe("PEER_LEFT");
  });

  test("T2, C6, R9: the chatroom and its list", async () => {
    ann.send("/list");
    expect(await ann.next()).toBe("INFO:No one is currently in the chatroom.");
    await enter(ann);
    await enter(bob);
    ann.send("MSG:hello all");
    expect(await bob.next()).toBe(`CHATROOM:${ann.name}:hello all`);
    bob.send("/list");
    expect(await bob.next()).toBe(
      `INFO:Members in chatroom:\n${ann.name} (code: ${ann.code})\n${bob.name} (code: ${bob.code}) [you]`,
    );
    ann.send("LEAVE");
    expect(await ann.next()).toBe("INFO:You left the chatroom.");
    expect(await bob.next()).toBe(`INFO:${ann.name} (code: ${ann.code}) has disconnected from the chatroom.`);
    ann.send(`JOIN:${bob.code}`);
    expect(await bob.next()).toBe("INFO:You left the chatroom for 1:1 chat.");
    expect(await bob.next()).toBe(`PAIR:${ann.code}:${ann.name}`);
  });

  test("T3: a name never has a colon on the wire", async () => {
    ann.send("RENAME:Ann:CODE0002:x");
    const shown = "Ann\uA789CODE0002\uA789x";
    ann.send(`JOIN:${bob.code}`);
    expect(await bob.next()).toBe(`PAIR:${ann.code}:${shown}`);
    await ann.next();
    ann.send("MSG:hi");
    expect(await bob.next()).toBe(`MSGFROM:${shown}:hi`);
    ann.send("RENAME:A:B");
    expect(await bob.next()).toBe("RENAMED:A\uA789B");
    await enter(ann);
    expect(await bob.next()).toBe("PEER_LEFT_CHATROOM");
    await enter(bob);
    ann.send("MSG:hi");
    expect(await bob.next()).toBe("CHATROOM:A\uA789B:hi");
    bob.send("/list");
    const lines = [`A\uA789B (code: ${ann.code})`, `${bob.name} (code: ${bob.code}) [you]`];
    expect(await bob.next()).toBe(`INFO:Members in chatroom:\n${lines.join("\n")}`);
    ann.send("LEAVE");
    expect(await bob.next()).toBe(`INFO:A\uA789B (code: ${ann.code}) has disconnected from the chatroom.`);
  });

  test("T3: the name of somebody on another dialect has none either", async () => {
    const cy = await Person.arrive(relay, "v1");
    cy.rename("a:b");
    cy.join(bob);
    expect(await bob.next()).toBe(`PAIR:${cy.code}:a\uA789b`);
  });

  test("T4: line breaks in a text from elsewhere become a space", async () => {
    const cy = await Person.arrive(relay, "classic");
    cy.join(bob);
    await bob.next();
    cy.say("a\nPEER_LEFT\r\nb\u2028c\u2029\n\nd");
    expect(await bob.next()).toBe(`MSGFROM:${cy.name}:a PEER_LEFT b c d`);
  });

  test("T5: one line break at the end of a frame is no part of it", async () => {
    ann.send(`JOIN:${bob.code}\n`);
    expect(await ann.next()).toBe(`PAIR:${bob.code}:${bob.name}`);
    expect(await bob.next()).toBe(`PAIR:${ann.code}:${ann.name}`);
    ann.send("MSG:hi\r\n");
    expect(await bob.next()).toBe(`MSGFROM:${ann.name}:hi`);
    ann.send("MSG:\n");
    await expectSilence(ann, bob);
    ann.send("LEAVE\n");
    expect(await bob.next()).toBe("PEER_LEFT");
  });

  test("R5, R6, R7: joins that fail change nothing", async () => {
    await pair(ann, bob);
    const cy = await Person.arrive(relay, "text");
    for (const code of ["ZZZZZZZZ", ann.code, "zz", ""]) {
      cy.send(`JOIN:${code}`);
      expect(await cy.next()).toBe("ERROR:Invalid or busy code");
    }
    ann.send(`JOIN:${ann.code}`);
    expect(await ann.next()).toBe(`ERROR:${ERRORS["own-code"]}`);
    ann.send("MSG:still here");
    expect(await bob.next()).toBe(`MSGFROM:${ann.name}:still here`);
    await expectSilence(ann, bob, cy);
  });

  test("P5, P3, P2, R12: what can't be done is answered, and the connection lives on", async () => {
    for (const line of ["", ":", "MSG", "msg:hi", "/who", "LEAVE ", '{"type":"LEAVE"}', "constructor:x"]) {
      ann.send(line);
      expect(await ann.next()).toMatch(/^ERROR:Use JOIN/);
    }
    ann.client.send(Buffer.from("LEAVE"));
    expect(await ann.next()).toMatch(/^ERROR:Binary/);
    ann.send("MSG:hi");
    expect(await ann.next()).toBe(`ERROR:${ERRORS["not-in-a-chat"]}`);
    ann.send(`MSG:${"x".repeat(8193)}`);
    expect(await ann.next()).toBe(`ERROR:${ERRORS["too-long"]}`);
    ann.send("RENAME:\u200b");
    expect(await ann.next()).toBe(`ERROR:${ERRORS["bad-name"]}`);
    await pair(ann, bob);
  });
});
