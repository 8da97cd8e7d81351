import type { ChatEntry } from "../actors/session/snapshot.ts";
import { entries } from "../actors/session/transcript.ts";
import { safeLine } from "../actors/text/safe.ts";
import { notify } from "./platform/notifications.ts";
import { showUnread } from "./platform/page.ts";
import { chime, ring, unlockSound } from "./platform/sound.ts";
import { preferences } from "./preferences.svelte.ts";
import type { Session } from "./session.svelte.ts";
import { STRINGS } from "./strings.ts";

/** Units of a message that a notification shows. */
const SHOWN = 200;

/** Title, icon, sound and notifications tell of what happens while nobody looks. The answer stops it. */
export function alertWith(session: Session): () => void {
  const stopTitle = $effect.root(() => {
    $effect(() => showUnread(titleOf(session), session.view.unread.count));
  });
  const stopSounds = session.onEmitted((event) => {
    if (event.type === "heard" && event.unread) tellOfChat(session, event.entry);
    if (event.type === "rings") tellOfInvitation(session);
    if (event.type === "call.rings") tellOfCall(session);
  });
  // A sound that was chosen on an earlier visit is heard from the first click on.
  const unlock = () => preferences.sound && unlockSound();
  addEventListener("pointerdown", unlock, { once: true });
  addEventListener("keydown", unlock, { once: true });
  return () => {
    stopTitle();
    stopSounds();
    removeEventListener("pointerdown", unlock);
    removeEventListener("keydown", unlock);
  };
}

function titleOf({ view: { place } }: Session): string {
  if (place.at === "pair") return `${safeLine(place.partner.name)} – ${STRINGS.app}`;
  return place.at === "room" ? `${STRINGS.chat.room} – ${STRINGS.app}` : STRINGS.app;
}

function tellOfChat({ view: { transcript } }: Session, id: number): void {
  if (preferences.sound) chime();
  if (!preferences.notify) return;
  for (const entry of entries(transcript, id)) {
    if (entry.id === id && entry.kind === "chat")
      notify(titleFor(entry), safeLine(entry.text).slice(0, SHOWN));
  }
}

function titleFor({ from, place }: ChatEntry): string {
  const name = safeLine(from.name);
  return place === "room" ? STRINGS.notification.room(name) : name;
}

function tellOfInvitation({ view: { invitations } }: Session): void {
  const latest = invitations.at(-1);
  if (preferences.sound) ring();
  if (latest === undefined || !preferences.notify || document.hasFocus()) return;
  notify(STRINGS.app, STRINGS.notification.invited(safeLine(latest.from.name)));
}

function tellOfCall({ view: { place } }: Session): void {
  if (preferences.sound) ring();
  if (place.at !== "pair" || !preferences.notify || document.hasFocus()) return;
  notify(STRINGS.app, STRINGS.notification.calls(safeLine(place.partner.name)));
}
