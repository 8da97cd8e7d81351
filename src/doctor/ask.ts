/** One GET over HTTP or HTTPS, bounded in time and size. */
import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";
import { PATIENCE } from "./finding.ts";

export interface Answer {
  readonly status: number;
  /** The `Date` header, as it came. */
  readonly date: string | undefined;
  readonly body: string;
}

/** More of an answer is not read, bytes. */
const BODY_AT_MOST = 64 * 1024;

/** Rejects with Node's error, or one of ours when the answer takes too long or is too long. Redirects are not followed. */
export function ask(url: string, { anyCertificate = false } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      signal: AbortSignal.timeout(PATIENCE),
      agent: false,
      rejectUnauthorized: !anyCertificate,
    };
    const heard = (response: IncomingMessage) => void read(response).then(resolve, reject);
    const request = url.startsWith("https:") ? getSecure(url, options, heard) : getPlain(url, options, heard);
    request.on("error", reject);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > BODY_AT_MOST) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    date: response.headers.date,
    body: Buffer.concat(chunks).toString(),
  };
}
