/** A drawing of the page as a file that needs nothing else. */

/** What the page's styles make of it, as attributes: other programs know neither its variables nor its themes. */
const ATTRIBUTES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
] as const;

/** The SVG as text: all of the drawing, of that size, whatever part of it the page shows. */
export function standalone(shown: SVGSVGElement, width: number, height: number): string {
  const isFar = shown.hasAttribute("data-far");
  shown.removeAttribute("data-far");
  const drawn = copyOf(shown);
  if (isFar) shown.setAttribute("data-far", "");
  for (const [name, value] of Object.entries({
    xmlns: "http://www.w3.org/2000/svg",
    width: String(width),
    height: String(height),
    viewBox: `0 0 ${width} ${height}`,
  })) {
    drawn.setAttribute(name, value);
  }
  return new XMLSerializer().serializeToString(drawn);
}

/** As it is drawn near, without what passes. */
function copyOf(shown: SVGSVGElement): SVGSVGElement {
  const copy = shown.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError("not a drawing");
  const originals = [shown, ...shown.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  for (const [i, element] of copies.entries()) {
    const original = originals[i];
    if (original?.hasAttribute("data-passing")) element.remove();
    else if (original !== undefined) inline(original, element);
  }
  copy.prepend(background(copy, getComputedStyle(shown).backgroundColor));
  return copy;
}

/** What an element has of its own, and not from its parent. */
function inline(original: Element, copy: Element): void {
  for (const { name } of Array.from(copy.attributes)) {
    if (IN_PAGE.test(name)) copy.removeAttribute(name);
  }
  for (const node of Array.from(copy.childNodes)) if (node instanceof Comment) node.remove();
  const style = getComputedStyle(original);
  const parent =
    original.parentElement instanceof SVGElement ? getComputedStyle(original.parentElement) : undefined;
  for (const name of ATTRIBUTES) {
    const value = style.getPropertyValue(name);
    if (value !== parent?.getPropertyValue(name)) copy.setAttribute(name, value);
  }
}

/** What only the page has use for. */
const IN_PAGE = /^(class|style|data-)/;

function background(svg: SVGSVGElement, colour: string): Element {
  const rect = svg.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: colour })) {
    rect.setAttribute(name, value);
  }
  return rect;
}
