/**
 * What goes over the inspector's sockets, both ways, one JSON value a frame. A viewer (the inspector's page) connects to
 * `/inspect/feed`, a client that shows its own machines to `/inspect/client`. The relay attaches nothing while no viewer
 * is there, and tells nothing but what is asked for.
 */
import type { Chart, ChartStateId, ChartTransitionId } from "../chart/chart.ts";

/**
 * An actor's name for viewers. On the relay `conn.…`, `pair.…`, `room.main`; a client's `client.<number>.session` and the
 * like. Codes in it are masked: the same code is the same mask as long as the relay runs.
 */
export type ActorId = string;

export type FeedMessage =
  | Hello
  /** Comes once for each machine, before anything that names it. */
  | { readonly type: "machine"; readonly chart: Chart }
  | IndexPage
  /**
   * What is watched from now on, and how it is at this moment: roots, and what they lead to when `follow` is asked for: a
   * person's pair, its other side, their clients, the chatroom, and of a root those in an invitation with it.
   */
  | { readonly type: "watching"; readonly actors: readonly ActorState[] }
  | Batch
  /** An event was handed to its actor. */
  | { readonly type: "sent"; readonly id: number }
  /** Something that was asked cannot be; `id` when it had one. */
  | { readonly type: "error"; readonly id?: number; readonly message: string };

export interface Hello {
  readonly type: "hello";
  readonly version: 1;
  /** ms since the Unix epoch, as are all times. */
  readonly at: number;
  readonly relay: { readonly version: string; readonly edge: string };
  /** Whether names and codes are told as they are. */
  readonly identities: boolean;
  /** Whether events may be sent by hand. */
  readonly control: boolean;
  /** Whether a browser had to log in, and so can log out. */
  readonly login: boolean;
}

/** The actors that a `list` asked for. It comes again about once a second, until there is another `list`. */
export interface IndexPage {
  readonly type: "index";
  readonly query: number;
  readonly at: number;
  readonly offset: number;
  /** All that the filter leaves. */
  readonly total: number;
  readonly actors: readonly ActorRow[];
  /** Every living actor, whatever the filter says. */
  readonly machines: readonly MachineCount[];
}

export interface MachineCount {
  readonly machine: string;
  readonly side: Side;
  readonly actors: number;
  /** How many are in each innermost state, by its id. */
  readonly states: Readonly<Record<ChartStateId, number>>;
}

export type Side = "relay" | "client";

export interface ActorRow {
  readonly id: ActorId;
  readonly machine: string;
  readonly side: Side;
  /** Innermost states, in the order of the chart. */
  readonly active: readonly ChartStateId[];
  /** When it began. */
  readonly born: number;
  /** When it last came into another state. */
  readonly changed: number;
  /** Whose it is; masked unless the relay tells identities. */
  readonly code?: string;
  /** Only when the relay tells identities. */
  readonly name?: string;
}

export interface ActorState extends ActorRow {
  readonly context: Fields;
  /** Types of events that may be sent to it by hand now, each with an example; empty without control. */
  readonly sendable: readonly { readonly type: string; readonly example: Fields }[];
}

/** What may be seen of a context or an event: only fields of an allow-list, never what people write, no token, no address. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** What has happened since the last one, in order. At most one for each frame of a screen. */
export interface Batch {
  readonly type: "batch";
  readonly events: readonly FeedEvent[];
  /** How many there was no room for, before these. */
  readonly missed: number;
}

export type FeedEvent =
  /** An actor is watched that was not before, since another has led to it. */
  | (Happened & { readonly kind: "started"; readonly actor: ActorState })
  /** Nothing more is told of it. */
  | (Happened & { readonly kind: "stopped"; readonly id: ActorId; readonly why: Stop })
  /** A statechart has heard an event, whether or not it led anywhere. */
  | (Happened &
      Heard & {
        readonly kind: "transition";
        /** Those taken, in order. */
        readonly taken: readonly ChartTransitionId[];
        /** How it is after that. */
        readonly active: readonly ChartStateId[];
        readonly changed: number;
        readonly context: Fields;
        readonly sendable: ActorState["sendable"];
      })
  /** A data event that crossed beside the chart. */
  | (Happened & Heard & { readonly kind: "data" });

