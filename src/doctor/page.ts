/** Whether a browser finds the relay's page by `publicUrl`, with the web client or without. */
import { quote } from "../../config/quote.ts";
import { PAGE_TITLE } from "../http/page.ts";
import { type AskOptions, ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";

/** Of a URL by which a relay has welcomed; nothing where its page is there. */
export async function missingPage(
  url: string,
  options: Pick<AskOptions, "anyCertificate">,
): Promise<Finding | undefined> {
  const { problem } = about("publicUrl");
  const answer = await ask(url, options).catch((error: Error) => error);
  if (answer instanceof Error) return problem(`${url} shows no page: ${quote(answer.message)}.`, PASS_ON);
  const { status, location, body } = answer;
  if (status === 200 && body.includes(PAGE_TITLE)) return undefined;
  if (status === 200) return problem(`${url} shows another page than the relay's.`, PASS_ON);
  const to = location === undefined ? "" : `, a redirect to ${quote(location)},`;
  return problem(`${url} answers HTTP ${status}${to} in place of the relay's page.`, PASS_ON);
}

const PASS_ON = "Let the proxy pass everything below that URL to the relay, and not /ws alone.";
