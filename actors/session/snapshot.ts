import type { ErrorCode } from "../protocol/errors.ts";
import type { Code, InvitationId, Name, PairId, Person } from "../protocol/identity.ts";
import type { Member } from "../protocol/messages.ts";
import type { NoticeCode, OwnErrorCode } from "./phrases.ts";

/**
 * Everything that a view of the session needs, as plain data that is replaced and never changed: a part that is
 * identical to what it was has not changed. Times are milliseconds since the Unix epoch by the client's own clock.
 *
 * Names went through `normaliseName`. Texts of others are as they came: a view shows every text and name by way of
 * `safeText` or `safeLine`.
 */
export interface SessionView {
  readonly serverUrl: string;
  /** Whether the relay can be reached. */
  readonly link: LinkView;
  /** Where the person is. While the link is down it is where they were, and will be again after a resume. */
  readonly place: PlaceView;
  /** Absent until the first welcome. */
  readonly me: Person | undefined;
  /** The invitation of one's own that has not been answered yet. */
  readonly inviting: Inviting | undefined;
  /** Invitations of others that ring here, the oldest first; at most 8. */
  readonly invitations: readonly Invitation[];
  /** Who is in the chatroom, as far as it is known; from any place, once it was asked for. */
  readonly roster: Roster;
  readonly transcript: Transcript;
  readonly unread: Unread;
  /** Those whose chats in the chatroom are hidden and whose invitations are declined. */
  readonly ignored: readonly Ignored[];
  /** What may be sent; the relay's own limits once it has told them. */
  readonly limits: Limits;
}

/** A union with `is` as its discriminant: the state of the way to the relay. */
export type LinkView =
  /** For the first time. */
  | { readonly is: "connecting" }
  /** Greeted. `behind` while what was missed is still coming in. */
  | { readonly is: "online"; readonly behind: boolean }
  | {
      readonly is: "reconnecting";
      /** Counts from 1; starts again after the link has been stable for a while. */
      readonly attempt: number;
      /** When it is tried again; undefined while it is being tried, or while the device is offline. */
      readonly retryAt: number | undefined;
      readonly why: Why;
      /** The same in words. */
      readonly sentence: string;
    }
  /** It is no use to try again without a change. The intent `retry` does all the same. */
  | {
      readonly is: "refused";
      readonly reason: RefusedReason;
      /** What is the matter, */
      readonly sentence: string;
      /** and what can be done about it. */
      readonly advice: string;
    }
  /** Over. After `quit` the actor is done; after the others the intent `retry` begins anew. */
  | { readonly is: "ended"; readonly reason: EndedReason; readonly sentence: string };

/** Why the link is down. */
export type Why =
  /** The network broke, or the relay can't be reached. */
  | "lost"
  /** The device says that it has no network. */
  | "offline"
  | "restart"
  /** The relay failed, or let its own time pass. */
  | "failed"
  /** The relay has asked to wait: it is full, or there were too many frames or connections. */
  | "busy"
  /** Frames were missing; they are fetched. */
  | "gap";

export type RefusedReason =
  /** The relay does not accept where this client comes from (HTTP 401 or 403). */
  | "forbidden"
  /** There is no relay at this address (HTTP 404, or another answer that is none). */
  | "not-found"
  /** It speaks, but not this protocol. */
  | "other-protocol"
  /** The relay closed the socket over something that this client sent. */
  | "rejected";

export type EndedReason =
  | "quit"
  /** Another window or program goes on with this session. */
  | "replaced";

/** A union with `at` as its discriminant. */
export type PlaceView =
  | { readonly at: "lobby" }
  | {
      readonly at: "pair";
      readonly pair: PairId;
      readonly partner: PartnerView;
      /** Whose offer gives way when both call at once. */
      readonly polite: boolean;
    }
  /** Its members are in {@link SessionView.roster}. */
  | { readonly at: "room" };

export interface PartnerView extends Person {
  /** Whether their client can take a video call. */
  readonly video: boolean;
  /** Without a socket at the moment, and expected back. */
  readonly away: boolean;
  readonly typing: boolean;
}

export interface Inviting {
  readonly code: Code;
  /** The other has been told, and it rings there until then; undefined while the relay has not answered. */
  readonly until: number | undefined;
}

export interface Invitation {
  readonly invitation: InvitationId;
  readonly from: Person & { readonly video: boolean; readonly away: boolean };
  readonly until: number;
}

export interface Roster {
  /** How many are in the chatroom; undefined when nobody has asked yet. */
  readonly count: number | undefined;
  /** In the order in which they came. */
  readonly members: readonly Member[];
  /** Whether these are all, and it is kept so. Otherwise they are what was last heard. */
  readonly whole: boolean;
  /** Whether the intent `list.more` brings more. */
  readonly more: boolean;
}

export interface Unread {
  /** Chats of others since the view was last looked at. */
  readonly count: number;
  /** The first of them. */
  readonly first: EntryId | undefined;
}

export interface Ignored {
  readonly code: Code;
  /** What they were called when they were ignored; undefined when only the code was known. */
  readonly name: Name | undefined;
}

export interface Limits {
  /** UTF-8 bytes of a text. */
  readonly text: number;
  /** Graphemes of a name. */
  readonly name: number;
  /** UTF-8 bytes of a signalling payload, as JSON. */
  readonly payload: number;
}

/** Numbers entries in the order in which they were added, one by one, also across `clear`. */
export type EntryId = number;

/**
 * The last entries, oldest first, in blocks: a block that is identical to what it was has not changed, so that a view
 * renders block by block, or only looks at the last ones. See `transcript.ts` for ways to walk through it.
 */
export interface Transcript {
  readonly blocks: readonly Block[];
  /** The id that the next entry will have. What has a lower one and is not in `blocks` is gone. */
  readonly next: EntryId;
}

/** At most 64 entries with consecutive ids from `first` on. */
export interface Block {
  readonly first: EntryId;
  readonly entries: readonly Entry[];
}

/** A union with `kind` as its discriminant. */
export type Entry = ChatEntry | NoticeEntry | ErrorEntry;

export interface EntryBase {
  readonly id: EntryId;
  /** Where it belongs: to the pair of that id, to the chatroom, or to neither. */
  readonly place: PairId | "room" | "lobby";
  readonly at: number;
}

/** Something that somebody said. */
export interface ChatEntry extends EntryBase {
  readonly kind: "chat";
  readonly from: Person;
  readonly text: string;
  /** What has become of it; only, and always, for what was said here. */
  readonly mark: Mark | undefined;
  /** The session's own number for it; there when `mark` is. */
  readonly number: number | undefined;
}

export type Mark =
  /** On its way, or waiting for the link. */
  | "sending"
  /** The relay has handed it on. */
  | "sent"
  /** In a pair: the partner's client has it, and all before it. */
  | "delivered"
  /** It has reached nobody; an error entry says why, and the text is still here. */
  | "failed";

/** Something that happened. */
export interface NoticeEntry extends EntryBase {
  readonly kind: "notice";
  readonly code: NoticeCode;
  /** In words. */
  readonly text: string;
  /** With `listed`: the page of the list that was asked for. */
  readonly members?: readonly Member[];
}

/** Something that did not work. */
export interface ErrorEntry extends EntryBase {
  readonly kind: "error";
  /** The relay's code, which may be one that is not known here, or the session's own. */
  readonly code: ErrorCode | OwnErrorCode | (string & {});
  readonly text: string;
  /** What the person had written, where it was not taken: the view puts it back to be edited. */
  readonly draft?: string;
}
