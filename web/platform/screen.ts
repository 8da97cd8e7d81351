/** What a call does with the screen: keeps it awake, fills it, or floats above other windows. */

/** Keeps the screen on while the page is in sight. The answer stops it. */
export function keepAwake(): () => void {
  if (!("wakeLock" in navigator)) return () => {};
  let lock: WakeLockSentinel | undefined;
  let isWanted = true;
  const take = async () => {
    if (document.visibilityState !== "visible") return;
    // Refused when the battery is low.
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    if (!isWanted) void lock?.release();
  };
  document.addEventListener("visibilitychange", take);
  void take();
  return () => {
    isWanted = false;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}

export const canFill = () => document.fullscreenEnabled === true;

export function toggleFill(element: HTMLElement): void {
  const change =
    document.fullscreenElement === null ? element.requestFullscreen() : document.exitFullscreen();
  change.catch(() => {});
}

export const canFloat = () => document.pictureInPictureEnabled === true;

export function toggleFloat(video: HTMLVideoElement): void {
  const change: Promise<unknown> =
    document.pictureInPictureElement === null
      ? video.requestPictureInPicture()
      : document.exitPictureInPicture();
  change.catch(() => {});
}
