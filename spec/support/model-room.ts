import { type ModelPerson, tell } from "./model-people.ts";
import { type Heard, member } from "./wire.ts";

/** The model's chatroom. */
export class ModelRoom {
  #members: readonly ModelPerson[] = [];
  #entries = 0;

  /** In the order of their entering. */
  get members(): readonly ModelPerson[] {
    return this.#members;
  }

  /** Nobody is told yet. */
  letIn(person: ModelPerson): void {
    person.place = { in: "room", number: ++this.#entries };
    this.#members = [...this.#members, person];
  }

  takeOut(person: ModelPerson): void {
    this.#members = this.#members.filter((other) => other !== person);
    this.tellChange("left", person);
  }

  /** The others hear what has changed about somebody. */
  tellChange(change: Parameters<typeof member>[0], person: ModelPerson): void {
    this.tellOthers(person, member(change, person, this.#members.length));
  }

  tellOthers(from: ModelPerson, heard: Heard): void {
    for (const person of this.#members) if (person !== from) tell(person, heard);
  }
}
