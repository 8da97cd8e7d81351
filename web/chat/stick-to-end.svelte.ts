import type { Attachment } from "svelte/attachments";

/** CSS pixels from the end that still count as there. */
const NEAR = 48;

/** Keeps a scrolling element at its end as its content grows, until a person scrolls up. */
export function stickToEnd() {
  let isAtEnd = $state(true);
  let element: HTMLElement | undefined;

  const toEnd = () => {
    if (element !== undefined) element.scrollTop = element.scrollHeight;
  };
  /** What was scrolled, in its size; with another one it is the layout that has moved, and not a person. */
  let size = "";
  const look = () => {
    if (element === undefined) return;
    const { scrollHeight, scrollTop, clientHeight } = element;
    const isMoved = size !== `${scrollHeight} ${clientHeight}`;
    size = `${scrollHeight} ${clientHeight}`;
    if (isMoved && isAtEnd) toEnd();
    else isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
  };

  const scroller: Attachment<HTMLElement> = (node) => {
    element = node;
    node.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(() => isAtEnd && toEnd());
    resized.observe(node);
    toEnd();
    return () => {
      resized.disconnect();
      node.removeEventListener("scroll", look);
      element = undefined;
    };
  };

  const content: Attachment<HTMLElement> = (node) => {
    const grown = new ResizeObserver(() => isAtEnd && toEnd());
    grown.observe(node);
    return () => grown.disconnect();
  };

  return {
    get isAtEnd() {
      return isAtEnd;
    },
    toEnd: () => {
      isAtEnd = true;
      toEnd();
    },
    scroller,
    content,
  };
}
