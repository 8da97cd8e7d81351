import { expect } from "@jest/globals";
import { ERROR_TEXTS } from "../../../actors/protocol/errors.ts";
import { isCode, isInvitationId, isPairId, normaliseName } from "../../../actors/protocol/identity.ts";
import type { Decoded } from "../../../actors/protocol/json.ts";
import { LIMITS } from "../../../actors/protocol/limits.ts";
import {
  type ClientMessage,
  numberOf,
  type Resume,
  SIGNAL_KINDS,
} from "../../../actors/protocol/messages.ts";

/** Fails unless `decoded` is an error with a known code, or a message whose every field is within its limits. */
export function expectWithinLimits(decoded: Decoded): void {
  if (decoded === undefined) return;
  if (decoded.type !== "error") {
    if (!isWithin(decoded)) throw new Error(`Beyond the limits: ${JSON.stringify(decoded).slice(0, 500)}`);
    return;
  }
  const { code, message, re, id } = decoded;
  expect(Object.keys(ERROR_TEXTS)).toContain(code);
  // Nothing of what was sent is said back, so that no error can be made to carry anything.
  expect(message).toMatch(/^[\x20-\x7e–]{10,160}$/);
  expect(re ?? "none").toMatch(/^[A-Za-z_/]{3,20}$/);
  expect(isWhole(id ?? 1, 1)).toBe(true);
}

function isWithin(message: ClientMessage): boolean {
  return isWhole(numberOf(message) ?? 1, 1) && hasFieldsWithin(message);
}

function hasFieldsWithin(message: ClientMessage): boolean {
  switch (message.type) {
    case "hello":
      return (
        typeof message.video === "boolean" &&
        [...(message.client ?? "")].length <= LIMITS.client &&
        (message.resume === undefined || isResume(message.resume))
      );
    case "ack":
      return isWhole(message.seq, 0);
    case "join":
      return isCode(message.code);
    case "accept":
    case "decline":
    case "cancel":
      return isInvitationId(message.invitation);
    case "message":
      return (
        message.text !== "" &&
        Buffer.byteLength(message.text) <= LIMITS.text &&
        (message.to === undefined || message.to === "room" || isPairId(message.to)) &&
        (message.id === undefined) === (message.to === undefined)
      );
    case "delivered":
      return isPairId(message.pair) && isWhole(message.id, 1);
    case "rename":
      return normaliseName(message.name) === message.name;
    case "members":
      return isWhole(message.after, 0) && message.limit <= LIMITS.listedUnpaged;
    case "typing":
      return isPairId(message.pair) && typeof message.on === "boolean";
    case "signal":
      return (
        SIGNAL_KINDS.includes(message.kind) &&
        (message.pair === undefined || isPairId(message.pair)) &&
        (message.payload === undefined || isPayload(message.payload))
      );
    case "enter":
    case "leave":
      return Object.keys(message).every((key) => key === "type" || key === "id");
  }
}

const isWhole = (value: number, from: number) => Number.isSafeInteger(value) && value >= from;

const isResume = ({ token, epoch, seq, roomSeq }: Resume) =>
  [token, epoch].every((secret) => secret !== "" && [...secret].length <= LIMITS.token) &&
  isWhole(seq, 0) &&
  isWhole(roomSeq ?? 0, 0);

/** Valid JSON within the limits; its depth is counted on the text, outside of strings. */
function isPayload(payload: string): boolean {
  JSON.parse(payload);
  let depth = 0;
  let deepest = 0;
  for (const bracket of payload.replace(/"(?:[^"\\]|\\.)*"/g, "").match(/[[{\]}]/g) ?? []) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return Buffer.byteLength(payload) <= LIMITS.payload && deepest <= LIMITS.payloadDepth;
}
