import { matchesState, type StateValue } from "xstate";
import type { CallSnapshot } from "./call.ts";
import { toldOf } from "./phrases.ts";
import { RINGS_FOR } from "./setup.ts";
import type { CallBase, CallEnd, CallView, OwnMedia, PartnerMedia } from "./snapshot.ts";

/** Everything that a view shows of one snapshot of the call. */
export function callView({ value, context }: CallSnapshot): CallView {
  const { since, liveSince, devices, chosen, quality, end, told } = context;
  const { microphones, cameras, speakers, canShare, obstacle } = devices;
  const base: CallBase = {
    since,
    own: ownOf(value, context.problem),
    partner: partnerOf(context),
    devices: { microphones, cameras, speakers, canShare, chosen },
    obstacle,
  };
  const until = since + RINGS_FOR;
  const within = (state: StateValue) => matchesState({ course: state }, value);
  const taken = (state: string) => within({ engaged: { progress: { taken: state } } });
  if (within("idle")) return { ...base, is: "idle" };
  if (within("ringingIn")) return { ...base, is: "ringing-in", until, camera: told?.camera };
  if (within("ended")) {
    const { sentence, advice } = toldOf(end.reason, end.diagnosis);
    return { ...base, is: "ended", liveSince, ...end, sentence, advice };
  }
  if (within({ engaged: { progress: "ringingOut" } })) return { ...base, is: "ringing-out", until };
  if (taken("connecting")) return { ...base, is: "connecting" };
  if (liveSince === undefined) return { ...base, is: "preparing" };
  const partnerIsAway = matchesState({ partner: "away" }, value);
  if (taken("live") && !partnerIsAway) return { ...base, is: "live", liveSince, quality };
  return { ...base, is: "reconnecting", liveSince, why: partnerIsAway ? "partner-away" : "media" };
}

function ownOf(value: StateValue, problem: OwnMedia["problem"]): OwnMedia {
  const is = (region: string, state: string) =>
    matchesState({ course: { engaged: { [region]: state } } }, value);
  return {
    muted: is("microphone", "muted"),
    camera: is("camera", "on") ? "on" : is("camera", "starting") ? "starting" : "off",
    screen: is("screen", "on") ? "on" : is("screen", "asking") ? "asking" : "off",
    problem,
  };
}

/** What their client tells, and else what comes of their tracks. */
function partnerOf({ told, seen }: CallSnapshot["context"]): PartnerMedia {
  return told ?? { muted: seen.muted, camera: seen.camera, screen: false };
}

/** What is shown of it when its pair has ended, and the call with it; nothing where there was none. */
export function cutOff(view: CallView, reason: CallEnd, now: number): CallView | undefined {
  if (view.is === "idle") return undefined;
  if (view.is === "ended") return view;
  const { own: _, partner, devices, obstacle } = view;
  const own = { muted: false, camera: "off", screen: "off", problem: undefined } as const;
  const liveSince = "liveSince" in view ? view.liveSince : undefined;
  const { sentence, advice } = toldOf(reason, undefined);
  const outcome = { reason, diagnosis: undefined, sentence, advice };
  return { is: "ended", since: now, liveSince, own, partner, devices, obstacle, ...outcome };
}
