import { matchesState } from "xstate";
import { PHRASES } from "./phrases.ts";
import type { SessionSnapshot } from "./session.ts";
import type { LinkView, PlaceView, SessionView } from "./snapshot.ts";

/** Everything that a view shows, of one snapshot of the session. */
export function viewOf(snapshot: SessionSnapshot): SessionView {
  const { context } = snapshot;
  const { inviting } = context;
  return {
    serverUrl: context.settings.url,
    link: linkOf(snapshot),
    place: placeOf(snapshot),
    me: context.me,
    inviting: inviting && { code: inviting.code, until: inviting.until },
    invitations: context.invitations,
    roster: context.people,
    transcript: context.transcript,
    unread: context.unread,
    ignored: context.ignored,
    limits: context.limits,
  };
}

function linkOf({ status, value, context }: SessionSnapshot): LinkView {
  const within = (state: string) => matchesState({ open: { link: state } }, value);
  if (status === "done" || matchesState({ open: { link: { reaching: "leaving" } } }, value)) {
    return { is: "ended", reason: "quit", sentence: PHRASES.ended.quit };
  }
  if (within("replaced")) return { is: "ended", reason: "replaced", sentence: PHRASES.ended.replaced };
  if (within("refused")) {
    return { is: "refused", reason: context.refusal, ...PHRASES.refused[context.refusal] };
  }
  if (matchesState({ open: { link: { reaching: "online" } } }, value)) {
    return {
      is: "online",
      behind: matchesState({ open: { link: { reaching: { online: "catchingUp" } } } }, value),
    };
  }
  const { attempt, at, why: last } = context.retry;
  if (within("reaching") && attempt === 0) return { is: "connecting" };
  const why = within("offline") ? "offline" : last;
  const retryAt = within("waiting") ? at : undefined;
  return { is: "reconnecting", attempt, retryAt, why, sentence: PHRASES.why[why] };
}

function placeOf({ value, context: { pair } }: SessionSnapshot): PlaceView {
  if (pair !== undefined) {
    const { code, name, video, away = false } = pair.partner;
    const typing = matchesState({ open: { place: { pair: { partner: "typing" } } } }, value);
    return {
      at: "pair",
      pair: pair.pair,
      partner: { code, name, video, away, typing },
      polite: pair.polite,
    };
  }
  return { at: matchesState({ open: { place: "room" } }, value) ? "room" : "lobby" };
}
