import type { ActorRefLike, AnyMachineSnapshot } from "xstate";
import type { ChatroomContext } from "../../actors/chatroom.ts";
import type { ConnectionContext } from "../../actors/connection.ts";
import type { ActorId, ActorRow, ActorState } from "../../actors/inspect/feed.ts";
import { activeIn } from "../../actors/inspect/observe.ts";
import { contextFields } from "../../actors/inspect/redact.ts";
import type { Veil } from "../../actors/inspect/veil.ts";
import type { PairContext } from "../../actors/pair.ts";
import { CHATROOM, connectionName } from "../../actors/ports.ts";
import type { LanedActor, LocalBus } from "../bus.ts";
import type { Masks } from "./masks.ts";
import type { ReportingClient } from "./reporting-client.ts";

/** One actor as the relay knows it, with nothing masked. */
export interface Subject extends Pick<ActorRow, "machine" | "side" | "active" | "born" | "changed"> {
  /** Its name on the bus, or the id of a client's. */
  readonly key: string;
  readonly code: string | undefined;
  readonly name: string | undefined;
}

interface SubjectsOptions {
  readonly bus: LocalBus;
  readonly masks: Masks;
  /** Whether names and codes are told as they are. */
  readonly identities: boolean;
  /** By the first two parts of their actors' ids. */
  readonly clients: ReadonlyMap<string, ReportingClient>;
  readonly sendable: (snapshot: AnyMachineSnapshot) => ActorState["sendable"];
}

const CONNECTION = "conn.";
const IN_CHATROOM = "connection.open.place.chatroom";

/** Every actor that can be looked at, on the relay and in clients, under the ids that viewers have for them. */
export class Subjects {
  readonly veil: Veil;
  readonly #options: SubjectsOptions;

  constructor(options: SubjectsOptions) {
    this.#options = options;
    const { identities, masks } = options;
    this.veil = identities
      ? { code: (code) => code, name: (name) => name }
      : { code: (code) => masks.of(code), name: () => undefined };
  }

  /** The id of an actor of the relay; undefined for the root, of which viewers don't know. */
  idOf(actor: ActorRefLike): ActorId | undefined {
    const name = "id" in actor ? actor.id : undefined;
    return typeof name === "string" && name.includes(".") ? this.id(name) : undefined;
  }

  /** What viewers call the actor of that key. */
  id(key: Subject["key"]): ActorId {
    return isConnection(key) ? CONNECTION + this.veil.code(codeIn(key)) : key;
  }

  /** The same, without a mask that has not been made yet. */
  knownId(key: Subject["key"]): ActorId {
    const { identities, masks } = this.#options;
    if (identities || !isConnection(key)) return key;
    return CONNECTION + (masks.known(codeIn(key)) ?? "");
  }

  /** The relay's actor of that id. */
  find(id: ActorId): LanedActor | undefined {
    const { bus, masks, identities } = this.#options;
    if (identities || !isConnection(id)) return bus.actors().get(id);
    const code = masks.codeOf(codeIn(id));
    return code === undefined ? undefined : bus.actors().get(CONNECTION + code);
  }

  /** How the actor of that id is now; undefined when there is none. */
  state(id: ActorId): ActorState | undefined {
    const reported = this.#clientOf(id)?.actors.get(id);
    if (reported !== undefined) return reported;
    const actor = this.find(id);
    return actor === undefined ? undefined : this.stateOf(id, actor);
  }

