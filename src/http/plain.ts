import type { HttpAnswer } from "../edge/port.ts";

const DIRECTIVES = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "font-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "media-src": "'self' blob:",
  "frame-ancestors": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
} as const;

/** The content policy, with directives of `other` added or in the place of its own. */
export function contentPolicy(other: Readonly<Record<string, string>> = {}): string {
  const directives = Object.entries({ ...DIRECTIVES, ...other });
  return directives.map(([name, value]) => `${name} ${value}`).join("; ");
}

/** On every answer, whatever it is about. */
export const SECURITY_HEADERS = {
  "Content-Security-Policy": contentPolicy(),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** An answer of one line of text, as for a refusal; `text` without the line's end. */
export function plain(
  status: number,
  text: string,
  extraHeaders: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: {
      ...SECURITY_HEADERS,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      ...extraHeaders,
    },
    body: `${text}\n`,
  };
}
