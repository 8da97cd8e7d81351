import type { DialectName } from "../../actors/protocol/dialect.ts";
import { ModelClock } from "./model-clock.ts";
import { ModelInvitations } from "./model-invitations.ts";
import {
  LOBBY,
  listedAs,
  type ModelPerson,
  newPerson,
  type Place,
  placeName,
  shown,
  tell,
  welcomeTo,
} from "./model-people.ts";
import { ModelRoom } from "./model-room.ts";
import {
  delivered,
  entered,
  hasVideo,
  left,
  listed,
  paired,
  presence,
  refused,
  renamed,
  said,
  sent,
  unpaired,
  wire,
} from "./wire.ts";
import { nthInvitation, nthPair } from "./world.ts";

const MINUTE = 60_000;
const MOST_INVITATIONS = 8;

/** What the relay should do, without actors, sockets or states: who is where, and what each of them hears. */
export class ChatModel {
  /** In the order of their coming, also once gone. */
  readonly people: ModelPerson[] = [];
  readonly #clock = new ModelClock();
  readonly #invitations = new ModelInvitations(this.#clock);
  readonly #room = new ModelRoom();
  #pairs = 0;
  #asked = 0;

  /** Everybody, with a socket or without. */
  get present(): ModelPerson[] {
    return this.people.filter(({ place }) => place.in !== "gone");
  }

  /** Those with a socket. */
  get here(): ModelPerson[] {
    return this.present.filter(({ absence }) => absence === undefined);
  }

  /** In the chatroom, in the order of their entering. */
  get members(): readonly ModelPerson[] {
    return this.#room.members;
  }

  /** What everybody has heard since the last time. */
  takeHeard() {
    return this.people.map(({ hearing }) => hearing.read());
  }

  connect(dialect: DialectName, lost?: ModelPerson["lost"]): void {
    const n = this.people.length + 1;
    const person = newPerson(n, dialect);
    this.people.push(person);
    const frame = wire(dialect, welcomeTo(person, { resumed: false, ...(lost && { lost }) }));
    if (frame !== undefined) person.hearing.tell(frame, false);
  }

  disconnect(person: ModelPerson): void {
    this.#goodbye(person, "unknown");
  }

  /** The socket breaks; so many of the last `lost` frames had not arrived. */
  cut(person: ModelPerson, lost: number): number {
    if (person.dialect !== "v1") {
      this.disconnect(person);
      return 0;
    }
    const gone = person.hearing.cut(lost);
    person.absence = this.#clock.after(MINUTE, () => this.#goodbye(person, "expired"));
    this.#tellPresence(person);
    return gone;
  }

  /** Somebody on v1 goes on on a new socket; as {@link cut} where they still have the old one. */
  resume(person: ModelPerson, lost: number): number {
    const wasAway = person.absence !== undefined;
    const gone = wasAway ? 0 : person.hearing.cut(lost);
    this.#clock.cancel(person.absence);
    person.absence = undefined;
    person.hearing.resume(welcomeTo(person, { resumed: true }));
    if (wasAway) this.#tellPresence(person);
    return gone;
  }

  ack({ hearing }: ModelPerson): void {
    hearing.ack();
  }

  pass(ms: number): void {
    this.#clock.pass(ms);
  }

