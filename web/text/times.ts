/** Times as people read them, in the browser's language and zone. */

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** `9:05` or `9:05 AM`. */
export const timeOf = (at: number) => TIME.format(at);
/** Day, date and time, for a tooltip and a copied transcript. */
export const wholeTimeOf = (at: number) => WHOLE.format(at);
/** `Wednesday, 25 November`. */
export const dayOf = (at: number) => DAY.format(at);

export const isSameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

/** A duration in ms as `4:05` or `1:04:05`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
