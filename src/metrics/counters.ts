import type { AnyEventObject } from "xstate";
import type { DialectName } from "../../actors/protocol/dialect.ts";
import type { ErrorCode } from "../../actors/protocol/errors.ts";
import type { InvitationEnd, Lost } from "../../actors/protocol/messages.ts";

/** What went over the sockets of one dialect. */
export interface Traffic {
  /** Frames that came, also those that were refused, and their bytes. */
  received: number;
  receivedBytes: number;
  /** Frames that were handed to sockets; of one of the chatroom as many as there were to hear it. */
  sent: number;
}

/**
 * What has happened since the relay started: plain numbers, so that counting costs next to nothing where it is done
 * for each frame. They are named as `/metrics` labels them.
 */
export class Counters {
  readonly traffic: Readonly<Record<DialectName, Traffic>> = {
    classic: newTraffic(),
    text: newTraffic(),
    v1: newTraffic(),
  };
  /** What was not served: frames, joins, whole sockets and handshakes. */
  readonly drops = {
    frame_too_fast: 0,
    frame_not_understood: 0,
    frame_binary: 0,
    frame_already_said: 0,
    frame_out_of_place: 0,
    join_wrong_code: 0,
    join_too_many_tries: 0,
    join_too_many_invitations: 0,
    socket_too_fast: 0,
    socket_slow_reader: 0,
    socket_no_hello: 0,
    socket_failed: 0,
    handshake_path: 0,
    handshake_restarting: 0,
    handshake_origin: 0,
    handshake_rate: 0,
    handshake_full: 0,
    handshake_address_full: 0,
  };
  readonly invitations = {
    rang: 0,
    accepted: 0,
    declined: 0,
    cancelled: 0,
    expired: 0,
    busy: 0,
    gone: 0,
    refused: 0,
  } satisfies Record<InvitationEnd | "rang" | "accepted" | "refused", number>;
  readonly resumes: Record<Lost | "resumed", number> = { resumed: 0, expired: 0, overrun: 0, unknown: 0 };
  /** Signals `start` that were handed to a partner. */
  calls = 0;

  /** An actor was told something by another that is no data event; each invitation is told of once. */
  readonly told = (event: AnyEventObject): void => {
    const { invitations } = this;
    if (event.type === "ask.ringing") invitations.rang++;
    else if (event.type === "ask.refused") invitations.refused++;
    else if (event.type === "ask.declined" || event.type === "ask.withdrawn") {
      const reason: InvitationEnd = event["reason"];
      invitations[reason]++;
    }
  };

  /** A frame was answered with this error before anybody heard it. */
  refused(code: ErrorCode): void {
    const { drops } = this;
    if (code === "already-said") drops.frame_already_said++;
    else if (code === "binary-frame") drops.frame_binary++;
    else if (code === "too-many-tries") drops.join_too_many_tries++;
    else if (code === "too-many-invitations") drops.join_too_many_invitations++;
    else if (code === "too-fast") drops.frame_too_fast++;
    else if (code === "hello-first" || code === "already-greeted") drops.frame_out_of_place++;
    else drops.frame_not_understood++;
  }
}

const newTraffic = (): Traffic => ({ received: 0, receivedBytes: 0, sent: 0 });
