import type { RelayFrame, StreamPlace } from "./decode.ts";
import type { Intent, NetworkEvent, SocketEvent } from "./intents.ts";
import type { EntryId } from "./snapshot.ts";

/** Everything that the session's statechart hears. */
export type SessionEvent = Intent | NetworkEvent | SocketEvent | RelayEvent | OwnEvent;

/** What the relay says, once it has been understood and is next in its stream: `relay.paired`, `relay.message` and so on. */
export type RelayEvent = EventOf<RelayFrame>;

type EventOf<Frame> = Frame extends RelayFrame
  ? { readonly type: `relay.${Frame["type"]}`; readonly message: Frame }
  : never;

/** What the chart tells itself. */
type OwnEvent =
  /** A frame has been dealt with. */
  | ({ readonly type: "heard" } & StreamPlace)
  /** A frame of a type that is not known. */
  | { readonly type: "unknown" }
  /** A frame that no relay of this protocol would say. */
  | { readonly type: "foreign" }
  /** A frame is missing before this one. */
  | { readonly type: "gap" }
  /** Somebody else's chat has been added to the transcript. */
  | { readonly type: "chat"; readonly entry: EntryId; readonly missed: boolean }
  /** All that was missed is here. */
  | { readonly type: "caught.up" }
  /** The relay knows nothing of what was: the session is somebody new. */
  | { readonly type: "fresh" }
  /** The person has stopped typing. */
  | { readonly type: "typing.ended" }
  /** Something that will be answered has gone out. */
  | { readonly type: "asked" };
