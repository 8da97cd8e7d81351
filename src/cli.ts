#!/usr/bin/env node
import { processIo } from "./io.ts";
import { type Chat, main } from "./main.ts";
import type { StartRelay } from "./serve.ts";

/** Loaded when it is needed: help and check-config answer without it. */
const startRelay: StartRelay = async (config, log) => (await import("./relay.ts")).startRelay(config, log);

/** The one place where relay and client meet: they are two programs behind one command. */
const chat: Chat = async (flags) => (await import("../tui/main.ts")).chat(flags);

process.exitCode = await main(process.argv.slice(2), processIo(), startRelay, chat);
