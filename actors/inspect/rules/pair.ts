import type { PairContext, PairEvent } from "../../pair.ts";
import type { PairSide } from "../../ports.ts";
import { utf8Length } from "../../protocol/limits.ts";
import { code, name, plain } from "../veil.ts";
import type { MachineRules } from "./rules.ts";

const from = { from: plain((event: { readonly from: PairSide }) => event.from) };
const id = { id: plain((event: { readonly id: number | undefined }) => event.id) };

export const pairRules: MachineRules<PairContext, PairEvent> = {
  context: {
    asked: code(({ asked }) => asked.person.code),
    asker: code(({ asker }) => asker.person.code),
  },
  events: {
    say: { ...from, ...id },
    delivered: { ...from, ...id },
    typing: { ...from, on: plain(({ on }) => on) },
    signal: {
      ...from,
      kind: plain(({ kind }) => kind),
      bytes: plain(({ payload }) => payload && utf8Length(payload)),
      ...id,
    },
    rename: { ...from, name: name(({ person }) => person.name) },
    presence: { ...from, away: plain(({ away }) => away) },
    leave: { ...from, why: plain(({ why }) => why) },
  },
};