  stateOf(id: ActorId, actor: LanedActor): ActorState {
    const snapshot: AnyMachineSnapshot = actor.getSnapshot();
    const context = contextFields(snapshot.machine.id, snapshot.context, this.veil);
    return { ...this.row(subject(id, actor), id), context, sendable: this.#options.sendable(snapshot) };
  }

  row({ key, machine, side, active, born, changed, code, name }: Subject, id = this.id(key)): ActorRow {
    const called = name === undefined ? undefined : this.veil.name(name);
    return {
      id,
      machine,
      side,
      active,
      born,
      changed,
      ...(code === undefined ? {} : { code: this.veil.code(code) }),
      ...(called === undefined ? {} : { name: called }),
    };
  }

  /**
   * Where a look at `id` leads: from a person to their pair and its other side, their clients, and the chatroom; from a
   * client to whose it says it is; from a root also to those whom they invite, and who invite them.
   */
  from(id: ActorId, isRoot: boolean): readonly ActorId[] {
    const client = this.#clientOf(id);
    if (client !== undefined) return [...client.actors.keys(), ...this.#connectionsOf(client)];
    const actor = this.find(id);
    if (actor === undefined) return [];
    const snapshot: AnyMachineSnapshot = actor.getSnapshot();
    if (snapshot.machine.id === "connection") {
      const invitations = isRoot ? this.#invitationsOf(snapshot.context) : [];
      return [...this.#fromConnection(snapshot), ...invitations];
    }
    if (snapshot.machine.id !== "pair") return [];
    const { asked, asker }: PairContext = snapshot.context;
    return [this.id(asked.address), this.id(asker.address)];
  }

  /** Every actor there is, the relay's first. */
  *all(): Generator<Subject> {
    for (const [name, actor] of this.#options.bus.actors()) yield subject(name, actor);
    for (const { code, actors } of this.#options.clients.values()) {
      for (const { id, machine, side, active, born, changed } of actors.values()) {
        yield { key: id, machine, side, active, born, changed, code, name: undefined };
      }
    }
  }

  /** Makes masks that have not been made, as many as may be made at once. */
  makeIds(): void {
    if (!this.#options.identities) this.#options.masks.make(this.#codes());
  }

  *#codes(): Generator<string> {
    for (const name of this.#options.bus.actors().keys()) if (isConnection(name)) yield codeIn(name);
  }

  #fromConnection(snapshot: AnyMachineSnapshot): ActorId[] {
    const { peer, pair }: ConnectionContext = snapshot.context;
    const ids: ActorId[] = pair === undefined ? [] : [pair.address];
    if (activeIn(snapshot).includes(IN_CHATROOM)) ids.push(CHATROOM);
    for (const { code, actors } of this.#options.clients.values()) {
      if (code === peer.person.code) ids.push(...actors.keys());
    }
    return ids;
  }

  /** None, or one. */
  #connectionsOf({ code = "" }: ReportingClient): ActorId[] {
    const name = CONNECTION + code;
    return this.#options.bus.actors().has(name) ? [this.id(name)] : [];
  }

  /** Both ways. Nobody has more than so many, and whoever is asked for a code that nobody has is not told of. */
  #invitationsOf({ inviting, invitations }: ConnectionContext): ActorId[] {
    const invited = inviting === undefined ? [] : [connectionName(inviting.code)];
    return [...invited, ...invitations.map(({ from }) => from.address)]
      .filter((name) => this.#options.bus.has(name))
      .map((name) => this.id(name));
  }

  #clientOf(id: ActorId): ReportingClient | undefined {
    const [side, number] = id.split(".", 2);
    return side === "client" ? this.#options.clients.get(`client.${number}`) : undefined;
  }
}

function subject(key: string, actor: LanedActor): Subject {
  const snapshot: AnyMachineSnapshot = actor.getSnapshot();
  const context: ConnectionContext | PairContext | ChatroomContext = snapshot.context;
  const person = "peer" in context ? context.peer.person : undefined;
  const { born, changed } = actor.logic.stampsOf?.(snapshot) ?? { born: 0, changed: 0 };
  return {
    key,
    machine: snapshot.machine.id,
    side: "relay",
    active: activeIn(snapshot),
    born,
    changed,
    code: person?.code,
    name: person?.name,
  };
}

const isConnection = (name: string) => name.startsWith(CONNECTION);
const codeIn = (name: string) => name.slice(CONNECTION.length);
