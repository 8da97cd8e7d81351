/** `npm run bench`: measures every contender in every scenario and reports. */
import { existsSync, writeFileSync } from "node:fs";
import { Book } from "./book.ts";
import type { Options } from "./options.ts";
import { readOptions } from "./options.ts";
import { killAll } from "./processes.ts";
import { report } from "./report.ts";
import { measure } from "./round.ts";
import { table } from "./table.ts";
import { verdicts } from "./verdicts.ts";

process.on("exit", killAll);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

try {
  const options = readOptions(process.argv.slice(2));
  requireScripts(options);
  publish(await run(options), options);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run({ rounds, scenarios, contenders, pace }: Options): Promise<Book> {
  const book = new Book();
  for (const { name, load } of scenarios) {
    for (let round = 1; round <= rounds; round++) {
      for (const contender of contenders) {
        console.error(`${name}, round ${round} of ${rounds}: ${contender.name}`);
        for (const measurement of await measure(contender, load, pace)) {
          book.add(load.kind, contender.name, round, measurement);
        }
      }
    }
  }
  return book;
}

function publish(book: Book, options: Options): void {
  const names = options.contenders.map(({ name }) => name);
  console.log(`\n${table(book, names)}\n\n${verdicts(book).join("\n")}\n`);
  if (options.out === undefined) {
    console.log("Not the whole benchmark, so RESULTS.md stays as it is (--out FILE writes a report).");
    return;
  }
  writeFileSync(options.out, report(book, options, new Date()));
  console.log(`Written to ${options.out}.`);
}

function requireScripts({ contenders }: Options): void {
  for (const { name, command } of contenders) {
    if (!existsSync(command[0] ?? "")) {
      throw new Error(
        `${name} needs ${command[0]}: run "npm run build" first, or leave it out with --contenders`,
      );
    }
  }
}
