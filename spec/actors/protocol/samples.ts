import { type ErrorCode, type ErrorMessage, errorMessage } from "../../../actors/protocol/errors.ts";
import type {
  Code,
  Epoch,
  InvitationId,
  Name,
  PairId,
  Person,
  Token,
} from "../../../actors/protocol/identity.ts";

export const PAIR = "PAIR000000000001" as PairId;
export const INVITATION = "INVITATION000001" as InvitationId;
export const TOKEN = "TOKEN000000000001" as Token;
export const EPOCH = "EPOCH00000000001" as Epoch;
export const ADA: Person = { code: "ADA00000" as Code, name: "Ada" as Name };
/** A name with the text dialect's separator in it. */
export const BOB: Person = { code: "BOB00000" as Code, name: "Bob: B" as Name };

export const WELCOME = {
  type: "welcome",
  ...ADA,
  at: 7,
  limits: { text: 8192, name: 32, payload: 65_536, listed: 200, burst: 120, rate: 40 },
} as const;

/** How a new client may resume. */
export const TERMS = {
  token: TOKEN,
  epoch: EPOCH,
  seq: 0,
  window: 60_000,
  resumed: false,
  received: 0,
} as const;

/** A JSON frame; fields that are undefined are left out. */
export const frame = (value: object) => JSON.stringify(value);

/** A JSON array `depth` levels deep. */
export const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

/** The error with its standard text, but for what is said otherwise. */
export function refused(
  code: ErrorCode,
  but: Partial<Omit<ErrorMessage, "type" | "code">> = {},
): ErrorMessage {
  return { ...errorMessage(code), ...but };
}
