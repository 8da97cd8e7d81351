/** What a browser keeps for this page; where it keeps nothing, as in some private windows, everything is as if new. */

export interface Store {
  /** Nothing when there is none, or when it is no JSON. */
  read(key: string): unknown;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

/** Across visits. */
export const lasting = store(() => localStorage);
/** As long as the tab is there. */
export const passing = store(() => sessionStorage);

function store(area: () => Storage): Store {
  const attempt = <T>(what: () => T): T | undefined => {
    try {
      return what();
    } catch {
      return undefined;
    }
  };
  const named = (key: string) => `parley.${key}`;
  return {
    read: (key) => attempt(() => JSON.parse(area().getItem(named(key)) ?? "")),
    write: (key, value) => attempt(() => area().setItem(named(key), JSON.stringify(value))),
    remove: (key) => attempt(() => area().removeItem(named(key))),
  };
}
