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
