import type { DialectName } from "../../actors/protocol/dialect.ts";
import {
  delivered,
  entered,
  type Frame,
  type Heard,
  hasVideo,
  type Listed,
  left,
  listed,
  member,
  paired,
  refused,
  renamed,
  said,
  sent,
  unpaired,
  type Who,
  welcome,
  wire,
} from "./wire.ts";
import { nthCode, nthName, nthPair } from "./world.ts";

export interface ModelPerson {
  readonly dialect: DialectName;
  readonly code: string;
  name: string;
  place: Place;
  lastId: number;
}

export type Place =
  | { readonly in: "lobby" | "gone" }
  | { readonly in: "room"; readonly number: number }
  | { readonly in: "pair"; readonly id: string; readonly partner: ModelPerson };

const LOBBY: Place = { in: "lobby" };

/** What the relay should do, without actors, sockets or states: who is where, and what each of them hears. */
export class ChatModel {
  /** In the order of their coming, also once gone. */
  readonly people: ModelPerson[] = [];
  #room: ModelPerson[] = [];
  #entries = 0;
  #pairs = 0;
  #heard = new Map<ModelPerson, Frame[]>();

  get here(): ModelPerson[] {
    return this.people.filter(({ place }) => place.in !== "gone");
  }

  /** In the chatroom, in the order of their entering. */
  get members(): readonly ModelPerson[] {
    return this.#room;
  }

  /** What everybody has heard since the last time. */
  takeHeard(): Frame[][] {
    const heard = this.people.map((person) => this.#heard.get(person) ?? []);
    this.#heard = new Map();
    return heard;
  }

  connect(dialect: DialectName): void {
    const n = this.people.length + 1;
    const person = { dialect, code: nthCode(n), name: nthName(n), place: LOBBY, lastId: 0 };
    this.people.push(person);
    this.#tell(person, welcome(person));
  }

  join(asker: ModelPerson, code: string): void {
    const asked = this.here.find((person) => person.code === code);
    if (asked === asker) {
      this.#tell(asker, refused("own-code", "join"));
    } else if (asked === undefined || asked.place.in === "pair") {
      this.#tell(asker, refused("invalid-or-busy", "join"));
    } else {
      const id = nthPair(++this.#pairs);
      this.#moveToPair(asked, { in: "pair", id, partner: asker });
      this.#tell(asked, paired(id, asker, true, hasVideo(asker.dialect)));
      this.#moveToPair(asker, { in: "pair", id, partner: asked });
      this.#tell(asker, paired(id, asked, false, hasVideo(asked.dialect)));
    }
  }

  /** `to` and `id` count on v1 only. */
  say(from: ModelPerson, text: string, to: string, id: number): void {
    const numbered = from.dialect === "v1" ? id : undefined;
    const here = placeName(from);
    if (here === undefined) {
      this.#tell(from, refused("not-in-a-chat", "message", numbered));
    } else if (from.dialect === "v1" && to !== here) {
      this.#tell(from, refused("not-there", "message", numbered));
    } else {
      this.#tell(from, sent(here, id));
      const heard = said(here, from, text, numbered);
      if (from.place.in === "pair") {
        this.#tell(from.place.partner, heard);
        if (from.place.partner.dialect !== "v1") this.#tell(from, delivered(here, id));
      } else {
        this.#tellRoom(from, heard);
      }
    }
  }

  enter(person: ModelPerson): void {
    const isNew = person.place.in !== "room";
    if (isNew) {
      this.#endPair(person, "room", true);
      person.place = { in: "room", number: ++this.#entries };
      this.#room.push(person);
    }
    this.#tell(person, entered(this.#listed()));
    if (isNew) this.#tellRoom(person, member("entered", person, this.#room.length));
  }

  leave(person: ModelPerson): void {
    if (person.place.in === "lobby") this.#tell(person, refused("not-in-a-chat", "leave"));
    if (person.place.in === "room") {
      this.#takeOut(person);
      this.#tell(person, left("you"));
    }
    this.#endPair(person, "left", true);
    person.place = LOBBY;
  }

  /** `name` is normalised, undefined when nothing was left of it. */
  rename(person: ModelPerson, name: string | undefined): void {
    if (name === undefined) {
      this.#tell(person, refused("bad-name", "rename"));
      return;
    }
    person.name = name;
    this.#tell(person, renamed(person, name, true));
    if (person.place.in === "pair") this.#tell(person.place.partner, renamed(person, name, false));
    if (person.place.in === "room") this.#tellRoom(person, member("renamed", person, this.#room.length));
  }

  list(person: ModelPerson): void {
    this.#tell(person, listed(person, this.#listed()));
  }

  disconnect(person: ModelPerson): void {
    this.#heard.delete(person);
    if (person.place.in === "room") this.#takeOut(person);
    this.#endPair(person, "gone", false);
    person.place = { in: "gone" };
  }

  #moveToPair(person: ModelPerson, pair: Place): void {
    if (person.place.in === "room") {
      this.#takeOut(person);
      this.#tell(person, left("paired"));
    }
    this.#endPair(person, "left", true);
    person.place = pair;
  }

  #endPair(person: ModelPerson, why: "left" | "room" | "gone", tellToo: boolean): void {
    if (person.place.in !== "pair") return;
    const { id, partner } = person.place;
    partner.place = LOBBY;
    this.#tell(partner, unpaired(id, why));
    if (tellToo) this.#tell(person, unpaired(id, "you"));
  }

  #takeOut(person: ModelPerson): void {
    this.#room = this.#room.filter((other) => other !== person);
    this.#tellRoom(person, member("left", person, this.#room.length));
  }

  #listed(): Listed[] {
    return this.#room.map(({ code, name, place }) => ({
      code,
      name,
      number: place.in === "room" ? place.number : 0,
    }));
  }

  #tellRoom(from: Who, heard: Heard): void {
    for (const person of this.#room) if (person !== from) this.#tell(person, heard);
  }

  #tell(person: ModelPerson, heard: Heard): void {
    const frame = wire(person.dialect, heard);
    if (frame === undefined) return;
    const frames = this.#heard.get(person) ?? [];
    frames.push(frame);
    this.#heard.set(person, frames);
  }
}

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