/** Why: it has come to its end, or threw; or it lives on, and nothing that is watched leads to it any more. */
export type Stop = "ended" | "failed" | "unfollowed";

export interface Happened {
  /** Counts from 1, without gaps but for what was missed. */
  readonly n: number;
  /**
   * When it happened. It does not go back from one of the relay's to the next, nor from one of a client's to the next; but
   * what a client reports comes later than it happened, after what the relay has told since.
   */
  readonly at: number;
}

export interface Heard {
  readonly id: ActorId;
  /** Who sent it, itself if it raised it; absent for a timer, and for a person (see `origin`). */
  readonly from?: ActorId;
  /** `actor`: another actor. `person`: what came from a client, by its socket. `timer`. `hand`: a viewer. `system`: the relay, or the platform. */
  readonly origin: "actor" | "person" | "timer" | "hand" | "system";
  readonly event: { readonly type: string; readonly fields: Fields };
}

export type ViewerMessage =
  | {
      readonly type: "list";
      /** A number of the viewer's own, which the answers repeat. */
      readonly query: number;
      readonly filter: Filter;
      readonly offset: number;
      /** At most 200. */
      readonly limit: number;
    }
  /** Takes the place of what was watched before; at most 16. */
  | { readonly type: "watch"; readonly actors: readonly ActorId[]; readonly follow: boolean }
  /** An event by hand, only with control; `id` is a number of the viewer's own. */
  | {
      readonly type: "send";
      readonly id: number;
      readonly actor: ActorId;
      readonly event: { readonly type: string } & Fields;
    };

export interface Filter {
  readonly machine?: string;
  readonly side?: Side;
  /** A whole code, also while codes are masked; or a mask, or a part of an actor's id. */
  readonly text?: string;
  /** One of its states, inner or outer. */
  readonly state?: ChartStateId;
  /** ms; at least so old. */
  readonly olderThan?: number;
  /** ms; at least so long in its states. */
  readonly stuckFor?: number;
}

/**
 * What a client tells of its own machines, `session` and `call`; the relay knows their charts. It checks and masks all of
 * it as its own, names the actors `client.<number>.<id>`, and turns times into those of its own clock. `at` is the client's time.
 */
export type ClientReport =
  /** First of all, and again with another code. */
  | { readonly type: "client"; readonly kind: "web" | "terminal"; readonly code?: string }
  /** The actors there are when somebody begins to look. */
  | { readonly type: "actors"; readonly at: number; readonly actors: readonly ReportedActor[] }
  | {
      readonly type: "batch";
      readonly at: number;
      readonly events: readonly ReportedEvent[];
      readonly missed: number;
    };

export type ReportedActor = Omit<ActorState, "side" | "code" | "name" | "sendable">;

/** As the events of the feed, less what the relay adds. */
export type ReportedEvent =
  | (Timed & { readonly kind: "started"; readonly actor: ReportedActor })
  | (Timed & { readonly kind: "stopped"; readonly id: ActorId; readonly why: Exclude<Stop, "unfollowed"> })
  | (Timed &
      Heard & {
        readonly kind: "transition";
        readonly taken: readonly ChartTransitionId[];
        readonly active: readonly ChartStateId[];
        readonly changed: number;
        readonly context: Fields;
      })
  | (Timed & Heard & { readonly kind: "data" });

type Timed = Pick<Happened, "at">;

/** What the relay tells a reporting client. */
export type ClientOrder =
  /** Whether somebody looks. Nothing is attached in the client while nobody does. */
  | { readonly type: "report"; readonly on: boolean }
  /** Its last frame was no report; the socket is closed with 1008. */
  | { readonly type: "error"; readonly message: string };

export const FEED_LIMITS = {
  /** Rows of an index page. */
  rows: 200,
  /** Actors watched by one viewer, followed ones aside. */
  watched: 16,
  /** Actors watched and followed by one viewer. */
  followed: 64,
  /** Events that wait for one batch. */
  pending: 500,
  /** Characters of a value that is told. */
  value: 120,
  /** Events of one client in a second; what is beyond is missed. */
  reported: 200,
} as const;
