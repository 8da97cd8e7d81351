/**
 * A classic relay of plain objects: a map of codes, partners by reference, no actors, no queues. The
 * library contenders differ only in the {@link Outlet} they bring, so that the libraries are compared.
 */
import type { Message } from "./classic.ts";
import { randomCode } from "./classic.ts";

/** How one library reaches its sockets. */
export interface Outlet<Socket> {
  send(to: Socket, type: string, payload: object): void;
  enter(socket: Socket): void;
  leave(socket: Socket): void;
  /** Reaches everybody in the room but `from`. */
  publish(from: Socket, type: string, payload: object): void;
}

export interface Person<Socket> {
  readonly socket: Socket;
  readonly code: string;
  name: string;
  partner: Person<Socket> | undefined;
  inRoom: boolean;
}

const ENTERED = "You are now in the chatroom. Type messages to chat with everyone here.";

export class Relay<Socket> {
  readonly #people = new Map<string, Person<Socket>>();
  readonly #out: Outlet<Socket>;

  constructor(outlet: Outlet<Socket>) {
    this.#out = outlet;
  }

  connect(socket: Socket): Person<Socket> {
    const person: Person<Socket> = {
      socket,
      code: randomCode(8),
      name: `client_${randomCode(5)}`,
      partner: undefined,
      inRoom: false,
    };
    this.#people.set(person.code, person);
    this.#out.send(socket, "CONNECTED", { code: person.code, name: person.name });
    return person;
  }

  /** `undefined` stands for a frame that was no message. */
  receive(person: Person<Socket>, message: Message | undefined): void {
    switch (message?.type) {
      case "MSG":
        this.#say(person, message.payload.text);
        break;
      case "JOIN":
        this.#join(person, message.payload.code);
        break;
      case "RENAME":
        this.#rename(person, message.payload.newName);
        break;
      case "/chatroom":
        this.#enterRoom(person);
        break;
      case "LEAVE":
        this.#leaveRoom(person);
        this.#part(person, "PEER_LEFT");
        break;
      default:
        this.#error(person, message ? "Unknown type." : "Invalid JSON format.");
    }
  }

  disconnect(person: Person<Socket>): void {
    this.#people.delete(person.code);
    this.#leaveRoom(person);
    this.#part(person, "PEER_LEFT");
  }

  #say(person: Person<Socket>, text: unknown): void {
    const said = { sender: person.name, text };
    if (typeof text !== "string") this.#error(person, "Invalid text.");
    else if (text === "") return;
    else if (person.inRoom) this.#out.publish(person.socket, "CHATROOM", said);
    else if (person.partner) this.#out.send(person.partner.socket, "MSGFROM", said);
  }

  #join(person: Person<Socket>, code: unknown): void {
    const target = typeof code === "string" ? this.#people.get(code) : undefined;
    if (!target || target === person || target.partner || target.inRoom) {
      this.#error(person, "Invalid or busy code");
      return;
    }
    this.#leaveRoom(person);
    this.#part(person, "PEER_LEFT");
    person.partner = target;
    target.partner = person;
    this.#out.send(person.socket, "PAIR", { code: target.code, name: target.name });
    this.#out.send(target.socket, "PAIR", { code: person.code, name: person.name });
  }

  #rename(person: Person<Socket>, name: unknown): void {
    if (typeof name !== "string" || name === "") {
      this.#error(person, "Invalid name.");
      return;
    }
    person.name = name;
    if (person.partner) this.#out.send(person.partner.socket, "RENAMED", { newName: name });
  }

  #enterRoom(person: Person<Socket>): void {
    if (person.inRoom) return;
    this.#part(person, "PEER_LEFT_CHATROOM");
    person.inRoom = true;
    this.#out.enter(person.socket);
    this.#out.send(person.socket, "INFO", { message: ENTERED });
  }

  #leaveRoom(person: Person<Socket>): void {
    if (!person.inRoom) return;
    person.inRoom = false;
    this.#out.leave(person.socket);
  }

  #part(person: Person<Socket>, notice: "PEER_LEFT" | "PEER_LEFT_CHATROOM"): void {
    const { partner } = person;
    if (!partner) return;
    person.partner = undefined;
    partner.partner = undefined;
    this.#out.send(partner.socket, notice, {});
  }

  #error(person: Person<Socket>, message: string): void {
    this.#out.send(person.socket, "ERROR", { message });
  }
}
