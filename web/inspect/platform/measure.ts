/** How wide the chart's texts are in this browser, and the fonts they are drawn in. */
import type { Measure } from "../model/graph.ts";

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const FONTS = { title: `650 13px ${FAMILY}`, line: `11px ${FAMILY}` } as const;

export function measureText(): Measure {
  const context = document.createElement("canvas").getContext("2d");
  return (text, font) => {
    if (context === null) return text.length * 7;
    context.font = FONTS[font];
    // Events are drawn half bold.
    return context.measureText(text).width * (font === "line" ? 1.06 : 1);
  };
}
