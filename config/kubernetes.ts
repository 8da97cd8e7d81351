/**
 * Variables that Kubernetes adds to every container for the Services of its namespace, as Docker did for links. Those of a
 * Service named `parley`, or `parley-relay`, look like settings.
 */
import { escaped } from "./quote.ts";

type Variable = readonly [name: string, text: string];

/** The names of such variables, and all other variables that are set. */
export function partLinks(
  entries: ReadonlyArray<readonly [name: string, text: string | undefined]>,
): readonly [links: readonly string[], others: readonly Variable[]] {
  const links: string[] = [];
  const others: Variable[] = [];
  for (const [name, text] of entries) {
    if (text === undefined) continue;
    if (isLink(name, text)) links.push(name);
    else others.push([name, text]);
  }
  return [links, others];
}

/** One sentence for all of them. */
export function linkProblem(links: readonly string[]): string {
  const [first = ""] = links;
  const rest = links.length - 1;
  const what = rest === 0 ? "comes from" : `and ${rest} more come from`;
  return (
    `${escaped(first, 80)} ${what} a Service of Kubernetes and ${rest === 0 ? "is no setting" : "are no settings"}; ` +
    "put enableServiceLinks: false into the spec of the pod, or give the Service another name"
  );
}

/** `PARLEY_PORT` is a setting too: there the value tells. */
function isLink(name: string, text: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$/.test(name)) return true;
  if (/_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(text);
}
