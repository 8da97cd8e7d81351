import { callMachine } from "../../actors/call/call.ts";
import { createChatroomLogic } from "../../actors/chatroom.ts";
import { createConnectionLogic } from "../../actors/connection.ts";
import { createPairLogic } from "../../actors/pair.ts";
import { sessionMachine } from "../../actors/session/session.ts";
import { Recorder } from "./recorder.ts";

const { ports } = new Recorder();

/** Every statechart of Parley: the relay's, and then a client's. */
export const MACHINES = [
  createConnectionLogic(ports),
  createPairLogic(ports),
  createChatroomLogic(ports),
  sessionMachine,
  callMachine,
] as const;
