/** The one table of a run: a row for each measurement and contender. */
import { aligned } from "./aligned.ts";
import type { Book, Figure } from "./book.ts";
import { LIMIT } from "./contenders.ts";

type Column = readonly [title: string, cell: (name: string, contender: string) => string];

/** A Markdown table whose columns line up, so that it reads as well in a terminal. */
export function table(book: Book, contenders: readonly string[]): string {
  const columns = columnsOf(book);
  const rows = book
    .names()
    .flatMap((name) =>
      contenders.map((contender, i) => [
        i === 0 ? name : "",
        contender,
        ...columns.map(([, cell]) => cell(name, contender)),
      ]),
    );
  return aligned([["scenario", "contender", ...columns.map(([title]) => title)], ...rows]);
}

function columnsOf(book: Book): readonly Column[] {
  const value = (figure: Figure, format: (amount: number) => string): Column[1] => {
    return (name, contender) => known(book.median(name, contender, figure), format);
  };
  const ratio = (figure: Figure): Column[1] => {
    return (name, contender) =>
      known(book.ratio(name, contender, LIMIT, figure), (times) => `${times.toFixed(2)}×`);
  };
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    ["per second", value("rate", (rate) => Math.round(rate).toLocaleString("en"))],
    ["ratio", ratio("rate")],
    ["CPU µs each", value("cpu", (cpu) => cpu.toFixed(2))],
    ["ratio", ratio("cpu")],
    ["p50 ms", value("p50", (milliseconds) => milliseconds.toFixed(2))],
    ["p99 ms", value("p99", (milliseconds) => milliseconds.toFixed(2))],
    ["KB/connection", value("memory", (bytes) => (bytes / 1024).toFixed(2))],
    ["ratio", ratio("memory")],
    ["server CPU", value("serverBusy", percent)],
    ["driver CPU", value("driverBusy", percent)],
  ];
}

function known(amount: number, format: (amount: number) => string): string {
  return Number.isFinite(amount) ? format(amount) : "–";
}
