/** Every setting of Parley, once: flags, environment names, `--help`, the file's keys and the types come from here. */
import type { Setting, SettingValue } from "./kinds.ts";
import { readNetwork, readOriginRule } from "./list-items.ts";

export const settings = {
  edge: {
    kind: "enum",
    values: ["auto", "uws", "ws"],
    default: "auto",
    help: "what accepts sockets: uws is uWebSockets.js, ws the portable one, auto the first that loads",
  },
  host: {
    kind: "string",
    default: "127.0.0.1",
    pattern: /^[A-Za-z0-9._:%-]{1,253}$/,
    expected: "a host name or an IP address (IPv6 without brackets)",
    help: "address to listen on; 0.0.0.0 or :: for every one",
  },
  port: {
    kind: "integer",
    default: 6789,
    min: 1,
    max: 65535,
    zero: "for any free one",
    help: "TCP port to listen on",
  },
  publicUrl: {
    kind: "url",
    absent: "from host and port",
    help: "where people reach the relay, e.g. https://chat.example.org/parley/",
  },
  tls: {
    kind: "enum",
    values: ["off", "self-signed"],
    default: "off",
    help: "self-signed makes a certificate for this machine; for one of your own give tlsCert and tlsKey",
  },
  tlsCert: {
    kind: "path",
    absent: "none",
    help: "certificate chain in PEM, which turns TLS on; read again on SIGHUP",
  },
  tlsKey: {
    kind: "path",
    absent: "none",
    help: "private key of the certificate in PEM, without a passphrase",
  },
  origins: {
    kind: "list",
    item: readOriginRule,
    expected: "origins such as https://chat.example.org, or * for any",
    absent: "the relay's own",
    help: "web pages that may connect",
  },
  trustedProxies: {
    kind: "list",
    item: readNetwork,
    expected: "addresses and networks such as 127.0.0.1, 10.0.0.0/8 or fd00::/8",
    absent: "none",
    help: "whose X-Forwarded-For is believed",
  },
  maxConnections: {
    kind: "integer",
    default: 10_000,
    min: 1,
    max: 10_000_000,
    unit: "connections",
    zero: "for unlimited",
    help: "open connections the relay takes at a time",
  },
  maxConnectionsPerAddress: {
    kind: "integer",
    default: 100,
    min: 1,
    max: 10_000_000,
    unit: "connections",
    zero: "for unlimited",
    help: "open connections of one address, or of one /64 with IPv6",
  },
  handshakesPerAddress: {
    kind: "integer",
    default: 60,
    min: 1,
    max: 10_000_000,
    unit: "handshakes",
    zero: "for unlimited",
    help: "connections that one address, or one /64 with IPv6, may ask for in 10 seconds",
  },
  resumeWindow: {
    kind: "integer",
    default: 60,
    min: 1,
    max: 3600,
    unit: "seconds",
    help: "how long somebody whose connection broke may take to come back to where they were",
  },
  idleTimeout: {
    kind: "integer",
    default: 60,
    min: 8,
    max: 960,
    unit: "seconds",
    zero: "for unlimited",
    help: "silence after which a connection is closed; pings go out by themselves",
  },
  maxMessageBytes: {
    kind: "integer",
    default: 128 * 1024,
    min: 66_560,
    max: 16 * 1024 * 1024,
    unit: "bytes",
    zero: "for unlimited",
    help: "largest WebSocket message accepted",
  },
  messageBurst: {
    kind: "integer",
    default: 120,
    min: 1,
    max: 1_000_000,
    unit: "frames",
    zero: "for unlimited",
    help: "frames that one connection may send at once",
  },
  messageRate: {
    kind: "integer",
    default: 40,
    min: 1,
    max: 1_000_000,
    unit: "frames",
    zero: "for unlimited",
    help: "frames that one connection may send in a second after that",
  },
  logLevel: {
    kind: "enum",
    values: ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
    default: "info",
    help: "least severe log line that is written",
  },
  logFormat: {
    kind: "enum",
    values: ["auto", "json", "text"],
    default: "auto",
    help: "how log lines look; auto is text on a terminal and json elsewhere",
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settings;

/** The checked configuration: limits are 0 when unlimited, a URL or path is `undefined` when there is none. */
export type Config = { readonly [K in SettingKey]: SettingValue<(typeof settings)[K]> };

/** Every key with its setting, in the table's order. */
export const settingEntries: ReadonlyArray<readonly [SettingKey, Setting]> = Object.entries(settings) as [
  SettingKey,
  Setting,
][];
