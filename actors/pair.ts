import { type SnapshotFrom, setup } from "xstate";
import { type DataLane, withDataLane } from "./data-lane.ts";
import { type Peer, type Ports, pairName } from "./ports.ts";
import { errorMessage } from "./protocol/errors.ts";
import type { Code, PairId, Person } from "./protocol/identity.ts";
import type { PairEnd, RawJson, RelayMessage, SignalKind } from "./protocol/messages.ts";

/** What two people in a private chat share. It lives until one of them leaves. */
export interface PairContext {
  readonly id: PairId;
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
      introduce: ({ context: { id, asked, asker } }) => {
        const here = bus.tell(asker.address, {
          type: "pair.opened",
          pair: id,
          partner: asked,
          polite: false,
        });
        bus.tell(asked.address, { type: "pair.opened", pair: id, partner: asker, polite: true });
        // The asker may be gone by now; then the asked must not be left talking to nobody.
        if (!here) bus.tell(pairName(id), { type: "leave", from: asker.person.code, why: "gone" });
      },
      tellOtherName: ({ context }, { code, name }: Person) => {
        say(other(context, code), { type: "renamed", code, name, you: false });
      },
      tellOtherEnd: ({ context }, { from, why }: { from: Code; why: PairEnd }) => {
        bus.tell(other(context, from).address, { type: "pair.ended", pair: context.id, reason: why });
      },
      dropName: ({ context }) => bus.drop(pairName(context.id)),
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
      handle: (pair, { from, text, id }) => {
        const at = ports.now();
        const chat = { type: "message", to: pair.id, from: from.person, text, at } as const;
        const partner = other(pair, from.person.code);
        if (id === undefined) {
          say(partner, chat);
        } else {
          say(from, { type: "sent", to: pair.id, id, at });
          say(partner, { ...chat, id });
        }
      },
    },
    delivered: {
      when: open,
      handle: (pair, { from, id }) => say(other(pair, from), { type: "delivered", pair: pair.id, id }),
    },
    typing: {
      when: open,
      handle: (pair, { from, on }) => say(other(pair, from), { type: "typing", pair: pair.id, on }),
    },
    signal: {
      when: open,
      handle: (pair, { from, kind, payload }) => {
        const partner = other(pair, from.person.code);
        if (!partner.traits.signals) {
          say(from, errorMessage("no-video", { re: "signal" }));
        } else if (payload === undefined) {
          say(partner, { type: "signal", pair: pair.id, kind });
        } else {
          say(partner, { type: "signal", pair: pair.id, kind, payload });
        }
      },
    },
  };
  return withDataLane(machine, lane);
}

const other = ({ asked, asker }: PairContext, code: Code): Peer =>
  asked.person.code === code ? asker : asked;
