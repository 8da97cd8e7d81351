import type { InvitationId } from "../protocol/identity.ts";
import type { SignalKind } from "../protocol/messages.ts";

/**
 * What a person can ask of the session, by way of a view. The answer is a change of the snapshot or an entry in the
 * transcript. Texts are as they were typed: the session checks them.
 */
export type Intent =
  /** Asks to be paired. Blanks around the code and small letters do not matter. */
  | { readonly type: "join"; readonly code: string }
  /** Answers an invitation: that one, or the one of the person of that name or code, or the one that came first. */
  | { readonly type: "accept" | "decline"; readonly invitation?: InvitationId; readonly who?: string }
  /** Takes one's own invitation back. */
  | { readonly type: "cancel" }
  /** Says it where the person is. */
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "rename"; readonly name: string }
  /** Enters the chatroom. */
  | { readonly type: "enter" }
  /** Leaves the pair or the chatroom, or takes an invitation back. */
  | { readonly type: "leave" }
  /** Asks who is in the chatroom. Answered with a notice `listed`, and in the roster. */
  | { readonly type: "list" }
  /** The next page of it. */
  | { readonly type: "list.more" }
  /** Something was typed (`on`), or what was typed is gone. To be told on every key: the session throttles. */
  | { readonly type: "typing"; readonly on: boolean }
  /** By name or code, of somebody who is or was around; or by any code. */
  | { readonly type: "ignore" | "unignore"; readonly who: string }
  /** Whether the person looks at the view. While they do, nothing is unread. */
  | { readonly type: "focus"; readonly on: boolean }
  /** Empties the transcript. */
  | { readonly type: "clear" }
  /** Tries the relay at once: while reconnecting, and after it was refused or replaced. */
  | { readonly type: "retry" }
  /** Says goodbye. The actor is done soon after. */
  | { readonly type: "quit" }
  /** Call signalling for the partner; `payload` is any JSON value. */
  | { readonly type: "signal"; readonly kind: SignalKind; readonly payload?: unknown };

/** What the device tells about its network; optional, and only hints. */
export type NetworkEvent =
  | { readonly type: "network.online" }
  | { readonly type: "network.offline" }
  /** The device slept, or the page was frozen: a link that looks alive may be dead. */
  | { readonly type: "wake" };

/** What the platform's socket actor tells. */
export type SocketEvent =
  /** `protocol` is the subprotocol that was agreed on, "" for none. */
  | { readonly type: "socket.opened"; readonly protocol: string }
  | { readonly type: "socket.frame"; readonly text: string }
  /** Closed after it was open; 1006 when it broke. */
  | { readonly type: "socket.closed"; readonly code: number; readonly reason: string }
  /** It never opened. `status` is HTTP's, where the platform can see it, `retryAfter` in seconds. */
  | {
      readonly type: "socket.refused";
      readonly status?: number;
      readonly retryAfter?: number;
      readonly message?: string;
    };

/** What the platform's socket actor is told. */
export type SocketCommand =
  | { readonly type: "send"; readonly frame: string }
  /** Closes it; nothing more is heard of it. */
  | { readonly type: "close"; readonly code: number };

/** What the socket actor is started with, once for every try. */
export interface SocketInput {
  readonly url: string;
  /** The subprotocol to offer. */
  readonly protocol: string;
}

/** What the session is started with. */
export interface SessionInput {
  /** The relay's WebSocket, e.g. `wss://chat.example/ws`. */
  readonly url: string;
  /** What kind of client this is, e.g. `parley-tui/1.0`. */
  readonly client: string;
  /** Whether this client can take a video call. */
  readonly video: boolean;
  /** To be done after the first welcome: take that name, then join that code or enter the chatroom. */
  readonly name?: string;
  readonly join?: string;
  readonly room?: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A number from 0 to below 1, for the jitter of delays. */
  readonly random: () => number;
}

/** What the session emits beside its snapshots, for `actor.on`. */
export type SessionEmitted =
  /** A chat of somebody else's has come in, live: for a sound or a notification. */
  | { readonly type: "heard"; readonly entry: number; readonly unread: boolean }
  /** An invitation begins to ring; it rings as long as it is in the snapshot. */
  | { readonly type: "rings"; readonly invitation: InvitationId }
  /** What the person had written was not taken; it is to be put back to where it was typed. */
  | { readonly type: "draft"; readonly text: string };
