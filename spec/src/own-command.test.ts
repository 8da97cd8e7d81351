import { expect, test } from "@jest/globals";
import { ownCommand } from "../../src/own-command.ts";

test.each([
  ["an installed one", "/usr/lib/node_modules/parley/dist/src/cli.js", "/home/ada", undefined, "parley"],
  ["npx", "/home/ada/.npm/_npx/1a2b/node_modules/parley/dist/src/cli.js", "/home/ada", "exec", "npx parley"],
  ["a clone", "/home/ada/parley/dist/src/cli.js", "/home/ada/parley", "start", "node dist/src/cli.js"],
  [
    "from elsewhere",
    "/opt/parley/dist/src/cli.js",
    "/home/ada",
    undefined,
    "node /opt/parley/dist/src/cli.js",
  ],
  [
    "a folder with a blank",
    "/my chat/dist/src/cli.js",
    "/home",
    undefined,
    'node "/my chat/dist/src/cli.js"',
  ],
])("F2: %s", (_, script, folder, npmCommand, command) => {
  expect(ownCommand({ script, folder, npmCommand })).toBe(command);
});
