import type { DialectName } from "../../actors/protocol/dialect.ts";

/** What a person can do on every dialect. */
export type Ask =
  | { readonly do: "join"; readonly code: string }
  /** `to` and `id` are said on v1 only. */
  | { readonly do: "say"; readonly text: string; readonly to: string; readonly id: number }
  | { readonly do: "rename"; readonly name: string }
  | { readonly do: "enter" | "leave" | "list" }
  /** On v1 only. */
  | { readonly do: "accept" | "decline" | "cancel"; readonly invitation: string }
  /** Nonsense, whose error shows that all before it has been heard; see {@link isMark}. */
  | { readonly do: "mark" };

/** The frame by which a client of `dialect` asks for it. */
export function asked(dialect: DialectName, ask: Ask): string {
  switch (dialect) {
    case "classic":
      return JSON.stringify(classic(ask));
    case "v1":
      return JSON.stringify(v1(ask));
    case "text":
      return line(ask);
  }
}

/** The path and subprotocol that choose `dialect`. */
export const ENDPOINTS = {
  classic: { path: "/ws", options: {} },
  text: { path: "/ws/text", options: {} },
  v1: { path: "/ws", options: { protocol: "parley.v1" } },
} as const;

export const DIALECT_NAMES = ["classic", "text", "v1"] as const;

/** Every ordered pair of dialects, for `describe.each`. */
export const DIALECT_PAIRS = DIALECT_NAMES.flatMap((a) => DIALECT_NAMES.map((b) => [a, b] as const));

function classic(ask: Ask): unknown {
  switch (ask.do) {
    case "join":
      return { type: "JOIN", payload: { code: ask.code } };
    case "say":
      return { type: "MSG", payload: { text: ask.text } };
    case "rename":
      return { type: "RENAME", payload: { newName: ask.name } };
    case "leave":
      return { type: "LEAVE", payload: {} };
    case "enter":
      return { type: "/chatroom", payload: {} };
    case "list":
      return { type: "/list", payload: {} };
    case "mark":
      return { type: "MARK" };
    case "accept":
    case "decline":
    case "cancel":
      throw new Error("classic has no invitations");
  }
}

function v1(ask: Ask): unknown {
  switch (ask.do) {
    case "join":
      return { type: "join", code: ask.code };
    case "say":
      return { type: "message", to: ask.to, id: ask.id, text: ask.text };
    case "rename":
      return { type: "rename", name: ask.name };
    case "list":
      return { type: "members" };
    case "enter":
    case "leave":
      return { type: ask.do };
    case "mark":
      return { type: "mark" };
    case "accept":
    case "decline":
    case "cancel":
      return { type: ask.do, invitation: ask.invitation };
  }
}

function line(ask: Ask): string {
  switch (ask.do) {
    case "join":
      return `JOIN:${ask.code}`;
    case "say":
      return `MSG:${ask.text}`;
    case "rename":
      return `RENAME:${ask.name}`;
    case "leave":
      return "LEAVE";
    case "enter":
      return "/chatroom";
    case "list":
      return "/list";
    case "mark":
      return "MARK";
    case "accept":
    case "decline":
    case "cancel":
      throw new Error("text has no invitations");
  }
}

const MARK_ANSWERS: readonly string[] = [
  '{"type":"ERROR","payload":{"message":"This type of message is not known."}}',
  '{"type":"error","code":"unknown-type","message":"This type of message is not known.","seq":',
  "ERROR:Use JOIN:CODE, MSG:text, RENAME:name, LEAVE, /chatroom or /list.",
];

/** Whether `frame` answers a mark. */
export const isMark = (frame: string) => MARK_ANSWERS.some((answer) => frame.startsWith(answer));
