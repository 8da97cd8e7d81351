import { htmlPage } from "../http/page.ts";

/** Where {@link STYLES} is served: the content policy allows no style within a page. */
export const STYLES_PATH = "/login.css";

/** Asks for the token, without a script; `complaint` is a sentence of the relay's own. */
export function loginPage(complaint = ""): string {
  return page(`<h1>Parley</h1>
<p>The inspector of this relay, for whoever has its admin token.</p>
${complaint === "" ? "" : `<p class="complaint" role="alert" id="complaint">${complaint}</p>\n`}<form method="post" action="/login">
<label for="token">Admin token</label>
<input id="token" type="password" name="token" autocomplete="current-password" required autofocus${complaint === "" ? "" : ' aria-describedby="complaint"'}>
<button>Log in</button>
</form>`);
}

/** Stands in for the inspector where it is not built. */
export const NOT_BUILT = page(`<h1>Parley</h1>
<p>The inspector is not built. The relay's metrics are at <a href="/metrics">/metrics</a>.</p>`);

function page(main: string): string {
  return htmlPage(main, { title: "Inspector – Parley", styles: STYLES_PATH });
}

/** In the colours of the web client. */
export const STYLES = `:root {
  color-scheme: light dark;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  line-height: 1.45;
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  min-block-size: 100vh;
  min-block-size: 100dvh;
  padding: 1rem;
  display: grid;
  place-items: center;
  background: light-dark(#f6f5f1, #15181b);
  color: light-dark(#1e2124, #e9eaeb);
}
main {
  inline-size: min(100%, 24rem);
  padding: 1.5rem;
  border: 1px solid light-dark(#dcd9d0, #353b42);
  border-radius: 18px;
  background: light-dark(#ffffff, #1d2125);
}
h1,
p {
  margin: 0 0 0.75rem;
}
h1 {
  font-size: 1.5rem;
  line-height: 1.2;
}
a {
  color: inherit;
}
form {
  display: grid;
  gap: 0.5rem;
}
label {
  font-weight: 600;
}
input,
button {
  font: inherit;
  min-block-size: 44px;
  min-inline-size: 0;
  inline-size: 100%;
  border-radius: 14px;
}
input {
  padding: 0.55rem 0.9rem;
  border: 1px solid light-dark(#8a8779, #7b848e);
  background: light-dark(#ffffff, #1d2125);
  color: inherit;
}
button {
  margin-block-start: 0.5rem;
  border: 0;
  background: light-dark(#1d6b5a, #6dceb3);
  color: light-dark(#ffffff, #06251d);
  font-weight: 600;
  cursor: pointer;
}
button:hover {
  background: light-dark(#17574a, #8adcc5);
}
:focus-visible {
  outline: 3px solid light-dark(#1557c0, #9cc4ff);
  outline-offset: 2px;
}
.complaint {
  padding: 0.5rem 0.75rem;
  border-radius: 10px;
  background: light-dark(#fbe9e7, #43211f);
  color: light-dark(#b3261e, #ffb3ab);
}
`;
