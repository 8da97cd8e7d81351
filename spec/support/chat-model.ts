import type { DialectName } from "../../actors/protocol/dialect.ts";
import { ModelClock } from "./model-clock.ts";
import {
  LOBBY,
  listedAs,
  type ModelInvitation,
  type ModelPerson,
  newPerson,
  type Place,
  placeName,
  shown,
  welcomeTo,
} from "./model-people.ts";
import {
  delivered,
  entered,
  type Heard,
  hasVideo,
  invited,
  left,
  listed,
  member,
  paired,
  presence,
  refused,
  renamed,
  ringing,
  said,
  sent,
  uninvited,
  unpaired,
  wire,
} from "./wire.ts";
import { nthInvitation, nthPair } from "./world.ts";

const MINUTE = 60_000;
const MOST_INVITATIONS = 8;

type End = Parameters<typeof uninvited>[1];

/** What the relay should do, without actors, sockets or states: who is where, and what each of them hears. */
export class ChatModel {
  /** In the order of their coming, also once gone. */
  readonly people: ModelPerson[] = [];
  readonly #clock = new ModelClock();
  #room: ModelPerson[] = [];
  #entries = 0;
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
    return this.#room;
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
      this.#tell(asker, refused("own-code", "join"));
    } else if (invitation !== undefined) {
      this.#pairUp(asker, invitation.asker, false);
    } else if (asker.inviting !== undefined) {
      this.#tell(asker, refused("still-joining", "join"));
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
      this.#tell(asker, refused("invalid-or-busy", "join"));
    } else if (asked.dialect !== "v1") {
      this.#pairUp(asked, asker, true);
    } else {
      const timer = this.#clock.after(MINUTE, () => this.#endInvitation(invitation, "expired"));
      const invitation = { id, asker, asked, timer };
      asker.inviting = invitation;
      asked.invitations = [...asked.invitations, invitation];
      this.#tellInvited(invitation);
      this.#tell(asker, ringing(id, asked));
    }
  }

  accept(person: ModelPerson, id: string): void {
    const invitation = person.invitations.find((ringing) => ringing.id === id);
    if (invitation === undefined) this.#tell(person, refused("no-invitation", "accept"));
    else this.#pairUp(person, invitation.asker, false);
  }

  decline(person: ModelPerson, id: string): void {
    const invitation = person.invitations.find((ringing) => ringing.id === id);
    if (invitation === undefined) this.#tell(person, refused("no-invitation", "decline"));
    else this.#endInvitation(invitation, "declined");
  }

  cancel(person: ModelPerson, id: string): void {
    if (person.inviting?.id === id) this.#endInvitation(person.inviting, "cancelled");
    else this.#tell(person, refused("no-invitation", "cancel"));
  }

  /** `to` and `id` count on v1 only, where a number that is not above the last was said before. */
  say(from: ModelPerson, text: string, to: string, id: number): void {
    const numbered = from.dialect === "v1" ? id : undefined;
    const here = placeName(from);
    if (numbered !== undefined && id <= from.lastId) {
      this.#tell(from, refused("already-said", "message", id));
      return;
    }
    from.lastId = id;
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
    this.#tell(person, entered(listedAs(this.#room)));
    if (isNew) this.#tellRoom(person, member("entered", person, this.#room.length));
  }

  leave(person: ModelPerson): void {
    if (person.place.in === "lobby" && person.inviting === undefined) {
      this.#tell(person, refused("not-in-a-chat", "leave"));
    }
    if (person.place.in === "room") {
      this.#takeOut(person);
      this.#tell(person, left("you"));
    }
    this.#endPair(person, "left", true);
    person.place = LOBBY;
    if (person.inviting !== undefined) this.#endInvitation(person.inviting, "cancelled");
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
    if (person.inviting !== undefined) this.#tellInvited(person.inviting);
  }

  list(person: ModelPerson): void {
    this.#tell(person, listed(person, listedAs(this.#room)));
  }

  #goodbye(person: ModelPerson, lost: ModelPerson["lost"]): void {
    person.hearing.end();
    this.#clock.cancel(person.absence);
    person.absence = undefined;
    person.lost = lost;
    for (const invitation of [person.inviting, ...person.invitations]) {
      if (invitation !== undefined) this.#endInvitation(invitation, "gone");
    }
    if (person.place.in === "room") this.#takeOut(person);
    this.#endPair(person, "gone", false);
    person.place = { in: "gone" };
  }

  /** Of the two it is the one who lets the pair open that moves last, but for one whom nobody has to ask. */
  #pairUp(opening: ModelPerson, asker: ModelPerson, isAtOnce: boolean): void {
    const id = nthPair(++this.#pairs);
    const move = (person: ModelPerson, partner: ModelPerson) => {
      this.#moveToPair(person, { in: "pair", id, partner });
      this.#tell(person, paired(id, shown(partner), person === opening, hasVideo(partner.dialect)));
      this.#settle(person, partner);
    };
    if (isAtOnce) move(opening, asker);
    move(asker, opening);
    if (!isAtOnce) move(opening, asker);
  }

  /** Whoever is paired wants nobody else any more. */
  #settle(person: ModelPerson, partner: ModelPerson): void {
    const { inviting, invitations } = person;
    if (inviting?.asked === partner) this.#forget(inviting);
    else if (inviting !== undefined) this.#endInvitation(inviting, "cancelled");
    for (const invitation of invitations) {
      if (invitation.asker === partner) this.#forget(invitation);
      else this.#endInvitation(invitation, "busy");
    }
  }

  #endInvitation(invitation: ModelInvitation, reason: End): void {
    this.#forget(invitation);
    this.#tell(invitation.asker, uninvited(invitation.id, reason));
    this.#tell(invitation.asked, uninvited(invitation.id, reason));
  }

  #forget(invitation: ModelInvitation): void {
    const { asker, asked, timer } = invitation;
    this.#clock.cancel(timer);
    asker.inviting = undefined;
    asked.invitations = asked.invitations.filter((other) => other !== invitation);
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

  #tellPresence(person: ModelPerson): void {
    const { place, inviting } = person;
    const away = person.absence !== undefined;
    if (place.in === "pair") this.#tell(place.partner, presence(place.id, away));
    if (place.in === "room") {
      this.#tellRoom(person, member(away ? "away" : "back", person, this.#room.length));
    }
    if (inviting !== undefined) this.#tellInvited(inviting);
  }

  #tellInvited({ id, asker, asked }: ModelInvitation): void {
    this.#tell(asked, invited(id, shown(asker), hasVideo(asker.dialect)));
  }

  #tellRoom(from: ModelPerson, heard: Heard): void {
    for (const person of this.#room) if (person !== from) this.#tell(person, heard);
  }

  #tell({ dialect, hearing, place }: ModelPerson, heard: Heard): void {
    const frame = wire(dialect, heard);
    if (frame !== undefined && place.in !== "gone") hearing.tell(frame);
  }
}
