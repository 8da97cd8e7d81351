/** `npm run pictures`: makes the pictures of the terminal client in README.md, from a real run in a real tmux. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { widthOf } from "../../tui/width.ts";
import { serveCli } from "../support/cli.ts";
import { Tmux } from "../support/tmux.ts";
import { ansiSvg } from "./ansi-svg.ts";

const FOLDER = join(process.cwd(), "spec", "pictures");

const relay = await serveCli();
const url = /http:\S+/.exec(relay.announced)?.[0] ?? "";
const terminals: Tmux[] = [];

async function chatting(name: string, columns: number, rows: number, args = ""): Promise<Tmux> {
  const terminal = await Tmux.start({ columns, rows });
  terminals.push(terminal);
  await terminal.parley(`chat ${url} --theme dark --name ${name} ${args}`);
  await terminal.until(/● online/);
  return terminal;
}

async function picture(terminal: Tmux, columns: number, file: string, title: string): Promise<void> {
  const lines = await terminal.screen({ styled: true });
  const port = new URL(url).host;
  const shown = lines.map((line) => line.replace(port, "127.0.0.1:6789".padStart(port.length)));
  writeFileSync(join(FOLDER, file), ansiSvg(shown, columns, title, widthOf));
}

try {
  const ada = await chatting("Ada", 80, 24);
  await ada.until(/Your code/);
  const [, code = ""] = /Ada ([A-Z0-9]{8})/.exec(await ada.until(/Ada [A-Z0-9]{8}/)) ?? [];
  const bert = await chatting("Bert", 80, 24, `--join ${code}`);
  await ada.until(/Bert .*wants to chat/);
  await picture(
    ada,
    80,
    "terminal-lobby.svg",
    "The lobby: the own code, what can be done, and an invitation of Bert's",
  );
  await ada.enter("/accept");
  await bert.until(/private chat with Ada/);
  await bert.enter("Hello Ada! Did the backup run?");
  await ada.until(/Did the backup run/);
  await ada.enter("It did. 3.2 GB in 41 s; the log is in the chatroom.");
  await bert.until(/the log is in/);
  await bert.enter("山田さん is there already. Shall we?");
  await ada.until(/Shall we/);
  await ada.enter("/chatroom");
  await ada.until(/alone so far/);
  const others = await Promise.all(["Änne", "山田", "Zoë"].map((name) => chatting(name, 80, 24, "--room")));
  await bert.enter("/chatroom");
  await ada.until(/5 here/);
  await others[1]?.enter("おはよう！ The log looks good to me 👍");
  await ada.until(/looks good to me/);
  await others[0]?.enter(
    "One thing: the second disk was at 91 %, so the next one will not fit. Who orders the new one?",
  );
  await ada.until(/Who orders/);
  await bert.enter("I do, today.");
  await ada.until(/I do, today/);
  await ada.type("Thanks Bert, and");
  await ada.until(/Thanks Bert, and/);
  await picture(
    ada,
    80,
    "terminal-room.svg",
    "The chatroom: transcript, people, status line and the message being written",
  );
} finally {
  await Promise.all(terminals.map((terminal) => terminal.stop()));
  relay.child.kill();
}
