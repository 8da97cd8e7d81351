import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, SnapshotFrom } from "xstate";

/**
 * The data lane of one machine: for each data event, where the machine allows it and what then happens.
 * Data events change no state, and a macrostep for each would halve the relay's throughput.
 */
export type DataLane<Snapshot extends AnyMachineSnapshot, Event extends AnyEventObject> = {
  readonly [Type in Event["type"]]?: {
    /** Whether the state allows it; elsewhere the machine itself gets the event, and answers. Documents show its name. */
    readonly when: (snapshot: Snapshot) => boolean;
    /** What {@link handle} does, for documents. */
    readonly does: string;
    readonly handle: (context: Snapshot["context"], event: Extract<Event, { type: Type }>) => void;
  };
};

/** What {@link withDataLane} adds to a machine. */
export interface Laned {
  /** The types of the lane's events. */
  readonly laneTypes: readonly string[];
  /** What documents say of each. */
  readonly laneWords: ReadonlyArray<{ readonly type: string; readonly when: string; readonly does: string }>;
  /** Handles `event` and says true if it is a data event that the state allows. Throws what the lane throws. */
  readonly handleData: (snapshot: AnyMachineSnapshot, event: AnyEventObject) => boolean;
}

/** Told to an actor whose lane threw: it fails with `error`, as it would have in a transition of its own. */
export const laneFailed = (error: unknown) => ({ type: LANE_FAILED, error });
const LANE_FAILED = "lane.failed";

/**
 * The same machine, with the lane's events handled beside its transitions: by `handleData`, without any of an
 * actor's overhead, or by `transition` when they come through its mailbox.
 */
export function withDataLane<Machine extends AnyStateMachine, Event extends AnyEventObject>(
  machine: Machine,
  lane: DataLane<SnapshotFrom<Machine>, Event>,
): Machine & Laned {
  const entries = new Map<string, LaneEntry>(Object.entries(lane));
  const handleData: Laned["handleData"] = (snapshot, event) => {
    const entry = entries.get(event.type);
    if (entry === undefined || !entry.when(snapshot)) return false;
    entry.handle(snapshot.context, event);
    return true;
  };
  const transition: Machine["transition"] = (snapshot, event, scope) => {
    if (event.type === LANE_FAILED) throw event["error"];
    return handleData(snapshot, event) ? snapshot : machine.transition(snapshot, event, scope);
  };
  return Object.create(machine, {
    transition: { value: transition },
    handleData: { value: handleData },
    laneTypes: { value: [...entries.keys()] },
    laneWords: { value: Array.from(entries, ([type, { when, does }]) => ({ type, when: when.name, does })) },
  });
}

// Methods, so that entries of any event type fit one table.
interface LaneEntry {
  readonly does: string;
  when(snapshot: AnyMachineSnapshot): boolean;
  handle(context: unknown, event: AnyEventObject): void;
}
