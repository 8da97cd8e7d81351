/** What the processes of this benchmark tell and ask one another. */
export interface Listening {
  readonly port: number;
  readonly adminPort: number;
}

export type RelayRequest =
  /** A viewer comes, lists everybody and watches the pair of `code`; */
  | { readonly do: "look"; readonly code: string }
  /** and goes. */
  | { readonly do: "leave" };

export interface Looked {
  /** How long the index of everybody took, ms. */
  readonly scan: number;
  readonly actors: number;
}

export interface Left {
  readonly batches: number;
  /** Characters of all batches, and events in them. */
  readonly characters: number;
  readonly events: number;
  readonly missed: number;
  readonly isAttached: boolean;
}

export type DriverRequest =
  | { readonly do: "connect"; readonly port: number; readonly idle: number; readonly pairs: number }
  /** Talks for so many ms: in all pairs but one as fast as they can, in that one now and then, or as the others. */
  | { readonly do: "talk"; readonly ms: number; readonly watched: "slow" | "fast" };

export interface Connected {
  /** Of one person of the pair that is watched. */
  readonly code: string;
}

export interface Talked {
  readonly delivered: number;
}
