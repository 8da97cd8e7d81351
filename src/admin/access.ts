import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { AddressBuckets, perAddress } from "../admission/address-buckets.ts";
import { busy } from "../admission/admission.ts";
import type { HttpAnswer } from "../edge/port.ts";
import { plain } from "../http/answers.ts";
import { LASTS, Logins } from "./logins.ts";

/** Wrong tokens that one address may show in ten seconds. */
const WRONG_TOKENS = 10;

const COOKIE = "parley-admin";
const LOGIN = /(?:^|; *)parley-admin=([\w-]{43})(?:;|$)/;

/** Tells who knows the token: programs show it with each request, browsers once. */
export class Access {
  readonly #digest: Buffer;
  readonly #now: () => number;
  readonly #wrong = new AddressBuckets(perAddress(WRONG_TOKENS));
  readonly #logins: Logins;

  /** `now` is in ms. */
  constructor(token: string, now: () => number) {
    this.#digest = sha256(token);
    this.#now = now;
    this.#logins = new Logins(now);
  }

  /** The answer to a request that may not; `source` as its address counts. */
  refusal({ cookie, authorization }: IncomingHttpHeaders, source: string): HttpAnswer | undefined {
    const login = loginOf(cookie);
    if (login !== undefined && this.#logins.has(login)) return undefined;
    if (authorization === undefined) return unauthorized("This needs the admin token.");
    const [, token = ""] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return this.shown(token, source);
  }

  /** The answer to somebody who has shown a wrong token, or too many of them: then it is not even looked at. */
  shown(token: string, source: string): HttpAnswer | undefined {
    const now = this.#now();
    const wait = this.#wrong.wait(source, now);
    if (wait > 0) return busy(429, "Too many wrong tokens came from this address.", wait);
    if (timingSafeEqual(sha256(token), this.#digest)) return undefined;
    this.#wrong.count(source, now);
    return unauthorized("This is not the admin token.");
  }

  /** The `Set-Cookie` of somebody who has shown the token; `secure` when it must not travel in the clear. */
  logIn(secure: boolean): string {
    return setCookie(this.#logins.begin(), LASTS / 1000, secure);
  }

  /** The `Set-Cookie` that takes it back. */
  logOut({ cookie }: IncomingHttpHeaders): string {
    const login = loginOf(cookie);
    if (login !== undefined) this.#logins.end(login);
    return setCookie("", 0, false);
  }
}

/** Of equal length, so that comparing takes the same time whatever was shown. */
const sha256 = (text: string) => createHash("sha256").update(text).digest();

const loginOf = (cookie = "") => LOGIN.exec(cookie)?.[1];

const setCookie = (value: string, seconds: number, secure: boolean) =>
  `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

const unauthorized = (sentence: string) =>
  plain(401, sentence, { "WWW-Authenticate": 'Bearer realm="Parley"' });
