/** What line mode writes: one line for each thing that was said or has happened, without a single control in it. */
import type { Entry, LinkView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import type { Calendar } from "./calendar.ts";

/**
 * `14:05 <Ada> Hello`, `14:05 * Bert has come in.`, `14:05 ! It was not sent.` Nobody else's text can look like a notice, and
 * no name like text: a line of somebody's begins with `<`, and in a name `<` and `>` are `‹` and `›`.
 */
export function plainEntry(entry: Entry, calendar: Calendar | undefined): string[] {
  const time = calendar === undefined ? "" : `${calendar.time(entry.at)} `;
  switch (entry.kind) {
    case "chat":
      return [`${time}<${plainName(entry.from.name)}> ${safeLine(entry.text)}`];
    case "notice": {
      const members = (entry.members ?? []).map(
        ({ code, name, away }) => `${time}*   ${code} <${plainName(name)}>${away ? " away" : ""}`,
      );
      return [`${time}* ${safeLine(entry.text)}`, ...members];
    }
    case "error":
      return [`${time}! ${safeLine(entry.text)}`];
  }
}

/** What is said of a link that is down, or nothing. */
export function plainLink(link: LinkView): string | undefined {
  switch (link.is) {
    case "connecting":
    case "online":
    case "reconnecting":
      return undefined;
    case "refused":
      return `! ${safeLine(link.sentence)} ${safeLine(link.advice)}`;
    case "ended":
      return link.reason === "quit" ? undefined : `! ${safeLine(link.sentence)}`;
  }
}

function plainName(name: string): string {
  return safeLine(name).replaceAll("<", "‹").replaceAll(">", "›");
}
