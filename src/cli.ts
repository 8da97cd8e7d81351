#!/usr/bin/env node
import { processIo } from "./io.ts";
import { main } from "./main.ts";
import type { StartRelay } from "./serve.ts";

/** Loaded when it is needed: help and check-config answer without it. */
const startRelay: StartRelay = async (config, log) => (await import("./relay.ts")).startRelay(config, log);

process.exitCode = await main(process.argv.slice(2), processIo(), startRelay);
