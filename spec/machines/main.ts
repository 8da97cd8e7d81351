/** `npm run docs:machines`: writes actors/README.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { machinesDocument } from "./document.ts";

writeFileSync(join(process.cwd(), "actors", "README.md"), machinesDocument());
