import { WebSocket } from "ws";
import { createActor, fromCallback } from "xstate";
import type { SessionInput, SocketCommand, SocketEvent, SocketInput } from "../../actors/session/intents.ts";
import { sessionMachine } from "../../actors/session/session.ts";
import type { SessionView } from "../../actors/session/snapshot.ts";
import { entries } from "../../actors/session/transcript.ts";
import { viewOf } from "../../actors/session/view.ts";
import type { ClientOptions } from "./ws-client.ts";

/** What tells one's socket from others. */
type SocketOptions = Pick<ClientOptions, "ca" | "family">;

/** A session over real sockets, in the time of the machine, that comes back at once when its socket breaks. */
export class LiveSession {
  /** How many sockets it has opened. */
  opened = 0;
  readonly actor;
  readonly #options: SocketOptions;
  #socket: WebSocket | undefined;

  constructor(url: string, input: Partial<SessionInput> = {}, options: SocketOptions = {}) {
    this.#options = options;
    const socket = fromCallback<SocketCommand, SocketInput, SocketEvent>(({ input, sendBack, receive }) =>
      this.#connect(input, sendBack, receive),
    );
    this.actor = createActor(sessionMachine.provide({ actors: { socket } }), {
      input: { url, client: "test/1.0", video: false, now: Date.now, random: () => 0, ...input },
    });
    this.actor.start();
  }

  get view(): SessionView {
    return viewOf(this.actor.getSnapshot());
  }

  /** Texts of others, as they stand in the transcript. */
  get heard(): string[] {
    return [...entries(this.view.transcript)].flatMap((entry) =>
      entry.kind === "chat" && entry.mark === undefined ? [entry.text] : [],
    );
  }

  /** Breaks the socket, without a goodbye. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Resolves when `holds` does, looked at now and after every change; rejects when the session fails. */
  until(holds: (view: SessionView) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (holds(this.view)) return resolve();
      const watching = this.actor.subscribe({
        next: () => {
          if (!holds(this.view)) return;
          watching.unsubscribe();
          resolve();
        },
        error: reject,
        complete: () => (holds(this.view) ? resolve() : reject(new Error("The session is over."))),
      });
    });
  }

  async quit(): Promise<void> {
    if (this.actor.getSnapshot().status !== "active") return;
    this.actor.send({ type: "quit" });
    await this.until(() => this.actor.getSnapshot().status === "done");
  }

  #connect(
    { url, protocol }: SocketInput,
    tell: (event: SocketEvent) => void,
    receive: (listener: (command: SocketCommand) => void) => void,
  ): () => void {
    const socket = new WebSocket(url, [protocol], this.#options);
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("open", () => {
      this.opened++;
      tell({ type: "socket.opened", protocol: socket.protocol });
    });
    socket.on("message", (data) => tell({ type: "socket.frame", text: String(data) }));
    socket.on("close", (code, reason) => tell({ type: "socket.closed", code, reason: String(reason) }));
    receive((command) => {
      if (command.type === "send") socket.send(command.frame);
      else socket.close(command.code);
    });
    return () => (socket.readyState === WebSocket.CONNECTING ? socket.terminate() : socket.close(4000));
  }
}
