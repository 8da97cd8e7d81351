/** Short tones, made here, so that nothing is loaded. A browser lets a page sound only once somebody has clicked on it. */

let context: AudioContext | undefined;

/** To be called on a click: from then on tones are heard. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Somebody said something. */
export const chime = () => play([660, 880]);
/** Somebody asks. */
export const ring = () => play([880, 660, 880]);

/** Hertz, one tone after the other. */
function play(tones: readonly number[]): void {
  if (context?.state !== "running") return;
  const { currentTime, destination } = context;
  for (const [index, frequency] of tones.entries()) {
    const start = currentTime + index * 0.12;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.12, start + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.16);
    gain.gain.setValueAtTime(0, start);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain).connect(destination);
    tone.start(start);
    tone.stop(start + 0.18);
  }
}
