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

const SMALLEST = 0.05;
const LARGEST = 3;
/** Below it only the names of states can be read. */
export const FAR = 0.5;
/** Px around what is brought into view. */
const MARGIN = 12;

const within = (scale: number): number => Math.min(LARGEST, Math.max(SMALLEST, scale));

/** All of a rectangle in the middle of the pane, at most at `most`. */
export function fitting({ x, y, width, height }: Rect, pane: Size, most = 1.25): Camera {
  const room = { width: Math.max(1, pane.width - 2 * MARGIN), height: Math.max(1, pane.height - 2 * MARGIN) };
  const scale = within(Math.min(most, room.width / Math.max(1, width), room.height / Math.max(1, height)));
  return {
    scale,
    x: pane.width / 2 - (x + width / 2) * scale,
    y: pane.height / 2 - (y + height / 2) * scale,
  };
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
export function following(camera: Camera, rect: Rect, pane: Size): Camera {
  const isSeen =
    camera.scale >= FAR &&
    rect.x * camera.scale + camera.x >= MARGIN &&
    rect.y * camera.scale + camera.y >= MARGIN &&
    (rect.x + rect.width) * camera.scale + camera.x <= pane.width - MARGIN &&
    (rect.y + rect.height) * camera.scale + camera.y <= pane.height - MARGIN;
  return isSeen ? camera : fitting(rect, pane, camera.scale < FAR ? READABLE : Math.min(camera.scale, 1.25));
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
