/** Where a menu stands beside the button that opens it. */
import type { Size } from "./camera.ts";

/** Px from the window's edges; `height` and `width` are the most that there is room for. */
export interface Placement {
  readonly top: number | undefined;
  readonly bottom: number | undefined;
  readonly left: number | undefined;
  readonly right: number | undefined;
  readonly height: number;
  readonly width: number;
}

export interface Edges {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Px between menu and button, and between menu and the window's edge. */
const GAP = 4;
const MARGIN = 8;

/** Above or below the button and along one of its sides, wherever more of the window is; never beyond its edges. */
export function beside(button: Edges, window: Size): Placement {
  const below = window.height - button.bottom;
  const right = window.width - button.right;
  const isBelow = below >= button.top;
  const isRightwards = window.width - button.left >= button.right;
  const edge = (px: number) => Math.max(MARGIN, px);
  return {
    top: isBelow ? edge(button.bottom + GAP) : undefined,
    bottom: isBelow ? undefined : edge(window.height - button.top + GAP),
    left: isRightwards ? edge(button.left) : undefined,
    right: isRightwards ? undefined : edge(right),
    height: Math.max(0, (isBelow ? below : button.top) - GAP - MARGIN),
    width: Math.max(0, window.width - MARGIN - edge(isRightwards ? button.left : right)),
  };
}
