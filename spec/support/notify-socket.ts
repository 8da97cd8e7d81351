import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Node has no Unix datagram sockets; Perl does, and is part of every Debian. */
const RECEIVER = `
  use IO::Socket::UNIX;
  $| = 1;
  my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
  print "\\0";
  while (defined $socket->recv(my $datagram, 4096)) { print "$datagram\\0" }
`;

/** A service manager's end of sd_notify(3), at {@link path}. */
export class NotifySocket {
  readonly path: string;
  /** All that it was told, a datagram each. */
  readonly told: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #folder: string;
  #rest = "";

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "notify");
    this.#child = spawn("perl", ["-e", RECEIVER, this.path], { stdio: ["ignore", "pipe", "inherit"] });
    this.#child.stdout.setEncoding("utf8");
  }

  static async open(): Promise<NotifySocket> {
    const socket = new NotifySocket(await mkdtemp(join(tmpdir(), "parley-notify-")));
    await once(socket.#child.stdout, "data");
    socket.#child.stdout.on("data", (chunk: string) => {
      const datagrams = (socket.#rest + chunk).split("\0");
      socket.#rest = datagrams.pop() ?? "";
      // With its last breath systemd-notify asks for an answer that it was heard, which closing the socket's end is.
      socket.told.push(...datagrams.filter((datagram) => datagram !== "BARRIER=1"));
    });
    return socket;
  }

  /** Resolves when `holds` is true of {@link told}. */
  async until(holds: (told: readonly string[]) => boolean): Promise<void> {
    while (!holds(this.told)) await once(this.#child.stdout, "data");
  }

  async close(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
    await rm(this.#folder, { recursive: true });
  }
}
