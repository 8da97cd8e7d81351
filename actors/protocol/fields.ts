import {
  type Code,
  type InvitationId,
  isCode,
  isPairId,
  type Name,
  normaliseName,
  type PairId,
  type Person,
} from "./identity.ts";
import type { Member, Partner, Place } from "./messages.ts";

/** Longer than anything that a relay says; in UTF-16 units, and for lists in items. */
export const MOST = {
  frame: 1 << 20,
  text: 1 << 16,
  name: 2048,
  word: 64,
  sentence: 500,
  list: 1000,
} as const;

/** The fields of a JSON object, each read as what it must be. What is not so throws {@link Misfit}, for the parser to catch. */
export class Fields {
  readonly #object: object;

  constructor(value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Misfit();
    this.#object = value;
  }

  text = (key: string, most: number): string => textOf(this.value(key), most);
  whole = (key: string): number => whole(this.value(key));
  object = (key: string): Fields => new Fields(this.value(key));
  code = (key: string): Code => given(this.value(key), isCode);
  pair = (key: string): PairId => given(this.value(key), isPairId);
  place = (key: string): Place => (this.value(key) === "room" ? "room" : this.pair(key));
  flag = (key: string): boolean => given(this.value(key), isFlag);
  invitation = (): InvitationId => given(this.value("invitation"), isInvitation);

  /** One of `words`, or `otherwise` for one that a later version may have added. */
  word<Word extends string, Otherwise>(key: string, words: readonly Word[], otherwise: Otherwise) {
    return wordOf(this.value(key), words, otherwise);
  }

  /** The field under its own key if it is there, to be spread into an object. */
  optional<Key extends string, Value>(key: Key, read: (value: unknown) => Value): { [K in Key]?: Value } {
    const value = this.value(key);
    // A computed key of a generic type is wider to the compiler than it is.
    return value === undefined ? {} : ({ [key]: read(value) } as { [K in Key]?: Value });
  }

  /** A list of objects. */
  list<Item>(key: string, most: number, read: (fields: Fields) => Item): readonly Item[] {
    return listOf(this.value(key), most, (item) => read(new Fields(item)));
  }

  person(): Person {
    return { code: this.code("code"), name: nameOf(this.text("name", MOST.name)) };
  }

  partner(): Partner {
    return { ...this.person(), video: this.flag("video"), ...this.#away() };
  }

  member(): Member {
    return { ...this.person(), number: this.whole("number"), ...this.#away() };
  }

  page() {
    return {
      count: this.whole("count"),
      members: this.list("members", MOST.list, (fields) => fields.member()),
      ...this.optional("next", whole),
    };
  }

  #away(): { away?: true } {
    return this.value("away") === true ? { away: true } : {};
  }

  /** As it came; undefined when it is not the object's own. */
  value(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? Reflect.get(this.#object, key) : undefined;
  }
}

/** Something does not have the shape that it must have. */
export class Misfit extends Error {}

function given<Value>(value: unknown, is: (value: unknown) => value is Value): Value {
  if (is(value)) return value;
  throw new Misfit();
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isInvitation = (value: unknown): value is InvitationId =>
  typeof value === "string" && value.length > 0 && value.length <= 32;

export const whole = (value: unknown): number => given(value, isWhole);

export function textOf(value: unknown, most: number): string {
  if (typeof value === "string" && value.length <= most) return value;
  throw new Misfit();
}

export function listOf<Item>(value: unknown, most: number, read: (item: unknown) => Item): readonly Item[] {
  if (!Array.isArray(value) || value.length > most) throw new Misfit();
  return value.map(read);
}

export function wordOf<Word extends string, Otherwise>(
  value: unknown,
  words: readonly Word[],
  otherwise: Otherwise,
): Word | Otherwise {
  const text = textOf(value, MOST.word);
  return words.find((word) => word === text) ?? otherwise;
}

/** A relay that follows the protocol has normalised it. Of a name with nothing to show, this is shown. */
export const nameOf = (raw: string): Name => normaliseName(raw) ?? ("?" as Name);
