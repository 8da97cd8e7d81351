import type { DialectName } from "../../actors/protocol/dialect.ts";
import { seeded } from "./random.ts";

/** What becomes of a frame: an error in answer, nothing, or the end of the socket. */
export type Fate = "answered" | "ignored" | "closed";

export interface Garbage {
  readonly data: string | Buffer;
  readonly binary: boolean;
  readonly fate: Fate;
}

/** Endless frames that nobody should ever send, for a relay whose longest message is `maxMessageBytes`. */
export class GarbageMaker {
  readonly #random: () => number;
  readonly #maxMessageBytes: number;

  constructor(seed: number, maxMessageBytes: number) {
    this.#random = seeded(seed);
    this.#maxMessageBytes = maxMessageBytes;
  }

  next(dialect: DialectName): Garbage {
    const kind = this.#random();
    // Each of these costs a new connection, or a lot of bytes.
    if (kind < 0.002) return closing(this.#bytes(this.#maxMessageBytes + 1), true);
    if (kind < 0.004) return closing(Buffer.alloc(this.#maxMessageBytes + 1, "x"), false);
    if (kind < 0.006) return closing(Buffer.concat([this.#bytes(20), Buffer.of(0xff)]), false);
    if (kind < 0.02) return answered(this.#pick(OVERLONG[dialect]));
    if (kind < 0.15) return { data: this.#bytes(this.#below(200)), binary: true, fate: "answered" };
    if (kind < 0.3) return answered(this.#letters());
    if (kind < 0.35) return answered("");
    if (kind < 0.4) return { data: this.#pick(NOTHING[dialect]), binary: false, fate: "ignored" };
    if (kind < 0.6) return answered(this.#truncated());
    if (kind < 0.65) return answered(this.#deep());
    return answered(this.#pick(WRONG[dialect]));
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  #bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#below(256)));
  }

  /** Any characters, which are no frame of any dialect: they begin with a brace too many. */
  #letters(): string {
    const planes = [0x80, 0x800, 0xd800, 0x110000];
    const points = Array.from({ length: this.#below(60) }, () => this.#below(this.#pick(planes)));
    // By way of UTF-8, which has no lone surrogates.
    return Buffer.from(`}${String.fromCodePoint(...points)}`).toString();
  }

  #truncated(): string {
    const whole = this.#pick(WHOLE);
    return whole.slice(0, 1 + this.#below(whole.length - 1));
  }

  #deep(): string {
    const depth = 33 + this.#below(1500);
    const [open, close] = this.#pick([
      ["[", "]"],
      ['{"type":', "}"],
    ] as const);
    return `${open.repeat(depth)}0${this.#random() < 0.5 ? close.repeat(depth) : ""}`;
  }
}

const answered = (data: string): Garbage => ({ data, binary: false, fate: "answered" });
const closing = (data: Buffer, binary: boolean): Garbage => ({ data, binary, fate: "closed" });

/** Frames to be cut short: without their last brace they are no JSON. */
const WHOLE = [
  '{"type":"MSG","payload":{"text":"hi"}}',
  '{"type":"message","to":"room","id":1,"text":"hi"}',
  '{"type":"hello","capabilities":["video"]}',
  '{"type":"signal","pair":"PAIR0001","kind":"offer","payload":{"sdp":"v=0"}}',
  '{"type":"hello","resume":{"token":"TOKEN0001","epoch":"EPOCH","seq":0,"roomSeq":0}}',
];

const LONG = "x".repeat(8193);
const OVERLONG: Readonly<Record<DialectName, readonly string[]>> = {
  classic: [
    JSON.stringify({ type: "MSG", payload: { text: LONG } }),
    JSON.stringify({ type: "RENAME", payload: { newName: LONG } }),
  ],
  text: [`MSG:${LONG}`, `RENAME:${LONG}`, LONG],
  v1: [
    JSON.stringify({ type: "message", to: "room", id: 1, text: LONG }),
    JSON.stringify({ type: "rename", name: LONG }),
  ],
};

/** Where a dialect asks for nothing at all; v1 has no such frame, so that there it is one more wrong one. */
const NOTHING: Readonly<Record<DialectName, readonly string[]>> = {
  classic: [
    '{"type":"MSG","payload":{"text":""}}',
    '{"__proto__":1,"type":"MSG","payload":{"text":"","x":[]}}',
  ],
  text: ["MSG:", "MSG:\n", "MSG:\r\n"],
  v1: [
    '{"type":"typing","pair":"nobody","on":true}',
    '{"type":"delivered","pair":"nobody","id":1,"__proto__":7}',
    '{"type":"ack","seq":9007199254740991}',
  ],
};

const WRONG_JSON = [
  "null",
  "0",
  '"MSG"',
  "[]",
  '[{"type":"LEAVE"}]',
  "{}",
  '{"type":null}',
  '{"type":{}}',
  '{"type":"__proto__"}',
  '{"type":"constructor","payload":{}}',
  '{"type":"hasOwnProperty"}',
  '{"__proto__":{"type":"LEAVE"}}',
  '{"__proto__":{"admin":true},"type":"?"}',
  '{"constructor":{"prototype":{"x":1}}}',
];

const WRONG: Readonly<Record<DialectName, readonly string[]>> = {
  classic: [
    ...WRONG_JSON,
    '{"type":"MSG"}',
    '{"type":"MSG","payload":[]}',
    '{"type":"MSG","payload":{"text":7}}',
    '{"type":"MSG","payload":{"__proto__":{"text":"hi"}}}',
    '{"type":"JOIN","payload":{"code":null}}',
    '{"type":"JOIN","payload":{"code":"__proto__"}}',
    '{"type":"JOIN","payload":{"code":"ZZZZZZZZ"}}',
    '{"type":"RENAME","payload":{"newName":["x"]}}',
    '{"type":"RENAME","payload":{"newName":"\\u202e"}}',
    '{"type":"VIDEO_OFFER","payload":{"__proto__":1}}',
    '{"type":"LEAVE","payload":{}}',
  ],
  text: [
    ...WRONG_JSON,
    ":",
    "JOIN:",
    "JOIN:__proto__",
    "JOIN:ZZZZZZZZ",
    "RENAME:",
    "join:x",
    "LEAVE",
    "/",
    "a:b:c",
  ],
  v1: [
    ...WRONG_JSON,
    '{"type":"message","to":"room","id":1.5,"text":"hi"}',
    '{"type":"message","to":["room"],"id":1,"text":"hi"}',
    '{"type":"message","__proto__":{"to":"room","id":1,"text":"hi"}}',
    '{"type":"join","code":{"toString":1}}',
    '{"type":"join","code":"ZZZZZZZZ"}',
    '{"type":"accept","invitation":"nobody"}',
    '{"type":"decline","invitation":{"length":1}}',
    '{"type":"cancel","invitation":"__proto__"}',
    '{"type":"ack","seq":-1}',
    '{"type":"rename","name":null}',
    '{"type":"members","after":1e400}',
    '{"type":"signal","pair":"x","kind":"__proto__"}',
    '{"type":"hello"}',
    '{"type":"hello","capabilities":{"length":1e9}}',
    '{"type":"hello","resume":{"token":"TOKEN0001","epoch":"EPOCH","seq":0}}',
    '{"type":"leave"}',
  ],
};
