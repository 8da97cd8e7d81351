/** Whether the STUN and TURN servers for calls do what they are there for. */
import { lookup } from "node:dns/promises";
import { quote } from "../../config/quote.ts";
import type { Config } from "../../config/settings.ts";
import { iceServers } from "../ice-servers.ts";
import { randomIdentifiers } from "../identifiers.ts";
import { about, type Finding } from "./finding.ts";
import { judgeRelayed } from "./relayed.ts";
import { checkShownCertificate } from "./shown-certificate.ts";
import { REQUEST, stunRequest } from "./stun.ts";
import { openStunLink, type StunLink, stunServer } from "./stun-link.ts";
import { tlsAdvice } from "./tls-advice.ts";

type IceConfig = Pick<Config, "stunUrls" | "turnUrls" | "turnSecret" | "turnTtl">;

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A finding for each server, and one for each certificate, all asked at once. `now` is in ms. */
export async function checkIce(config: IceConfig, now: () => number): Promise<readonly Finding[]> {
  const [turn] = iceServers(
    config,
    now,
  )(randomIdentifiers().code()).filter(({ credential }) => credential !== undefined);
  const login = { username: turn?.username ?? "", password: turn?.credential ?? "" };
  const findings = await Promise.all([
    ...config.stunUrls.map((url) => tried(url, "STUN", now, (link) => bound(url, link))),
    ...config.turnUrls.map((url) => tried(url, "TURN", now, (link) => allocated(url, link, login))),
  ]);
  return findings.flat();
}

async function tried(
  url: string,
  check: "STUN" | "TURN",
  now: () => number,
  attempt: (link: StunLink) => Promise<Finding>,
): Promise<readonly Finding[]> {
  const { warning, problem } = about(check);
  const server = stunServer(url);
  if (server.transport === "dtls") {
    return [
      warning(
        `${url} was not tried: it is over DTLS.`,
        "Call somebody with ?ice=relay behind the page's address.",
      ),
    ];
  }
  const link = openStunLink(server);
  try {
    const finding = await attempt(link);
    return [finding, ...(server.transport === "tls" ? await checkShownCertificate(url, server, now) : [])];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return [problem(`${url} cannot be reached: ${quote(code)}.`, tlsAdvice(code) ?? REACH)];
  } finally {
    link.close();
  }
}

const REACH = "Look whether the server runs, its host and port are right, and firewalls let this through.";

async function bound(url: string, link: StunLink): Promise<Finding> {
  const { ok, problem } = about("STUN");
  const response = await link.ask(stunRequest(REQUEST.binding));
  if (response.is === "success") return ok(`${url} answers.`);
  return problem(`${url} refuses with ${response.code}.`, "Let it answer Binding requests without a login.");
}

/** RFC 8656 §7: the first request is refused with what to sign by, the second one gets an allocation, which is given back. */
async function allocated(url: string, link: StunLink, login: Login): Promise<Finding> {
  const first = await link.ask(stunRequest(REQUEST.allocate));
  if (first.is === "success") {
    return about("TURN").problem(
      `${url} lets anybody in, without a password.`,
      "Let it ask for one (coturn: use-auth-secret), or strangers use it.",
    );
  }
  const { realm, nonce } = first;
  if (first.code !== 401 || realm === undefined || nonce === undefined) return refusal(url, first.code);
  const credential = { ...login, realm, nonce };
  const second = await link.ask(stunRequest(REQUEST.allocate, credential));
  if (second.is === "failure") return refusal(url, second.code);
  await link.ask(stunRequest(REQUEST.refresh, credential));
  return judgeRelayed(url, second.relayed, await addressesOf(stunServer(url).host));
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return addresses.map(({ address }) => address);
}

function refusal(url: string, code: number): Finding {
  return about("TURN").problem(
    `${url} refuses with ${code}.`,
    REFUSALS[code] ?? "Look into the server's log.",
  );
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
