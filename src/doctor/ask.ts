/** One request over HTTP or HTTPS, bounded in time and size. */
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { PATIENCE } from "./finding.ts";

export interface Answer {
  readonly status: number;
  /** The `Date` header, as it came. */
  readonly date: string | undefined;
  /** Where it would send a browser. */
  readonly location: string | undefined;
  readonly body: string;
}

export interface AskOptions {
  readonly anyCertificate?: boolean;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
}

/** More of an answer is not read, bytes. */
const BODY_AT_MOST = 64 * 1024;

/** Rejects with Node's error, or one of ours when the answer takes too long or is too long. Redirects are not followed. */
export function ask(url: string, { anyCertificate = false, ...more }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      ...more,
      signal: AbortSignal.timeout(PATIENCE),
      agent: false,
      rejectUnauthorized: !anyCertificate,
    };
    const heard = (response: IncomingMessage) => void read(response).then(resolve, reject);
    const send = url.startsWith("https:") ? requestSecure : requestPlain;
    send(url, options, heard).on("error", reject).end();
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
    location: response.headers.location,
    body: Buffer.concat(chunks).toString(),
  };
}
