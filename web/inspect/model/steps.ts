/** Where a key leads in a list of which one item is the current one. */

/** Rows of a page. */
const PAGE = 10;

/** The place to go to, within the list; nothing for other keys, and in an empty list. */
export function stepBy(key: string, current: number, length: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: current - 1,
    ArrowDown: current + 1,
    PageUp: current - PAGE,
    PageDown: current + PAGE,
    Home: 0,
    End: length - 1,
  };
  const to = steps[key];
  return to === undefined || length === 0 ? undefined : Math.max(0, Math.min(to, length - 1));
}
