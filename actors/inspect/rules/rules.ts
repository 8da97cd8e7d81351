import type { EventObject } from "xstate";
import type { AllowList } from "../veil.ts";

/** What may be told of one machine; events that are not listed are told without a field. */
export interface MachineRules<Context, Event extends EventObject> {
  readonly context: AllowList<Context>;
  readonly events: { readonly [Type in Event["type"]]?: AllowList<Extract<Event, { readonly type: Type }>> };
}
