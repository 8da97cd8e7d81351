/** The page itself: its address, title, icon and theme, and whether somebody looks at it. */

/** The page's address without what is behind `#` or `?`. */
export function pageAddress(): string {
  return location.origin + location.pathname;
}

/** Whether the address asks, by `?inspect`, for the page to show its machines to the inspector. */
export const isInspected = () => new URLSearchParams(location.search).has("inspect");

/** The link by which others join `code`. What is behind `#` is never sent to a server. */
export function inviteLink(code: string): string {
  return `${pageAddress()}#join=${code}`;
}

/** What the address asks for behind `#`; it is taken off, so that a reload does not ask again. */
export function takeFragment(): string {
  const { hash } = location;
  if (hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return hash;
}

/** Told with the fragment whenever another one was put into the address. */
export function onFragment(listener: (fragment: string) => void): () => void {
  const heard = () => location.hash !== "" && listener(takeFragment());
  addEventListener("hashchange", heard);
  return () => removeEventListener("hashchange", heard);
}

/** The title with the number of what is unread, and the icon that shows whether there is any. */
export function showUnread(title: string, count: number): void {
  document.title = count > 0 ? `(${count}) ${title}` : title;
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const href = count > 0 ? "./favicon-unread.svg" : "./favicon.svg";
  if (icon !== null && icon.getAttribute("href") !== href) icon.setAttribute("href", href);
}

export type Theme = "auto" | "light" | "dark";

export function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Told now, and whenever somebody begins or ceases to look at the page. The answer stops it. */
export function watchLooks(tell: (looks: boolean) => void): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const look = () => tell(document.visibilityState === "visible" && document.hasFocus());
  addEventListener("focus", look, { signal });
  addEventListener("blur", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  look();
  return () => watch.abort();
}

/** Whether the device can hand a link to another program, and what does. */
export const canShare = () => typeof navigator.share === "function";
export const share = (url: string) => navigator.share({ url }).catch(() => {});
