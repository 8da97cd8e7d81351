import { randomBytes } from "node:crypto";
import type { Code, Epoch, InvitationId, Name, PairId, Token } from "../actors/protocol/identity.ts";

/** Where new codes, names and ids come from; tests give their own. */
export interface Identifiers {
  code(): Code;
  name(): Name;
  pair(): PairId;
  invitation(): InvitationId;
  /** A secret of at least 128 bits. */
  token(): Token;
  epoch(): Epoch;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** The largest multiple of 36 in a byte: bytes from here on are rejected, or low letters would come up more often. */
const FAIR = 256 - (256 % ALPHABET.length);
const POOL = 4096;

/** Unguessable identifiers from the system's CSPRNG. */
export function randomIdentifiers(random: (bytes: number) => Uint8Array = randomBytes): Identifiers {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  const letters = (count: number): string => {
    let text = "";
    while (text.length < count) {
      if (used === pool.length) {
        pool = random(POOL);
        used = 0;
      }
      const byte = pool[used++] ?? FAIR;
      if (byte < FAIR) text += ALPHABET[byte % ALPHABET.length];
    }
    return text;
  };
  return {
    code: () => letters(8) as Code,
    name: () => `client_${letters(5)}` as Name,
    pair: () => letters(16) as PairId,
    invitation: () => letters(16) as InvitationId,
    // 36 to the 25th is a little more than 2 to the 129th.
    token: () => letters(25) as Token,
    epoch: () => letters(8) as Epoch,
  };
}
