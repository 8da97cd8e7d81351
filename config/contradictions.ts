/** What is wrong with settings that are each right by themselves. */
import { isLoopback } from "./loopback.ts";
import { quote } from "./quote.ts";
import type { Config, SettingKey } from "./settings.ts";

/** One sentence for each contradiction, safe to print. `sources` says where each value comes from. */
export function contradictions(
  config: Config,
  sources: Readonly<Record<SettingKey, string>>,
): readonly string[] {
  const named = (key: SettingKey) => `${key} (${sources[key]})`;
  const { tls, tlsCert, tlsKey, turnUrls, turnSecret } = config;
  const { host, port, adminHost, adminPort, adminToken } = config;
  const problems: string[] = [];
  if (tlsCert !== undefined && tlsKey === undefined) {
    problems.push(`${named("tlsCert")} is given without tlsKey; expected both or neither`);
  }
  if (tlsKey !== undefined && tlsCert === undefined) {
    problems.push(`${named("tlsKey")} is given without tlsCert; expected both or neither`);
  }
  if (tls === "self-signed" && tlsCert !== undefined) {
    problems.push(`${named("tls")} is "self-signed" and ${named("tlsCert")} is given; expected one of them`);
  }
  if (turnUrls.length > 0 && turnSecret === undefined) {
    problems.push(`${named("turnUrls")} is given without turnSecret; expected both or neither`);
  }
  if (turnSecret !== undefined && turnUrls.length === 0) {
    problems.push(`${named("turnSecret")} is given without turnUrls; expected both or neither`);
  }
  if (adminPort !== -1 && adminToken === undefined && !isLoopback(adminHost)) {
    problems.push(
      `${named("adminHost")} is ${quote(adminHost)}, which others can reach, without adminToken; expected both, 127.0.0.1, or adminPort -1`,
    );
  }
  if (port !== 0 && port === adminPort && overlap(host, adminHost)) {
    problems.push(`${named("port")} and ${named("adminPort")} are both ${port}; expected different ones`);
  }
  return problems;
}

/** Whether whoever listens on one of them at a port keeps it from the other. */
function overlap(host: string, other: string): boolean {
  const [one, another] = [host, other].map((name) =>
    name.toLowerCase() === "localhost" ? "127.0.0.1" : name,
  );
  return one === another || [one, another].some((name) => name === "0.0.0.0" || name === "::");
}
