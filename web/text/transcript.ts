import type { Entry, Transcript } from "../../actors/session/snapshot.ts";
import { entries } from "../../actors/session/transcript.ts";
import { safeLine, safeText } from "../../actors/text/safe.ts";
import { wholeTimeOf } from "./times.ts";

/** The transcript as plain text, a line an entry; further lines of a message are indented, to pass for no others. */
export const plainTranscript = (transcript: Transcript) => [...entries(transcript)].map(line).join("\n");

function line(entry: Entry): string {
  const at = `[${wholeTimeOf(entry.at)}]`;
  if (entry.kind === "chat") {
    return `${at} ${safeLine(entry.from.name)}: ${safeText(entry.text).replaceAll("\n", "\n    ")}`;
  }
  return `${at} ${entry.kind === "error" ? "!" : "*"} ${safeLine(entry.text)}`;
}
