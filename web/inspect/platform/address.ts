/** The fragment of the page's address: never sent to a server, and kept by a reload. */

export const fragment = (): string => location.hash;

/** Without an entry of its own among those to go back to. */
export function setFragment(fragment: string): void {
  if (fragment !== location.hash)
    history.replaceState(null, "", location.pathname + location.search + fragment);
}

/** Told when somebody has put another one into the address. The answer stops it. */
export function onFragment(listener: (fragment: string) => void): () => void {
  const hear = () => listener(location.hash);
  addEventListener("hashchange", hear);
  return () => removeEventListener("hashchange", hear);
}
