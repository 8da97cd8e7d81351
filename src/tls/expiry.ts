/** What is to be said of the dates of a certificate. */

export interface Dates {
  readonly validFrom: Date;
  readonly validTo: Date;
}

const DAY = 24 * 3_600_000;

/** Less is too little: a renewal should have come by then. Of a certificate for days it is the last third of its life. */
const DAYS_LEFT = 14;

export interface Expiry {
  readonly is: "valid" | "soon" | "expired" | "early";
  /** One sentence. */
  readonly says: string;
}

/** `subject` begins the sentence: `The certificate`. */
export function expiry(subject: string, { validFrom, validTo }: Dates, now: Date): Expiry {
  const left = validTo.getTime() - now.getTime();
  const until = day(validTo);
  if (left < 0) return { is: "expired", says: `${subject} has expired on ${until}.` };
  if (validFrom > now) return { is: "early", says: `${subject} is not valid before ${day(validFrom)}.` };
  const enough = Math.min(DAYS_LEFT * DAY, (validTo.getTime() - validFrom.getTime()) / 3);
  if (left < enough) {
    const days = Math.floor(left / DAY);
    return { is: "soon", says: `${subject} expires in ${days} ${days === 1 ? "day" : "days"}, on ${until}.` };
  }
  return { is: "valid", says: `${subject} is valid until ${until}.` };
}

const day = (date: Date) => date.toISOString().slice(0, 10);
