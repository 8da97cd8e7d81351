import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { classic } from "../../../actors/protocol/classic.ts";
import type { Person } from "../../../actors/protocol/identity.ts";
import type { Place } from "../../../actors/protocol/messages.ts";
import { text } from "../../../actors/protocol/text.ts";
import { v1 } from "../../../actors/protocol/v1.ts";
import { hostileName, hostileText, relayMessage } from "./hostile.ts";
import { ADA, frame, PAIR } from "./samples.ts";

const RUNS = { numRuns: 1000 };
/** Where a screen may begin a new line (UAX #14). */
const LINE_BREAK = /[\r\n\v\f\x85\u2028\u2029]/;
const place = fc.constantFrom<Place>("room", PAIR);

/** The frame of a message that its dialect has a word for. */
function said(encoded: string | undefined): string {
  if (encoded === undefined) throw new Error("The dialect has no word for it.");
  return encoded;
}

describe("v1 encode, whatever is said", () => {
  test("P7, P8: is the message itself as one JSON object, to the letter", () => {
    fc.assert(
      fc.property(relayMessage, (message) => {
        const encoded = v1.encode(message);
        if (encoded === undefined) return expect(message).toMatchObject({ type: "member" });
        const payload = "payload" in message ? { payload: JSON.parse(message.payload ?? "") } : {};
        expect(JSON.parse(encoded)).toEqual({ ...message, ...payload });
      }),
      RUNS,
    );
  });

  test("P4, P8: a payload is inside its frame to the letter", () => {
    fc.assert(
      fc.property(fc.json(), (payload) => {
        const encoded = said(v1.encode({ type: "signal", pair: PAIR, kind: "offer", payload }));
        expect(encoded.endsWith(`,"payload":${payload}}`)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe("classic encode, whatever is said", () => {
  const TYPE =
    /^(CONNECTED|PAIR|MSGFROM|CHATROOM|RENAMED|PEER_LEFT|PEER_LEFT_CHATROOM|INFO|ERROR|VIDEO_[A-Z_]+)$/;

  test("P7, C2: is one JSON object with a known type", () => {
    fc.assert(
      fc.property(relayMessage, (message) => {
        const encoded = classic.encode(message);
        if (encoded === undefined) return;
        const { type, payload, ...others } = JSON.parse(encoded);
        expect(type).toMatch(TYPE);
        expect(others).toEqual({});
        if (message.type === "signal") {
          expect(payload).toEqual(message.payload === undefined ? undefined : JSON.parse(message.payload));
        } else {
          for (const value of Object.values(payload)) expect(typeof value).toBe("string");
        }
      }),
      RUNS,
    );
  });

  test("P8: a text and its sender's name arrive to the letter, in a pair and in the chatroom", () => {
    fc.assert(
      fc.property(hostileText, hostileName, place, (words, sender, to) => {
        const encoded = said(classic.encode(chat(words, { ...ADA, name: sender }, to)));
        expect(JSON.parse(encoded).payload).toEqual({ sender, text: words });
      }),
      RUNS,
    );
  });
});

describe("text encode, whatever is said", () => {
  test("P7, T2, T4: is exactly one line, and only the list of members is more", () => {
    fc.assert(
      fc.property(relayMessage, (message) => {
        const encoded = text.encode(message);
        if (encoded === undefined) return;
        if (message.type === "members" && message.count > 0) {
          const [title, ...lines] = encoded.split("\n");
          expect(title).toBe("INFO:Members in chatroom:");
          expect(lines).toHaveLength(
            message.members.length + (message.count > message.members.length ? 1 : 0),
          );
          for (const line of lines) expect(line).not.toMatch(LINE_BREAK);
        } else {
          expect(encoded).not.toMatch(LINE_BREAK);
          expect(encoded).toMatch(
            /^((CONNECTED|PAIR|MSGFROM|CHATROOM|RENAMED|INFO|ERROR):.+|PEER_LEFT|PEER_LEFT_CHATROOM)$/u,
          );
        }
      }),
      RUNS,
    );
  });

  test("T3, T4: cut at its first two colons, a message gives its name and its text", () => {
    fc.assert(
      fc.property(hostileText, hostileName, place, (words, sender, to) => {
        const encoded = said(text.encode(chat(words, { ...ADA, name: sender }, to)));
        const [word, name, ...rest] = encoded.split(":");
        expect(word).toBe(to === "room" ? "CHATROOM" : "MSGFROM");
        expect(name).toBe(sender.replaceAll(":", "\ua789"));
        expect(rest.join(":")).toBe(words.replace(/[\r\n\v\f\x85\u2028\u2029]+/g, " "));
      }),
      RUNS,
    );
  });

  test("T1, T3: cut at its colons, CONNECTED and PAIR give code and name, and RENAMED its name", () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const shown = name.replaceAll(":", "\ua789");
        const person = { ...ADA, name };
        const limits = { text: 1, name: 1, payload: 1, listed: 1, burst: 1, rate: 1 };
        const partner = { ...person, video: false };
        const cut = (encoded: string | undefined) => said(encoded).split(":");
        expect(cut(text.encode({ type: "welcome", ...person, at: 1, limits }))).toEqual([
          "CONNECTED",
          ADA.code,
          shown,
        ]);
        expect(cut(text.encode({ type: "paired", pair: PAIR, partner, polite: true, at: 1 }))).toEqual([
          "PAIR",
          ADA.code,
          shown,
        ]);
        expect(cut(text.encode({ type: "renamed", ...person, you: false }))).toEqual(["RENAMED", shown]);
      }),
      RUNS,
    );
  });

  test("T3: INFO about a member has no colons but its own", () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const left = { type: "member", change: "left", member: { ...ADA, name }, count: 1 } as const;
        expect(said(text.encode(left)).split(":")).toHaveLength(3);
      }),
      RUNS,
    );
  });
});

test("P8: what a classic and a v1 client say reaches the other dialect to the letter", () => {
  fc.assert(
    fc.property(
      hostileText.filter((words) => words !== ""),
      (words) => {
        const fromClassic = classic.decode(frame({ type: "MSG", payload: { text: words } }));
        const fromV1 = v1.decode(frame({ type: "message", to: "room", id: 1, text: words }));
        for (const decoded of [fromClassic, fromV1]) {
          if (decoded?.type !== "message") throw new Error("It is a message.");
          const encoded = chat(decoded.text, ADA, "room");
          expect(JSON.parse(said(v1.encode(encoded))).text).toBe(words);
          expect(JSON.parse(said(classic.encode(encoded))).payload.text).toBe(words);
        }
      },
    ),
    RUNS,
  );
});

const chat = (words: string, from: Person, to: Place) =>
  ({ type: "message", to, from, text: words, at: 1 }) as const;
