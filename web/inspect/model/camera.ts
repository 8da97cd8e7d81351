/** Which part of a drawing is seen: what is at (x, y) of the pane in px is at ((x − this.x) / scale, …) of the drawing. */
import type { Rect } from "./drawing.ts";

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A pane; of its height so much above and below is covered by something else, px. */
export interface PaneSize extends Size {
  readonly top?: number;
  readonly bottom?: number;
}

const SMALLEST = 0.05;
const LARGEST = 3;
/** Below it only the names of states can be read. */
export const FAR = 0.5;
/** Px around what is brought into view. */
const MARGIN = 12;

const within = (scale: number): number => Math.min(LARGEST, Math.max(SMALLEST, scale));

/** All of a rectangle in the middle of what is not covered of the pane, at most at `most`. */
export function fitting({ x, y, width, height }: Rect, pane: PaneSize, most = 1.25): Camera {
  const { top, bottom } = openPart(pane);
  const room = {
    width: Math.max(1, pane.width - 2 * MARGIN),
    height: Math.max(1, bottom - top - 2 * MARGIN),
  };
  const scale = within(Math.min(most, room.width / Math.max(1, width), room.height / Math.max(1, height)));
  return {
    scale,
    x: pane.width / 2 - (x + width / 2) * scale,
    y: (top + bottom) / 2 - (y + height / 2) * scale,
  };
}

/** Px of height without which nothing is left free for what covers a pane. */
const LOWEST = 90;

/** From where to where something can be seen, px. */
function openPart({ height, top = 0, bottom = 0 }: PaneSize): {
  readonly top: number;
  readonly bottom: number;
} {
  return height - top - bottom < LOWEST ? { top: 0, bottom: height } : { top, bottom: height - bottom };
}

/** Larger by a factor, and what is at a point of the pane stays there. */
export function zoomed(camera: Camera, by: number, at: { readonly x: number; readonly y: number }): Camera {
  const scale = within(camera.scale * by);
  const factor = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * factor, y: at.y - (at.y - camera.y) * factor };
}

export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** Scale at which everything is read with ease. */
const READABLE = 0.9;

/** The rectangle in the middle, as near as it is read with ease; not touched when it is seen so already. */
export function following(camera: Camera, rect: Rect, pane: PaneSize): Camera {
  const { top, bottom } = openPart(pane);
  const isSeen =
    camera.scale >= FAR &&
    rect.x * camera.scale + camera.x >= MARGIN &&
    rect.y * camera.scale + camera.y >= top + MARGIN &&
    (rect.x + rect.width) * camera.scale + camera.x <= pane.width - MARGIN &&
    (rect.y + rect.height) * camera.scale + camera.y <= bottom - MARGIN;
  return isSeen ? camera : fitting(rect, pane, camera.scale < FAR ? READABLE : Math.min(camera.scale, 1.25));
}

/** Scale at which everything can be read at all. */
const LEGIBLE = 0.75;

/** {@link following} as many of the rectangles, from the first on, as can be read in one view. */
export function nearing(camera: Camera, rects: readonly Rect[], pane: PaneSize): Camera {
  for (let count = rects.length; count > 0; count--) {
    const rect = around(rects.slice(0, count));
    const next = rect === undefined ? camera : following(camera, rect, pane);
    if (next.scale >= LEGIBLE || count === 1) return next;
  }
  return camera;
}

/** The smallest rectangle around some; nothing around none. */
export function around(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}
