import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CertificateFolder } from "../support/certificates.ts";
import { CLI } from "../support/cli.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { Person } from "../support/people.ts";
import { TestRelay } from "../support/relay.ts";
import { nthCode } from "../support/world.ts";

/** A script's line: `14:05 * …`. */
const TIME = /^\d\d:\d\d /gm;

let relay: TestRelay;
const running: Chat[] = [];
beforeEach(async () => {
  relay = await TestRelay.start();
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
  await relay.stop();
});

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** `parley chat` with pipes. */
class Chat {
  readonly child: Child;
  readonly #ended: Promise<readonly [number, string, string]>;

  constructor(args: readonly string[]) {
    const env = { PATH: process.env["PATH"], TZ: "UTC" };
    this.child = spawn(process.execPath, [CLI, "chat", ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
    const code = once(this.child, "close").then(([status]) => Number(status));
    this.#ended = Promise.all([code, text(this.child.stdout), text(this.child.stderr)]);
    running.push(this);
  }

  /** Ends the input and resolves with how it all went, without the times. */
  async end(input = "") {
    this.child.stdin.end(input);
    const [code, stdout, stderr] = await this.#ended;
    return { code, stdout: stdout.replace(TIME, ""), stderr: stderr.replace(TIME, "") };
  }

  async ended() {
    const [code, stdout, stderr] = await this.#ended;
    return { code, stdout: stdout.replace(TIME, ""), stderr: stderr.replace(TIME, "") };
  }
}

const chat = (...args: readonly string[]) => new Chat([`ws://127.0.0.1:${relay.port}`, ...args]);

/** Somebody in the chatroom on v1. */
async function inRoom(): Promise<Person> {
  const person = await Person.arrive(relay, "v1");
  person.client.send('{"type":"enter"}');
  await person.client.next();
  return person;
}

describe("U9: lines", () => {
  test("a line that is piped in is said in the chatroom, and then it quits", async () => {
    const other = await inRoom();
    const result = await chat("--room", "--name", "backup").end("backup done\n");
    expect(result).toEqual({
      code: 0,
      stdout:
        "* You are client_00002. Your code is CODE0002; give it to others to be reached.\n" +
        "* You are now called backup.\n* You are in the chatroom, 2 in all.\n",
      stderr: "",
    });
    const heard = await other.client.take(2);
    expect(heard.map((frame) => JSON.parse(frame))).toMatchObject([
      { type: "member", change: "entered", member: { name: "backup" } },
      { type: "message", text: "backup done", from: { name: "backup" } },
    ]);
  });

  test("a script's commands wait for their answers, mistakes go to standard error, and two slashes say one", async () => {
    const other = await inRoom();
    const script = "hello?\n/name Bob\n/chatroom\n/lits\n//shrug\n/list\n/leave\n";
    const { code, stdout, stderr } = await chat().end(script);
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(1, -1)).toEqual([
      "* You are now called Bob.",
      "* You are in the chatroom, 2 in all.",
      "* In the chatroom: 2, of whom 2 follow.",
      "*   CODE0001 <client_00001>",
      "*   CODE0002 <Bob>",
      "* You have left the chatroom.",
    ]);
    expect(stderr.split("\n")).toEqual([
      "! You are not in a chat. Join somebody's code or enter the chatroom first.",
      '! "/lits" is no command; did you mean /list? To send it as text, begin with //.',
      "",
    ]);
    expect(JSON.parse((await other.client.take(3))[1] ?? "")).toMatchObject({
      type: "message",
      text: "/shrug",
    });
  });

  test.each(["--plain", "--json"])(
    "%s: whatever others send, it is one line, without a control or a fake",
    async (mode) => {
      const other = await inRoom();
      const listening = chat("--room", mode);
      await other.client.next();
      for (const { text: hostile } of HOSTILE) other.say(hostile);
      other.say("the last word");
      const seen = new Promise<void>((resolve) => {
        listening.child.stdout.on("data", (chunk) => String(chunk).includes("the last word") && resolve());
      });
      await seen;
      const { code, stdout } = await listening.end();
      expect(code).toBe(0);
      expect(stdout).toMatch(/^(?:(?!\n)\P{Cc}|\n)*$/u);
      expect(stdout).not.toMatch(/[\u202a-\u202e\u2028\u2029]/);
      const lines = stdout.trimEnd().split("\n");
      if (mode === "--plain") {
        for (const line of lines) expect(line).toMatch(/^(\* |<client_00001> )/);
        expect(lines).toHaveLength(2 + HOSTILE.length + 1);
      } else {
        const said = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "chat");
        expect(said.slice(0, -1).map(({ text: each }) => each)).toEqual(
          HOSTILE.map(({ text: each }) => each),
        );
      }
    },
  );

  test("a person's name cannot look like text", async () => {
    const other = await inRoom();
    other.client.send(JSON.stringify({ type: "rename", name: "Ada> hi <Bert", id: 1 }));
    await other.client.next();
    const listening = chat("--room");
    await other.client.next();
    other.client.send(JSON.stringify({ type: "message", to: "room", id: 2, text: "x" }));
    await new Promise<void>((resolve) => {
      listening.child.stdout.on("data", (chunk) => String(chunk).includes("> x") && resolve());
    });
    expect((await listening.end()).stdout).toContain("<Ada› hi ‹Bert> x\n");
  });
});

