import { type SnapshotFrom, setup } from "xstate";
import { type DataLane, withDataLane } from "./data-lane.ts";
import type { PairHandle, Peer, Ports } from "./ports.ts";
import { errorMessage } from "./protocol/errors.ts";
import type { Code, Person } from "./protocol/identity.ts";
import type { PairEnd, RawJson, RelayMessage, SignalKind } from "./protocol/messages.ts";

/** What two people in a private chat share. It lives until one of them leaves. */
export interface PairContext {
  readonly pair: PairHandle;
  readonly asked: Peer;
  readonly asker: Peer;
}

export type PairDataEvent =
  | { readonly type: "say"; readonly from: Peer; readonly text: string; readonly id: number | undefined }
  | { readonly type: "delivered"; readonly from: Code; readonly id: number }
  | { readonly type: "typing"; readonly from: Code; readonly on: boolean }
  | {
      readonly type: "signal";
      readonly from: Peer;
      readonly kind: SignalKind;
      readonly payload: RawJson | undefined;
    };

export type PairEvent =
  | PairDataEvent
  | { readonly type: "rename"; readonly person: Person }
  | { readonly type: "leave"; readonly from: Code; readonly why: Exclude<PairEnd, "you"> };

/** The statechart of a private pair: open, then ended. */
export function createPairLogic(ports: Ports) {
  const { bus } = ports;
  const say = (to: Peer, message: RelayMessage) => bus.tell(to.address, { type: "tell", message });

  const machine = setup({
    types: { context: {} as PairContext, input: {} as PairContext, events: {} as PairEvent },
    actions: {
      introduce: ({ context: { pair, asked, asker } }) => {
        const here = bus.tell(asker.address, {
          type: "pair.opened",
          pair,
          partner: asked,
          polite: false,
        });
        bus.tell(asked.address, { type: "pair.opened", pair, partner: asker, polite: true });
        // The asker may be gone by now; then the asked must not be left talking to nobody.
        if (!here) bus.tell(pair.address, { type: "leave", from: asker.person.code, why: "gone" });
      },
      tellOtherName: ({ context }, { code, name }: Person) => {
        say(other(context, code), { type: "renamed", code, name, you: false });
      },
      tellOtherEnd: ({ context }, { from, why }: { from: Code; why: PairEnd }) => {
        bus.tell(other(context, from).address, { type: "pair.ended", pair: context.pair.id, reason: why });
      },
      dropName: ({ context }) => bus.drop(context.pair.address),
    },
  }).createMachine({
    id: "pair",
    context: ({ input }) => input,
    initial: "open",
    states: {
      open: {
        entry: "introduce",
        on: {
          rename: { actions: { type: "tellOtherName", params: ({ event }) => event.person } },
          leave: { target: "ended", actions: { type: "tellOtherEnd", params: ({ event }) => event } },
        },
      },
      ended: { type: "final", entry: "dropName" },
    },
  });

  const open = (snapshot: SnapshotFrom<typeof machine>) => snapshot.value === "open";
  const lane: DataLane<SnapshotFrom<typeof machine>, PairDataEvent> = {
    say: {
      when: open,
      handle: (context, { from, text, id }) => {
        const at = ports.now();
        const chat = { type: "message", to: context.pair.id, from: from.person, text, at } as const;
        const partner = other(context, from.person.code);
        if (id === undefined) {
          say(partner, chat);
        } else {
          say(from, { type: "sent", to: context.pair.id, id, at });
          say(partner, { ...chat, id });
        }
      },
    },
    delivered: {
      when: open,
      handle: (context, { from, id }) =>
        say(other(context, from), { type: "delivered", pair: context.pair.id, id }),
    },
    typing: {
      when: open,
      handle: (context, { from, on }) =>
        say(other(context, from), { type: "typing", pair: context.pair.id, on }),
    },
    signal: {
      when: open,
      handle: (context, { from, kind, payload }) => {
        const partner = other(context, from.person.code);
        if (!partner.traits.signals) {
          say(from, errorMessage("no-video", { re: "signal" }));
        } else if (payload === undefined) {
          say(partner, { type: "signal", pair: context.pair.id, kind });
        } else {
          say(partner, { type: "signal", pair: context.pair.id, kind, payload });
        }
      },
    },
  };
  return withDataLane(machine, lane);
}

const other = ({ asked, asker }: PairContext, code: Code): Peer =>
  asked.person.code === code ? asker : asked;