  join(asker: ModelPerson, code: string): void {
    const invitation = asker.invitations.find((ringing) => ringing.asker.code === code);
    if (code === asker.code) {
      tell(asker, refused("own-code", "join"));
    } else if (invitation !== undefined) {
      this.#pairUp(asker, invitation.asker, false);
    } else if (asker.inviting !== undefined) {
      tell(asker, refused("still-joining", "join"));
    } else {
      this.#ask(
        asker,
        this.present.find((person) => person.code === code),
      );
    }
  }

  #ask(asker: ModelPerson, asked: ModelPerson | undefined): void {
    const id = nthInvitation(++this.#asked);
    const isBusy =
      asked === undefined || asked.place.in === "pair" || asked.invitations.length === MOST_INVITATIONS;
    if (isBusy) {
      tell(asker, refused("invalid-or-busy", "join"));
    } else if (asked.dialect !== "v1") {
      this.#pairUp(asked, asker, true);
    } else {
      this.#invitations.ring(id, asker, asked);
    }
  }

  accept(person: ModelPerson, id: string): void {
    const invitation = person.invitations.find((ringing) => ringing.id === id);
    if (invitation === undefined) tell(person, refused("no-invitation", "accept"));
    else this.#pairUp(person, invitation.asker, false);
  }

  decline(person: ModelPerson, id: string): void {
    const invitation = person.invitations.find((ringing) => ringing.id === id);
    if (invitation === undefined) tell(person, refused("no-invitation", "decline"));
    else this.#invitations.end(invitation, "declined");
  }

  cancel(person: ModelPerson, id: string): void {
    if (person.inviting?.id === id) this.#invitations.end(person.inviting, "cancelled");
    else tell(person, refused("no-invitation", "cancel"));
  }

  /** `to` and `id` count on v1 only, where a number that is not above the last was said before. */
  say(from: ModelPerson, text: string, to: string, id: number): void {
    const numbered = from.dialect === "v1" ? id : undefined;
    const here = placeName(from);
    if (numbered !== undefined && id <= from.lastId) {
      tell(from, refused("already-said", "message", id));
      return;
    }
    from.lastId = id;
    if (here === undefined) {
      tell(from, refused("not-in-a-chat", "message", numbered));
    } else if (from.dialect === "v1" && to !== here) {
      tell(from, refused("not-there", "message", numbered));
    } else {
      tell(from, sent(here, id));
      const heard = said(here, from, text, numbered);
      if (from.place.in === "pair") {
        tell(from.place.partner, heard);
        if (from.place.partner.dialect !== "v1") tell(from, delivered(here, id));
      } else {
        this.#room.tellOthers(from, heard);
      }
    }
  }

  enter(person: ModelPerson): void {
    const isNew = person.place.in !== "room";
    if (isNew) {
      this.#endPair(person, "room", true);
      this.#room.letIn(person);
    }
    tell(person, entered(listedAs(this.members)));
    if (isNew) this.#room.tellChange("entered", person);
  }

  leave(person: ModelPerson): void {
    if (person.place.in === "lobby" && person.inviting === undefined) {
      tell(person, refused("not-in-a-chat", "leave"));
    }
    if (person.place.in === "room") {
      this.#room.takeOut(person);
      tell(person, left("you"));
    }
    this.#endPair(person, "left", true);
    person.place = LOBBY;
    if (person.inviting !== undefined) this.#invitations.end(person.inviting, "cancelled");
  }

  /** `name` is normalised, undefined when nothing was left of it. */
  rename(person: ModelPerson, name: string | undefined): void {
    if (name === undefined) {
      tell(person, refused("bad-name", "rename"));
      return;
    }
    person.name = name;
    tell(person, renamed(person, name, true));
    if (person.place.in === "pair") tell(person.place.partner, renamed(person, name, false));
    if (person.place.in === "room") this.#room.tellChange("renamed", person);
    this.#invitations.tellAsked(person);
  }

  list(person: ModelPerson): void {
    tell(person, listed(person, listedAs(this.members)));
  }

  #goodbye(person: ModelPerson, lost: ModelPerson["lost"]): void {
    person.hearing.end();
    this.#clock.cancel(person.absence);
    person.absence = undefined;
    person.lost = lost;
    for (const invitation of [person.inviting, ...person.invitations]) {
      if (invitation !== undefined) this.#invitations.end(invitation, "gone");
    }
    if (person.place.in === "room") this.#room.takeOut(person);
    this.#endPair(person, "gone", false);
    person.place = { in: "gone" };
  }

  /** Of the two it is the one who lets the pair open that moves last, but for one whom nobody has to ask. */
  #pairUp(opening: ModelPerson, asker: ModelPerson, isAtOnce: boolean): void {
    const id = nthPair(++this.#pairs);
    const move = (person: ModelPerson, partner: ModelPerson) => {
      this.#moveToPair(person, { in: "pair", id, partner });
      tell(person, paired(id, shown(partner), person === opening, hasVideo(partner.dialect)));
      this.#invitations.settle(person, partner);
    };
    if (isAtOnce) move(opening, asker);
    move(asker, opening);
    if (!isAtOnce) move(opening, asker);
  }

  #moveToPair(person: ModelPerson, pair: Place): void {
    if (person.place.in === "room") {
      this.#room.takeOut(person);
      tell(person, left("paired"));
    }
    this.#endPair(person, "left", true);
    person.place = pair;
  }

  #endPair(person: ModelPerson, why: "left" | "room" | "gone", tellToo: boolean): void {
    if (person.place.in !== "pair") return;
    const { id, partner } = person.place;
    partner.place = LOBBY;
    tell(partner, unpaired(id, why));
    if (tellToo) tell(person, unpaired(id, "you"));
  }

  #tellPresence(person: ModelPerson): void {
    const { place } = person;
    const away = person.absence !== undefined;
    if (place.in === "pair") tell(place.partner, presence(place.id, away));
    if (place.in === "room") this.#room.tellChange(away ? "away" : "back", person);
    this.#invitations.tellAsked(person);
  }
}
