import type { AnyEventObject } from "xstate";
import type { Fields } from "./feed.ts";
import { callRules } from "./rules/call.ts";
import { chatroomRules } from "./rules/chatroom.ts";
import { connectionRules } from "./rules/connection.ts";
import { pairRules } from "./rules/pair.ts";
import { sessionRules } from "./rules/session.ts";
import { type AllowList, fieldsAmong, fieldsOf, type Veil } from "./veil.ts";

/**
 * What viewers may see of contexts and events: fields of an allow-list for each machine, and of a machine that has none
 * nothing. There is never a text, token, address or payload among them.
 */
const RULES: ReadonlyMap<string, Rules> = new Map(
  Object.entries({
    connection: connectionRules,
    pair: pairRules,
    chatroom: chatroomRules,
    session: sessionRules,
    call: callRules,
  }).map(([machine, { context, events }]) => [machine, { context, events: new Map(Object.entries(events)) }]),
);

interface Rules {
  readonly context: AllowList<unknown>;
  readonly events: ReadonlyMap<string, AllowList<unknown>>;
}

/** Nothing may be told. */
const NOTHING: AllowList<unknown> = {};

/** Of a machine's context. */
export function contextFields(machine: string, context: unknown, veil: Veil): Fields {
  return fieldsOf(contextRules(machine), context, veil);
}

/** Of an event that a machine has heard. */
export function eventFields(machine: string, event: AnyEventObject, veil: Veil): Fields {
  return fieldsOf(eventRules(machine, event.type), event, veil);
}

/** Of what somebody else says of a context, who may have said anything. */
export function reportedContext(machine: string, told: Told, veil: Veil): Fields {
  return fieldsAmong(contextRules(machine), told, veil);
}

export function reportedEvent(machine: string, type: string, told: Told, veil: Veil): Fields {
  return fieldsAmong(eventRules(machine, type), told, veil);
}

type Told = Readonly<Record<string, unknown>>;

const contextRules = (machine: string): AllowList<unknown> => RULES.get(machine)?.context ?? NOTHING;
const eventRules = (machine: string, type: string): AllowList<unknown> =>
  RULES.get(machine)?.events.get(type) ?? NOTHING;
