/** Draws at most once a frame, however often it is asked to. */
export interface Frames {
  /** Draws soon. */
  request(): void;
  /** Draws no more. */
  stop(): void;
}

/** Milliseconds from one drawing to the next at least: 60 a second. */
const FRAME = 1000 / 60;

export function createFrames(draw: () => void, now: () => number): Frames {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    request() {
      if (timer !== undefined) return;
      const wait = Math.max(0, Math.ceil(last + FRAME - now()));
      timer = setTimeout(() => {
        timer = undefined;
        last = now();
        draw();
      }, wait);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
