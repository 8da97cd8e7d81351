/** `npm run docs:settings`: writes the table of every setting into config/README.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { withSettingsTable } from "./settings-table.ts";

const FILE = "config/README.md";

writeFileSync(FILE, withSettingsTable(readFileSync(FILE, "utf8")));
