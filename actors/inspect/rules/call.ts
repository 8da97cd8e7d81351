import type { CallContext } from "../../call/context.ts";
import type { AnyCallEvent } from "../../call/setup.ts";
import { plain } from "../veil.ts";
import type { MachineRules } from "./rules.ts";

const on = { on: plain((event: { readonly on: boolean }) => event.on) };
const withCamera = { camera: plain(({ camera }: { readonly camera: boolean }) => camera) };
const call = { call: plain((event: { readonly call?: number }) => event.call) };
const why = { why: plain((event: { readonly why?: string }) => event.why) };

export const callRules: MachineRules<CallContext, AnyCallEvent> = {
  context: {
    calls: plain(({ numbers }) => numbers.length),
    camera: plain(({ camera }) => camera),
    muted: plain(({ shown }) => shown.muted),
    screen: plain(({ shown }) => shown.screen),
    offered: plain(({ offer }) => offer !== undefined),
    candidates: plain(({ candidates }) => candidates.length),
    problem: plain(({ problem }) => problem),
    restarts: plain(({ restarts }) => restarts),
    relayed: plain(({ relayed }) => relayed),
    reason: plain(({ end }) => end.reason),
    diagnosis: plain(({ end }) => end.diagnosis),
  },
  events: {
    "call.start": withCamera,
    "call.accept": withCamera,
    "call.mute": on,
    "call.camera": on,
    "call.share": on,
    signal: { kind: plain(({ kind }) => kind) },
    "heard.start": call,
    "heard.offer": call,
    "heard.answer": call,
    "heard.hangup": { ...call, reason: plain(({ reason }) => reason) },
    "media.ready": { ...withCamera, without: plain(({ without }) => without) },
    "media.refused": why,
    "camera.off": why,
    "screen.off": why,
    "peer.quality": { rtt: plain(({ rtt }) => rtt), loss: plain(({ loss }) => loss) },
  },
};
