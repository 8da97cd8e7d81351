import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, SnapshotFrom } from "xstate";

/**
 * The data lane of one machine: for each data event, where the machine allows it and what then happens.
 * Data events change no state, and a macrostep for each would halve the relay's throughput.
 */
export type DataLane<Snapshot extends AnyMachineSnapshot, Event extends AnyEventObject> = {
  readonly [Type in Event["type"]]?: {
    /** Whether the state allows it; elsewhere the machine itself gets the event, and answers. */
    readonly when: (snapshot: Snapshot) => boolean;
    readonly handle: (context: Snapshot["context"], event: Extract<Event, { type: Type }>) => void;
  };
};

/** The same machine, with the lane's events handled beside its transitions. */
export function withDataLane<Machine extends AnyStateMachine, Event extends AnyEventObject>(
  machine: Machine,
  lane: DataLane<SnapshotFrom<Machine>, Event>,
): Machine {
  const entries = new Map<string, LaneEntry<SnapshotFrom<Machine>>>(Object.entries(lane));
  const transition: Machine["transition"] = (snapshot, event, scope) => {
    const entry = entries.get(event.type);
    if (entry?.when(snapshot as SnapshotFrom<Machine>)) {
      entry.handle(snapshot.context, event);
      return snapshot;
    }
    return machine.transition(snapshot, event, scope);
  };
  return Object.create(machine, { transition: { value: transition } });
}

// Methods, so that entries of any event type fit one table.
interface LaneEntry<Snapshot> {
  when(snapshot: Snapshot): boolean;
  handle(context: unknown, event: AnyEventObject): void;
}
