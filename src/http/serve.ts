import type { EdgeRequest, HttpAnswer } from "../edge/port.ts";
import { SECURITY_HEADERS } from "./plain.ts";
import type { StaticFile } from "./static.ts";

/** Headers that some requests get with a file and others do not; `tag` names them, as the file's hash its content. */
export interface Variant {
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers with `file` in the form the client takes, or with 304 when it has that form already. */
export function serve(file: StaticFile, request: EdgeRequest, variant?: Variant): HttpAnswer {
  const form = file.compressed.find(({ coding }) => accepts(request.headers["accept-encoding"], coding));
  // A strong tag names one exact sequence of bytes, so each form has its own (RFC 9110 §8.8.3.3). Headers that change
  // have part in it: a 304 would leave it to the client which of them it keeps.
  const etag = `"${[file.hash, form?.coding, variant?.tag].filter((part) => part !== undefined).join("-")}"`;
  const headers = {
    ...SECURITY_HEADERS,
    ...variant?.headers,
    "Cache-Control": file.cacheControl,
    ETag: etag,
    ...(file.compressed.length > 0 ? { Vary: "Accept-Encoding" } : {}),
  };
  if (matches(request.headers["if-none-match"], etag)) return { status: 304, headers, body: "" };
  return {
    status: 200,
    headers: {
      ...headers,
      "Content-Type": file.contentType,
      ...(form === undefined ? {} : { "Content-Encoding": form.coding }),
    },
    body: form?.content ?? file.content,
  };
}

/** RFC 9110 §12.5.3: a coding is taken when it, or `*` in its absence, is listed with a weight above 0. */
function accepts(acceptEncoding: string, coding: string): boolean {
  const listed = acceptEncoding.toLowerCase().split(",").map(weighted);
  return (
    ((listed.find(({ name }) => name === coding) ?? listed.find(({ name }) => name === "*"))?.weight ?? 0) > 0
  );
}

function weighted(item: string): { readonly name: string; readonly weight: number } {
  const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { name, weight: weight === undefined ? 1 : Number(weight) };
}

/** RFC 9110 §13.1.2: the comparison is weak, so a `W/` that a proxy put before the tag does not matter. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
