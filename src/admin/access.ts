import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AddressBuckets, perAddress } from "../admission/address-buckets.ts";
import { busy } from "../admission/admission.ts";
import type { HttpAnswer } from "../edge/port.ts";
import { plain } from "../http/answers.ts";
import { type Clock, LASTS, Logins, NEVER, type WhenEnded } from "./logins.ts";

/** Wrong tokens that one address may show in ten seconds. */
const WRONG_TOKENS = 10;

/** Tells who knows the token: programs show it with each request, browsers once. */
export class Access {
  readonly #digest: Buffer;
  readonly #now: () => number;
  readonly #wrong = new AddressBuckets(perAddress(WRONG_TOKENS));
  readonly #logins: Logins;

  /** `now` is in ms. */
  constructor(token: string, now: () => number, clock: Clock) {
    this.#digest = sha256(token);
    this.#now = now;
    this.#logins = new Logins(clock);
  }

  /** The answer to a request that may not; `source` as its address counts. */
  refusal(message: IncomingMessage, source: string): HttpAnswer | undefined {
    if (this.#loginOf(message) !== undefined) return undefined;
    const { authorization } = message.headers;
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

  /** The end of the login by which a request came; one that has shown the token itself has none. */
  endOf(message: IncomingMessage): WhenEnded {
    const login = this.#loginOf(message);
    return login === undefined ? NEVER : (ended) => this.#logins.whenEnded(login, ended);
  }

  /** The `Set-Cookie` of somebody who has shown the token; `secure` when it must not travel in the clear. */
  logIn(message: IncomingMessage, secure: boolean): string {
    return setCookie(message, this.#logins.begin(), LASTS / 1000, secure);
  }

  /** The `Set-Cookie` that takes it back. */
  logOut(message: IncomingMessage): string {
    const login = this.#loginOf(message);
    if (login !== undefined) this.#logins.end(login);
    return setCookie(message, "", 0, false);
  }

  /** Every login ends with the relay. */
  stop(): void {
    this.#logins.stop();
  }

  /** The login that holds and that the request's cookie names. */
  #loginOf(message: IncomingMessage): string | undefined {
    const name = cookieOf(message);
    for (const pair of message.headers.cookie?.split(";") ?? []) {
      const [key, value = ""] = pair.trim().split("=");
      if (key === name && this.#logins.has(value)) return value;
    }
    return undefined;
  }
}

/** Of equal length, so that comparing takes the same time whatever was shown. */
const sha256 = (text: string) => createHash("sha256").update(text).digest();

/** Browsers keep cookies by host, whatever the port: two relays on one host have one each. */
const cookieOf = ({ socket }: IncomingMessage) => `parley-admin-${socket.localPort}`;

const setCookie = (message: IncomingMessage, value: string, seconds: number, secure: boolean) =>
  `${cookieOf(message)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

const unauthorized = (sentence: string) =>
  plain(401, sentence, { "WWW-Authenticate": 'Bearer realm="Parley"' });
