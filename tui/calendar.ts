/** Times and days as they are shown, by the clock of this machine. */
export interface Calendar {
  /** `14:05`. */
  time(at: number): string;
  /** `Tuesday, 25 November 2025`: the same for the whole of a day. */
  day(at: number): string;
}

export const localCalendar: Calendar = {
  time: (at) => {
    const date = new Date(at);
    return `${two(date.getHours())}:${two(date.getMinutes())}`;
  },
  day: (at) => {
    const date = new Date(at);
    return `${DAYS[date.getDay()]}, ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  },
};

const two = (value: number) => String(value).padStart(2, "0");
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
