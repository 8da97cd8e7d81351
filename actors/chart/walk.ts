import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import type { Laned } from "../data-lane.ts";
import type {
  Chart,
  ChartCause,
  ChartState,
  ChartStateId,
  ChartTransition,
  ChartTransitionId,
} from "./chart.ts";
import { actionName, guardName } from "./names.ts";

/** The statechart of a machine, also of one with a data lane or a shared start. Custom ids of states don't matter. */
export function chartOf(machine: AnyStateMachine & Partial<Laned>): Chart {
  return { machine: machine.id, root: stateOf(machine.root), lane: machine.laneTypes ?? [] };
}

/**
 * What the chart calls each of the machine's transitions, by the objects that XState's inspection gives
 * (`_transitions` of `@xstate.microstep`). A machine that is given other implementations (`provide`) has others.
 */
export function transitionIds(
  machine: AnyStateMachine,
): ReadonlyMap<AnyTransitionDefinition, ChartTransitionId> {
  const idsWithin = (node: AnyStateNode): [AnyTransitionDefinition, ChartTransitionId][] => [
    ...transitionsOf(node).map(({ id, definition }): [AnyTransitionDefinition, string] => [definition, id]),
    ...childrenOf(node).flatMap(idsWithin),
  ];
  return new Map(idsWithin(machine.root));
}

/** The innermost states that a machine is in, in the order of its chart. */
export function activeOf(snapshot: AnyMachineSnapshot): ChartStateId[] {
  return snapshot._nodes
    .filter(({ type }) => type === "atomic" || type === "final")
    .sort((one, other) => one.order - other.order)
    .map(idOf);
}

function stateOf(node: AnyStateNode): ChartState {
  const { key, type, description, config } = node;
  const initial = type === "compound" ? node.initial.target[0] : undefined;
  return {
    id: idOf(node),
    key,
    type,
    ...(initial === undefined ? {} : { initial: idOf(initial) }),
    ...(description === undefined ? {} : { description }),
    // Those of the definition: XState adds its own for delays.
    entry: listOf(config.entry).map(actionName),
    exit: listOf(config.exit).map(actionName),
    invokes: node.invoke.map(invokeName),
    states: childrenOf(node).map(stateOf),
    transitions: transitionsOf(node).map(transitionOf),
  };
}

interface Numbered {
  readonly id: ChartTransitionId;
  readonly cause: ChartCause;
  readonly definition: AnyTransitionDefinition;
}

/** In the order in which XState tries them, which is what they are numbered by. */
function transitionsOf(node: AnyStateNode): Numbered[] {
  const causes = causesOf(node);
  const caused = [...node.transitions]
    .sort(([one], [other]) => wildness(one) - wildness(other))
    .flatMap(([type, definitions]) =>
      definitions.map((definition) => ({
        cause: causes.get(type) ?? ({ kind: "event", type } as const),
        definition,
      })),
    );
  const always = (node.always ?? []).map((definition) => ({
    cause: { kind: "always" } as const,
    definition,
  }));
  return [...always, ...caused].map((numbered, i) => ({ id: `${idOf(node)}:${i}`, ...numbered }));
}

/** An event's own type comes first, then the wildcards that say more. */
const wildness = (type: string) => (type === "*" || type.endsWith(".*") ? 1 / type.length : 0);

/** What XState's own types of events mean in this state. */
function causesOf(node: AnyStateNode): Map<string, ChartCause> {
  return new Map<string, ChartCause>([
    [`xstate.done.state.${node.id}`, { kind: "done", of: idOf(node) }],
    ...node.invoke.flatMap((invoke): [string, ChartCause][] => [
      [`xstate.done.actor.${invoke.id}`, { kind: "done", of: invokeName(invoke) }],
      [`xstate.error.actor.${invoke.id}`, { kind: "error", of: invokeName(invoke) }],
    ]),
    ...node.after.map(({ eventType, delay }): [string, ChartCause] => [
      eventType,
      { kind: "after", delay: String(delay), ...lengthOf(node, delay) },
    ]),
  ]);
}

/** Of a named delay; a number's is its name. */
function lengthOf({ machine }: AnyStateNode, delay: unknown): { readonly ms?: number } {
  const ms: unknown = machine.implementations.delays[String(delay)];
  return typeof ms === "number" ? { ms } : {};
}

function transitionOf({ id, cause, definition }: Numbered): ChartTransition {
  const { source, guard, actions, target, reenter } = definition;
  return {
    id,
    cause,
    ...(guard === undefined ? {} : { guard: guardName(guard, (state) => resolved(source, state)) }),
    actions: actions.map(actionName),
    targets: (target ?? []).map(idOf),
    reenter,
  };
}

/** The path of the state that `#id` stands for. */
function resolved(node: AnyStateNode, id: string): string {
  return node.machine.getStateNodeById(id).path.join(".");
}

/** The name under which the machine knows the actor, or else its id. */
function invokeName({ src, id }: { readonly src: unknown; readonly id: string }): string {
  return typeof src === "string" && !src.startsWith("xstate.invoke.") ? src : id;
}

const idOf = (node: AnyStateNode): ChartStateId => [node.machine.id, ...node.path].join(".");
const childrenOf = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states);
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
