/** Whether the STUN and TURN servers for calls do what they are there for. */
import { quote } from "../../config/quote.ts";
import type { Config } from "../../config/settings.ts";
import { iceServers } from "../ice-servers.ts";
import { randomIdentifiers } from "../identifiers.ts";
import { about, type Finding } from "./finding.ts";
import { REQUEST, stunRequest } from "./stun.ts";
import { openStunLink, type StunLink, stunServer } from "./stun-link.ts";

type IceConfig = Pick<Config, "stunUrls" | "turnUrls" | "turnSecret" | "turnTtl">;

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A finding for each server, all asked at once. `now` is in ms. */
export function checkIce(config: IceConfig, now: () => number): Promise<readonly Finding[]> {
  const [turn] = iceServers(
    config,
    now,
  )(randomIdentifiers().code()).filter(({ credential }) => credential !== undefined);
  const login = { username: turn?.username ?? "", password: turn?.credential ?? "" };
  return Promise.all([
    ...config.stunUrls.map((url) => tried(url, "STUN", (link) => bound(link))),
    ...config.turnUrls.map((url) => tried(url, "TURN", (link) => allocated(link, login))),
  ]);
}

/** A problem in two sentences, or nothing. */
type Verdict = readonly [says: string, todo: string] | undefined;

async function tried(
  url: string,
  check: "STUN" | "TURN",
  attempt: (link: StunLink) => Promise<Verdict>,
): Promise<Finding> {
  const { ok, warning, problem } = about(check);
  const server = stunServer(url);
  if (server.transport === "dtls") {
    return warning(
      `${url} was not tried: it is over DTLS.`,
      "Call somebody with ?ice=relay behind the page's address.",
    );
  }
  const link = openStunLink(server);
  try {
    const verdict = await attempt(link);
    if (verdict === undefined) return ok(`${url} ${check === "STUN" ? "answers" : "gives a way for media"}.`);
    return problem(`${url} ${verdict[0]}`, verdict[1]);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return problem(`${url} cannot be reached: ${quote(code)}.`, REACH);
  } finally {
    link.close();
  }
}

const REACH = "Look whether the server runs, its host and port are right, and firewalls let this through.";

async function bound(link: StunLink): Promise<Verdict> {
  const response = await link.ask(stunRequest(REQUEST.binding));
  if (response.is === "success") return undefined;
  return [`refuses with ${response.code}.`, "Let it answer Binding requests without a login."];
}

/** RFC 8656 §7: the first request is refused with what to sign by, the second one gets an allocation, which is given back. */
async function allocated(link: StunLink, login: Login): Promise<Verdict> {
  const first = await link.ask(stunRequest(REQUEST.allocate));
  if (first.is === "success") {
    return [
      "lets anybody in, without a password.",
      "Let it ask for one (coturn: use-auth-secret), or strangers use it.",
    ];
  }
  const { realm, nonce } = first;
  if (first.code !== 401 || realm === undefined || nonce === undefined) return refusal(first.code);
  const credential = { ...login, realm, nonce };
  const second = await link.ask(stunRequest(REQUEST.allocate, credential));
  if (second.is === "failure") return refusal(second.code);
  await link.ask(stunRequest(REQUEST.refresh, credential));
  return undefined;
}

function refusal(code: number): Verdict {
  return [`refuses with ${code}.`, REFUSALS[code] ?? "Look into the server's log."];
}

/** RFC 8656 §19. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: "Give the relay the server's secret (turnSecret; coturn: static-auth-secret), and look whether both clocks are right.",
  403: "The server forbids it: look at its access lists.",
  437: "Try again; the server took this for an allocation of before.",
  442: "Let the server relay UDP.",
  486: "The server's quota for one user is used up: raise it.",
  508: "The server has no room: give it more ports, or look who uses them.",
};
