import { type SnapshotFrom, setup } from "xstate";
import { type DataLane, withDataLane } from "./data-lane.ts";
import type { PairName, PairSide, Peer, Ports } from "./ports.ts";
import { errorMessage } from "./protocol/errors.ts";
import type { PairId, Person } from "./protocol/identity.ts";
import type { PairEnd, RawJson, RelayMessage, SignalKind } from "./protocol/messages.ts";
import { withStamps } from "./stamped.ts";

/** What two people in a private chat share. It lives until one of them leaves. */
export interface PairContext {
  readonly id: PairId;
  readonly address: PairName;
  readonly asked: Peer;
  readonly asker: Peer;
}

export type PairDataEvent =
  | {
      readonly type: "say";
      readonly from: PairSide;
      readonly person: Person;
      readonly text: string;
      readonly id: number | undefined;
    }
  | { readonly type: "delivered"; readonly from: PairSide; readonly id: number }
  | { readonly type: "typing"; readonly from: PairSide; readonly on: boolean }
  | {
      readonly type: "signal";
      readonly from: PairSide;
      readonly kind: SignalKind;
      readonly payload: RawJson | undefined;
      readonly id: number | undefined;
    };

export type PairEvent =
  | PairDataEvent
  | { readonly type: "rename"; readonly from: PairSide; readonly person: Person }
  | { readonly type: "presence"; readonly from: PairSide; readonly away: boolean }
  | { readonly type: "leave"; readonly from: PairSide; readonly why: Exclude<PairEnd, "you"> };

/** The actor logic of a private pair: its statechart with its data lane. */
export function createPairLogic(ports: Ports) {
  const { bus } = ports;
  const say = (to: Peer, message: RelayMessage) => bus.tell(to.address, { type: "tell", message });

  const machine = setup({
    types: { context: {} as PairContext, input: {} as PairContext, events: {} as PairEvent },
    actions: {
      introduce: ({ context: { id, address, asked, asker } }) => {
        const tell = (to: Peer, partner: Peer, side: PairSide) =>
          bus.tell(to.address, { type: "pair.opened", pair: { id, address, side }, partner });
        const here = tell(asker, asked, "asker");
        tell(asked, asker, "asked");
        // The asker may be gone by now; then the asked must not be left talking to nobody.
        if (!here) bus.tell(address, { type: "leave", from: "asker", why: "gone" });
      },
      tellOtherName: (
        { context },
        { from, person: { code, name } }: Extract<PairEvent, { type: "rename" }>,
      ) => {
        say(other(context, from), { type: "renamed", code, name, you: false });
      },
      tellOtherPresence: ({ context }, { from, away }: Extract<PairEvent, { type: "presence" }>) => {
        say(other(context, from), { type: "presence", pair: context.id, away });
      },
      tellOtherEnd: ({ context }, { from, why }: Extract<PairEvent, { type: "leave" }>) => {
        bus.tell(other(context, from).address, { type: "pair.ended", pair: context.id, reason: why });
      },
      dropName: ({ context }) => bus.drop(context.address),
    },
  }).createMachine({
    id: "pair",
    description: "A private chat of two people, until one of them leaves.",
    context: ({ input }) => input,
    initial: "open",
    states: {
      open: {
        entry: "introduce",
        on: {
          rename: { actions: { type: "tellOtherName", params: ({ event }) => event } },
          presence: { actions: { type: "tellOtherPresence", params: ({ event }) => event } },
          leave: { target: "ended", actions: { type: "tellOtherEnd", params: ({ event }) => event } },
        },
      },
      ended: { type: "final", entry: "dropName" },
    },
  });

  const isOpen = (snapshot: SnapshotFrom<typeof machine>) => snapshot.value === "open";
  const lane: DataLane<SnapshotFrom<typeof machine>, PairDataEvent> = {
    say: {
      when: isOpen,
      does: "tells the partner, and the sender that it was taken",
      handle: (context, { from, person, text, id }) => {
        const at = ports.now();
        const chat = { type: "message", to: context.id, from: person, text, at } as const;
        const partner = other(context, from);
        if (id === undefined) {
          say(partner, chat);
        } else {
          say(context[from], { type: "sent", to: context.id, id, at });
          say(partner, { ...chat, id });
        }
      },
    },
    delivered: {
      when: isOpen,
      does: "tells the partner",
      handle: (context, { from, id }) =>
        say(other(context, from), { type: "delivered", pair: context.id, id }),
    },
    typing: {
      when: isOpen,
      does: "tells the partner",
      handle: (context, { from, on }) => say(other(context, from), { type: "typing", pair: context.id, on }),
    },
    signal: {
      when: isOpen,
      does: "tells the partner, and the sender that it was taken or that there is no video",
      handle: (context, { from, kind, payload, id }) => {
        const partner = other(context, from);
        if (!partner.traits.signals) {
          say(context[from], errorMessage("no-video", { re: "signal", id }));
          return;
        }
        if (id !== undefined) say(context[from], { type: "sent", to: context.id, id, at: ports.now() });
        const signal = { type: "signal", pair: context.id, kind } as const;
        say(partner, payload === undefined ? signal : { ...signal, payload });
      },
    },
  };
  return withDataLane(withStamps(machine, ports.now), lane);
}

const other = ({ asked, asker }: PairContext, side: PairSide): Peer => (side === "asked" ? asker : asked);
