/** Pointers and the wheel on a surface that is moved and zoomed. */

export interface Moves {
  /** px */
  readonly move: (dx: number, dy: number) => void;
  /** By a factor, about a point of the surface in px. */
  readonly zoom: (by: number, at: { readonly x: number; readonly y: number }) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** An attachment: one pointer moves, two zoom, and so does the wheel. */
export const fingers = (moves: Moves) => (surface: HTMLElement) => {
  const stop = new AbortController();
  const { signal } = stop;
  const pointers = new Map<number, Point>();

  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || pointers.size === 2) return;
      surface.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, pointOf(event));
    },
    { signal },
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const point = pointOf(event);
      const other = Array.from(pointers).find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, point);
      if (other === undefined) {
        moves.move(point.x - before.x, point.y - before.y);
        return;
      }
      const by = distance(point, other) / Math.max(1, distance(before, other));
      moves.move((point.x - before.x) / 2, (point.y - before.y) / 2);
      moves.zoom(by, within(surface, { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 }));
    },
    { signal },
  );
  const lift = ({ pointerId }: PointerEvent) => void pointers.delete(pointerId);
  surface.addEventListener("pointerup", lift, { signal });
  surface.addEventListener("pointercancel", lift, { signal });
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 30;
      moves.zoom(Math.exp(-Math.max(-200, Math.min(200, pixels)) / 300), within(surface, pointOf(event)));
    },
    { signal, passive: false },
  );
  return () => stop.abort();
};

const pointOf = ({ clientX, clientY }: MouseEvent): Point => ({ x: clientX, y: clientY });
const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

function within(surface: HTMLElement, { x, y }: Point): Point {
  const { left, top } = surface.getBoundingClientRect();
  return { x: x - left, y: y - top };
}
