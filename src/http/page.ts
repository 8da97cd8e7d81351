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

/** A whole page around `main`, HTML in which nothing is left to be escaped. */
export function htmlPage(main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parley</title>
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
