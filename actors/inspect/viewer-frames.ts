import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { FEED_LIMITS, type ViewerMessage } from "./feed.ts";

/** Characters of a text, an id or a type, and fields of an event, that a viewer may send. */
const MOST = { text: 200, fields: 16, value: 8192 } as const;

const Short = Type.String({ maxLength: MOST.text });
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const List = Type.Object({
  type: Type.Literal("list"),
  query: Whole,
  filter: Type.Object({
    machine: Type.Optional(Short),
    side: Type.Optional(Type.Enum(["relay", "client"])),
    text: Type.Optional(Short),
    state: Type.Optional(Short),
    olderThan: Type.Optional(Type.Number({ minimum: 0 })),
    stuckFor: Type.Optional(Type.Number({ minimum: 0 })),
  }),
  offset: Whole,
  limit: Type.Integer({ minimum: 0, maximum: FEED_LIMITS.rows }),
});

const Watch = Type.Object({
  type: Type.Literal("watch"),
  actors: Type.Array(Short, { maxItems: FEED_LIMITS.watched }),
  follow: Type.Boolean(),
});

const Value = Type.Union([
  Type.String({ maxLength: MOST.value }),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
]);
const Send = Type.Object({
  type: Type.Literal("send"),
  id: Whole,
  actor: Short,
  event: Type.Intersect([
    Type.Object({ type: Short }),
    Type.Record(Type.String({ maxLength: MOST.text }), Value, { maxProperties: MOST.fields }),
  ]),
});

const SHAPES = { list: Compile(List), watch: Compile(Watch), send: Compile(Send) };
const isId = Compile(Whole);

/** What a viewer's frame asks for, or why it can't be understood; `id` where it had one. Never throws. */
export type ReadViewerFrame =
  | { readonly ok: true; readonly message: ViewerMessage }
  | { readonly ok: false; readonly problem: string; readonly id?: number };

export function readViewerFrame(frame: string): ReadViewerFrame {
  const value = parsed(frame);
  if (value === undefined) return { ok: false, problem: "A frame must be a JSON object." };
  const { type, id } = value;
  if (type !== "list" && type !== "watch" && type !== "send") {
    return { ok: false, problem: 'A frame must have the type "list", "watch" or "send".' };
  }
  // What its compiled shape lets pass has that shape's type.
  if (SHAPES[type].Check(value)) return { ok: true, message: value as Message };
  const problem = `This "${type}" has a field that is missing, of another type or too long.`;
  return isId.Check(id) ? { ok: false, problem, id } : { ok: false, problem };
}

type Message = Static<typeof List> | Static<typeof Watch> | Static<typeof Send>;

/** The object that a frame is in JSON; undefined when it is none. */
export function parsed(frame: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(frame);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
