/**
 * The page that stands in for the web client where it is not built: how to connect, without a script or a style.
 * `url` is the relay's base, such as `ws://127.0.0.1:6789`; it may hold text of the client's and is escaped.
 */
export function connectPage(url: string): string {
  const base = escapeHtml(url);
  return htmlPage(`<h1>Parley</h1>
<p>This is a chat relay, without its web client. Connect to it over WebSocket:</p>
<dl>
<dt>JSON</dt>
<dd><code>${base}/ws</code></dd>
<dt>Text lines</dt>
<dd><code>${base}/ws/text</code></dd>
</dl>
<p>From a terminal that has Parley:</p>
<pre><code>parley chat ${base}</code></pre>`);
}

/** By what every page at the root of a relay is known, the web client's among them. */
export const PAGE_TITLE = "<title>Parley</title>";

/** `title` is of the project's own words; `styles` is the path of a stylesheet. */
interface PageHead {
  readonly title?: string;
  readonly styles?: string;
}

/** A whole page around `main`, HTML in which nothing is left to be escaped. */
export function htmlPage(main: string, { title = "Parley", styles }: PageHead = {}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>${styles === undefined ? "" : `\n<link rel="stylesheet" href="${styles}">`}
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
