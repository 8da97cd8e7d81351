/** When the bell rings. */
import type { Entry, SessionView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import type { Ui } from "./ui.ts";

/**
 * Whether a chat of somebody else's that has just come in rings: with `mention` in a private chat, or with one's own name in it,
 * unless the terminal has told that it is being looked at.
 */
export function rings(entry: Entry | undefined, { me }: Pick<SessionView, "me">, ui: Ui): boolean {
  if (entry?.kind !== "chat" || ui.bell === "off") return false;
  if (ui.bell === "all") return true;
  if (ui.looked === true && ui.scroll.at === "end") return false;
  const name = safeLine(me?.name ?? "").toLowerCase();
  return entry.place !== "room" || (name !== "" && safeLine(entry.text).toLowerCase().includes(name));
}
