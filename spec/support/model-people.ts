import type { DialectName } from "../../actors/protocol/dialect.ts";
import { Hearing } from "./hearing.ts";
import type { ModelTimer } from "./model-clock.ts";
import { type Heard, type Listed, welcome, wire } from "./wire.ts";
import { nthCode, nthName } from "./world.ts";

export interface ModelPerson {
  readonly dialect: DialectName;
  readonly code: string;
  name: string;
  place: Place;
  lastId: number;
  /** Without a socket; set while they are. */
  absence: ModelTimer | undefined;
  /** Why their client can't go on, once they have gone. */
  lost: "expired" | "unknown";
  /** Their own invitation, while it rings. */
  inviting: ModelInvitation | undefined;
  /** Those that ring at them. */
  invitations: readonly ModelInvitation[];
  readonly hearing: Hearing;
}

export interface ModelInvitation {
  readonly id: string;
  readonly asker: ModelPerson;
  readonly asked: ModelPerson;
  readonly timer: ModelTimer;
}

export type Place =
  | { readonly in: "lobby" | "gone" }
  | { readonly in: "room"; readonly number: number }
  | { readonly in: "pair"; readonly id: string; readonly partner: ModelPerson };

export const LOBBY: Place = { in: "lobby" };

/** The `n`th who comes, from 1. */
export function newPerson(n: number, dialect: DialectName): ModelPerson {
  return {
    dialect,
    code: nthCode(n),
    name: nthName(n),
    place: LOBBY,
    lastId: 0,
    absence: undefined,
    lost: "unknown",
    inviting: undefined,
    invitations: [],
    hearing: new Hearing(),
  };
}

/** As others are told of them. */
export const shown = ({ code, name, absence }: ModelPerson) => ({ code, name, away: absence !== undefined });

/** What v1 calls the place where `person` can say something. */
export function placeName({ place }: ModelPerson): string | undefined {
  switch (place.in) {
    case "pair":
      return place.id;
    case "room":
      return "room";
    default:
      return undefined;
  }
}

/** What they hear on a new socket. */
export function welcomeTo(person: ModelPerson, how: Terms) {
  const isMember = person.place.in === "room";
  return { ...welcome(person), session: { ...how, received: person.lastId, isMember } };
}

interface Terms {
  readonly resumed: boolean;
  readonly lost?: ModelPerson["lost"];
}

/** The chatroom's list of them, in this order. */
export const listedAs = (members: readonly ModelPerson[]): Listed[] =>
  members.map(({ code, name, place, absence }) => ({
    code,
    name,
    number: place.in === "room" ? place.number : 0,
    ...(absence === undefined ? {} : { away: true }),
  }));

/** In the words of their dialect; those who have gone hear nothing. */
export function tell({ dialect, hearing, place }: ModelPerson, heard: Heard): void {
  const frame = wire(dialect, heard);
  if (frame !== undefined && place.in !== "gone") hearing.tell(frame);
}
