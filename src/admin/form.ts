import type { IncomingMessage } from "node:http";

/** Bytes that a form may have. */
const MAX_FORM = 4096;

/**
 * The fields of a form that was posted; `too-big` when it has more than 4 KiB, after which the rest is not read, and
 * undefined when it breaks off. How long it may take is up to the server's `requestTimeout`.
 */
export async function readForm(message: IncomingMessage): Promise<URLSearchParams | "too-big" | undefined> {
  if (Number(message.headers["content-length"] ?? 0) > MAX_FORM) return "too-big";
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
      const part: Buffer = chunk;
      bytes += part.length;
      if (bytes > MAX_FORM) return "too-big";
      chunks.push(part);
    }
  } catch {
    return undefined;
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
