import { htmlPage } from "../http/page.ts";

/** Asks for the token, without a script; `complaint` is a sentence of the relay's own. */
export function loginPage(complaint = ""): string {
  return htmlPage(`<h1>Parley</h1>
${complaint === "" ? "" : `<p role="alert">${complaint}</p>\n`}<form method="post" action="/login">
<p><label>Admin token: <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Log in</button></p>
</form>`);
}

/** Stands in for the inspector where it is not built. */
export const NOT_BUILT = htmlPage(`<h1>Parley</h1>
<p>The inspector is not built. The relay's metrics are at <a href="/metrics">/metrics</a>.</p>`);
