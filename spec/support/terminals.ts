import { TestRelay } from "./relay.ts";
import { Tmux } from "./tmux.ts";

/** Milliseconds for a test: several terminals on a busy machine take their time; what is waited for has a bound of its own. */
export const TIME_FOR_TERMINALS = 60_000;

/** A relay, and terminals for those who chat on it. */
export class TerminalHouse {
  readonly relay: TestRelay;
  readonly #terminals: Tmux[] = [];

  private constructor(relay: TestRelay) {
    this.relay = relay;
  }

  static async open(): Promise<TerminalHouse> {
    return new TerminalHouse(await TestRelay.start());
  }

  async close(): Promise<void> {
    await Promise.all(this.#terminals.splice(0).map((terminal) => terminal.stop()));
    await this.relay.stop();
  }

  /** A terminal in which nothing runs but a shell. */
  async shell(columns = 80, rows = 24, env: Record<string, string> = {}): Promise<Tmux> {
    const terminal = await Tmux.start({ columns, rows, env });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** A terminal in which somebody chats. */
  async chatting(
    args: string,
    columns?: number,
    rows?: number,
    env?: Record<string, string>,
    port = this.relay.port,
  ): Promise<Tmux> {
    const terminal = await this.shell(columns, rows, env);
    await terminal.enter("stty -a > /dev/null; before=$(stty -g); echo the shell was here");
    await terminal.until(/^the shell was here/m);
    await terminal.parley(`chat ws://127.0.0.1:${port} ${args}`);
    await terminal.until(/[●*] online/);
    return terminal;
  }
}
