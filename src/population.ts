import {
  type ActorOptions,
  type ActorRefFrom,
  type AnyActorLogic,
  createActor,
  type InputFrom,
} from "xstate";
import { createChatroomLogic } from "../actors/chatroom.ts";
import { type ConnectionContext, createConnectionLogic } from "../actors/connection.ts";
import type { Laned } from "../actors/data-lane.ts";
import { createPairLogic } from "../actors/pair.ts";
import {
  type ActorName,
  CHATROOM,
  connectionName,
  type Outlet,
  type Ports,
  pairName,
  type Traits,
} from "../actors/ports.ts";
import type { Person } from "../actors/protocol/identity.ts";
import { createRootLogic } from "../actors/root.ts";
import { type LanedActor, LocalBus } from "./bus.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Counters } from "./metrics/counters.ts";
import { mourn } from "./supervision.ts";

/** What the actors need of the machine they run on; tests give simulated ones. */
export interface World {
  readonly identifiers: Identifiers;
  /** Runs the timers of every statechart. */
  readonly clock: NonNullable<ActorOptions<AnyActorLogic>["clock"]>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** An actor threw and was stopped. */
  readonly report: (actor: string, error: unknown) => void;
}

/** Every actor of the relay: one root, one chatroom, a connection per person and a pair per private chat. */
export class Population {
  readonly bus: LocalBus;
  readonly #identifiers: Identifiers;
  readonly #root: ActorRefFrom<ReturnType<typeof createRootLogic>>;
  readonly #connection: ReturnType<typeof createConnectionLogic>;
  readonly #chatroom: ReturnType<typeof createChatroomLogic>;

  constructor({ identifiers, clock, now, report }: Omit<World, "random">, counters: Counters) {
    this.bus = new LocalBus(counters.told);
    this.#identifiers = identifiers;
    const ports: Ports = {
      bus: this.bus,
      now,
      newInvitation: () => identifiers.invitation(),
      openPair: (asked, asker) => {
        // Others than those who wait to be asked are paired at once.
        if (asked.traits.invitations) counters.invitations.accepted++;
        const id = identifiers.pair();
        const address = pairName(id);
        this.#start(pair, address, { id, address, asked, asker });
      },
    };
    const pair = createPairLogic(ports);
    this.#connection = createConnectionLogic(ports);
    this.#chatroom = createChatroomLogic(ports);

    const failed = (name: string, error: unknown) => {
      report(name, error);
      const actor = this.bus.actors().get(name);
      if (actor !== undefined) mourn(this.bus, actor, () => this.#openChatroom());
    };
    const root = createActor(createRootLogic({ failed }), { clock });
    this.#root = root.start();
    this.#openChatroom();
  }

  /** Somebody new, not yet connected: a code that nobody has, and a random name. */
  newPerson(): Person {
    let code = this.#identifiers.code();
    while (this.bus.has(connectionName(code))) code = this.#identifiers.code();
    return { code, name: this.#identifiers.name() };
  }

  /** Starts the connection of `person`. */
  connect(person: Person, traits: Traits, outlet: Outlet): LanedActor {
    const address = connectionName(person.code);
    return this.#start(this.#connection, address, { peer: { address, person, traits, away: false }, outlet });
  }

  /** Stops every actor and with it its timers. Nobody is told. */
  stop(): void {
    this.#root.send({ type: "stop", actors: [...this.bus.actors().values()] });
    this.#root.stop();
  }

  #openChatroom(): void {
    this.#start(this.#chatroom, CHATROOM, undefined);
  }

  #start<Logic extends AnyActorLogic & Laned>(
    logic: Logic,
    name: ActorName,
    input: InputFrom<Logic>,
  ): LanedActor {
    // A parent, not `spawn`: spawning under one root costs more with every child it has.
    const actor = createActor<AnyActorLogic & Laned>(logic, { parent: this.#root, id: name, input });
    this.bus.register(name, actor);
    return actor.start();
  }
}

/** Who a connection's person is by now: they may have been renamed. */
export function personOf(connection: LanedActor): Person {
  const { peer }: ConnectionContext = connection.getSnapshot().context;
  return peer.person;
}
