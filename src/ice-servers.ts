import { createHmac } from "node:crypto";
import type { Code } from "../actors/protocol/identity.ts";
import type { IceServer } from "../actors/protocol/messages.ts";
import type { Config } from "../config/settings.ts";

/**
 * The servers that calls may use. For TURN each person has a name and a password of their own, which the servers check by
 * the shared secret alone, and which are good for `turnTtl` from now on (draft-uberti-behave-turn-rest-00; coturn calls it
 * `use-auth-secret`). `now` is in ms.
 */
export function iceServers(
  {
    stunUrls,
    turnUrls,
    turnSecret,
    turnTtl,
  }: Pick<Config, "stunUrls" | "turnUrls" | "turnSecret" | "turnTtl">,
  now: () => number,
): (code: Code) => readonly IceServer[] {
  const stun: readonly IceServer[] = stunUrls.length === 0 ? [] : [{ urls: stunUrls }];
  if (turnUrls.length === 0 || turnSecret === undefined) return () => stun;
  return (code) => {
    const username = `${Math.floor(now() / 1000) + turnTtl}:${code}`;
    const credential = createHmac("sha1", turnSecret).update(username).digest("base64");
    return [...stun, { urls: turnUrls, username, credential }];
  };
}
