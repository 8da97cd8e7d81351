/** The pictures and sounds of the present call, as the peer connection has them; what is shown reads them here. */
class CallMedia {
  /** The partner's, with picture and sound. */
  partner = $state.raw<MediaStream>();
  /** One's own picture: the camera's, or the screen that is shared. */
  own = $state.raw<MediaStream>();
  /** Whether one's own picture is of somebody who looks into the camera, and expects a mirror. */
  isMirror = $state(true);
}

export const media = new CallMedia();

/** Lets the sound come from the speaker of that id, where the browser can choose. */
export async function soundFrom(element: HTMLMediaElement, speaker: string | undefined): Promise<void> {
  if (!("setSinkId" in element)) return;
  await element.setSinkId(speaker ?? "").catch(() => {});
}
