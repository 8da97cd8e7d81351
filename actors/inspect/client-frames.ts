import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { LIMITS } from "../protocol/limits.ts";
import { parsed } from "./viewer-frames.ts";

/** What a client may report at once. Honest ones stay far below. */
export const REPORT_LIMITS = {
  /** Characters of a frame. */
  frame: 256 * 1024,
  actors: 8,
  /** Of a batch. */
  events: 500,
  states: 64,
  taken: 64,
  fields: 64,
} as const;

const Word = Type.String({ minLength: 1, maxLength: 200 });
const Time = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Value = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean(), Type.Null()]);
const Fields = Type.Record(Type.String({ maxLength: 64 }), Value, { maxProperties: REPORT_LIMITS.fields });
/** Of a client's own: `session`, `call`. */
const Id = Type.String({ pattern: "^[a-z]{1,16}$" });
const States = Type.Array(Word, { maxItems: REPORT_LIMITS.states });

const State = Type.Object({
  id: Id,
  machine: Type.Enum(["session", "call"]),
  active: States,
  born: Time,
  changed: Time,
  context: Fields,
});
const Event = Type.Object({ type: Word, fields: Fields });
const Origin = Type.Enum(["actor", "person", "timer", "system"]);
const heard = { at: Time, id: Id, from: Type.Optional(Id), origin: Origin, event: Event };

const Happening = Type.Union([
  Type.Object({ kind: Type.Literal("started"), at: Time, actor: State }),
  Type.Object({ kind: Type.Literal("stopped"), at: Time, id: Id, why: Type.Enum(["ended", "failed"]) }),
  Type.Object({
    kind: Type.Literal("transition"),
    ...heard,
    taken: Type.Array(Word, { maxItems: REPORT_LIMITS.taken }),
    active: States,
    changed: Time,
    context: Fields,
  }),
  Type.Object({ kind: Type.Literal("data"), ...heard }),
]);

const Client = Type.Object({
  type: Type.Literal("client"),
  kind: Type.Enum(["web", "terminal"]),
  code: Type.Optional(Type.String({ pattern: `^[A-Z0-9]{${LIMITS.code}}$` })),
});
const Actors = Type.Object({
  type: Type.Literal("actors"),
  at: Time,
  actors: Type.Array(State, { maxItems: REPORT_LIMITS.actors }),
});
const Batch = Type.Object({
  type: Type.Literal("batch"),
  at: Time,
  events: Type.Array(Happening, { maxItems: REPORT_LIMITS.events }),
  missed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
});

const Report = Type.Union([Client, Actors, Batch]);
const shape = Compile(Report);

/** A report as the relay reads it: what it does not need of it may be anything, and nothing in it is believed. */
export type ReadReport = Static<typeof Report>;
export type ReportedState = Static<typeof State>;
export type Reported = Static<typeof Happening>;

/** What a client's frame reports; undefined when it is no report. Never throws. */
export function readReport(frame: string): ReadReport | undefined {
  if (frame.length > REPORT_LIMITS.frame) return undefined;
  const value: unknown = parsed(frame);
  return shape.Check(value) ? value : undefined;
}