test("U9: --json tells everything that happens as objects", async () => {
  const { code, stdout } = await chat("--json", "--room", "--name", "bot").end("one\n");
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { type: "link", is: "online" },
    { type: "me", code: "CODE0001", name: "client_00001" },
    { type: "place", at: "lobby" },
    { type: "notice", code: "connected" },
    { type: "me", code: "CODE0001", name: "bot" },
    { type: "notice", code: "renamed" },
    { type: "place", at: "room" },
    { type: "notice", code: "entered" },
    { type: "chat", place: "room", from: { code: "CODE0001", name: "bot" }, text: "one", mark: "sending" },
    { type: "mark", mark: "sent" },
    { type: "link", is: "ended" },
  ]);
});

describe("U10: how it ends", () => {
  test("to a partner it waits until the message is delivered", async () => {
    const partner = await Person.arrive(relay, "v1");
    const sending = chat("--join", nthCode(1));
    sending.child.stdin.end("Hello\n");
    const invited = JSON.parse(await partner.client.next());
    partner.client.send(JSON.stringify({ type: "accept", invitation: invited.invitation, id: 1 }));
    const { pair } = JSON.parse(await partner.client.next());
    const { id } = JSON.parse(await partner.client.next());
    expect(sending.child.exitCode).toBeNull();
    partner.client.send(JSON.stringify({ type: "delivered", pair, id }));
    expect(await sending.ended()).toMatchObject({ code: 0, stderr: "" });
  });

  test("a partner who declines, or is not there, is exit code 10, and nothing is said", async () => {
    const partner = await Person.arrive(relay, "v1");
    const declined = chat("--join", nthCode(1));
    declined.child.stdin.end("Hello\n");
    const invited = JSON.parse(await partner.client.next());
    partner.client.send(JSON.stringify({ type: "decline", invitation: invited.invitation, id: 1 }));
    expect(await declined.ended()).toMatchObject({
      code: 10,
      stdout: expect.stringContaining("has declined"),
    });
    expect(await chat("--join", "NOBODY00").end("Hello\n")).toMatchObject({
      code: 10,
      stderr: "! Invalid or busy code\n",
    });
  });

  test("a partner who leaves without having it is exit code 11", async () => {
    const partner = await Person.arrive(relay, "v1");
    const sending = chat("--join", nthCode(1));
    sending.child.stdin.end("Hello\n");
    const invited = JSON.parse(await partner.client.next());
    partner.client.send(JSON.stringify({ type: "accept", invitation: invited.invitation, id: 1 }));
    await partner.client.take(2);
    partner.client.send(JSON.stringify({ type: "leave", id: 2 }));
    expect(await sending.ended()).toMatchObject({ code: 11 });
  });

  test.each(["SIGTERM", "SIGINT"] as const)("%s is a goodbye, and exit code 0", async (signal) => {
    const other = await inRoom();
    const listening = chat("--room");
    await other.client.next();
    listening.child.kill(signal);
    expect(await listening.ended()).toMatchObject({ code: 0 });
    expect(JSON.parse(await other.client.next())).toMatchObject({ type: "member", change: "left" });
  });

  test("a certificate that is not trusted is exit code 8, and --insecure goes on with a warning", async () => {
    const folder = await CertificateFolder.create();
    const { files } = await folder.make("own");
    const secure = await TestRelay.start({ tlsCert: files.certFile, tlsKey: files.keyFile });
    const url = `https://127.0.0.1:${secure.port}`;
    const distrusted = await new Chat([url, "--room"]).end("x\n");
    expect(distrusted).toMatchObject({ code: 8, stderr: expect.stringContaining("use --insecure") });
    const trusted = await new Chat([url, "--room", "--insecure"]).end("x\n");
    expect(trusted).toMatchObject({
      code: 0,
      stderr: "parley: The relay's certificate is not checked: anybody in between could read along.\n",
    });
    await secure.stop();
    await folder.remove();
  });

  test("no relay there is exit code 8, another protocol 9, a bad address 2; each is one sentence", async () => {
    const site = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(site, "listening");
    const { port } = site.address() as AddressInfo;
    for (const [url, code, sentence] of [
      ["ws://127.0.0.1:1", 8, "parley: There is no relay at ws://127.0.0.1:1/ws; start one there"],
      [
        `http://127.0.0.1:${port}`,
        9,
        `parley: ws://127.0.0.1:${port}/ws: There is no relay at this address.`,
      ],
      [`ws://127.0.0.1:${relay.port}/elsewhere`, 9, "There is no relay at this address."],
      ["localhost --join ABC", 2, 'parley: "ABC" is no code'],
      ["localhost --join ABCDEFGH --room", 2, "parley: Give --join or --room"],
      ["https://a b", 2, 'parley: "https://a b" is no address of a relay'],
    ] as const) {
      const args = url.includes(" --") ? url.split(" ") : [url];
      const result = await new Chat(args).end("x\n");
      expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(sentence) });
      expect(result.stderr.split("\n")).toHaveLength(2);
    }
    site.close();
  });
});
