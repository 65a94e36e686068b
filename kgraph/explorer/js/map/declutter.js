// Declutter: texts placed so that they do not cover each other.

/** @import { Box, Need } from "./types.d.ts" */

/** How much a text is needed: it can be left out, should be seen, or must be seen. */
export const OPTIONAL = 0;
export const WANTED = 1;
export const REQUIRED = 2;

/**
 * Place texts in order of importance, until `limit` are placed.
 *
 * Each text is a list of boxes: it takes the first that touches neither an obstacle nor a text
 * placed before it. If there is no such box, the text is left out, except: a wanted text takes
 * the box that touches no text and the fewest obstacles, a required text otherwise its first.
 *
 * @type {<T extends Box & { need?: Need }>(texts: Iterable<T[]>, limit: number, obstacles: Box[])
 *   => T[]}
 */
export function declutter(texts, limit, obstacles) {
  /** @type {any[]} */
  const kept = [];
  for (const boxes of texts) {
    if (kept.length >= limit) break;
    const isClear = (/** @type {Box} */ box) => !kept.some((text) => touches(box, text));
    const box =
      boxes.find(
        (candidate) =>
          isClear(candidate) && !obstacles.some((obstacle) => touches(candidate, obstacle)),
      ) ?? fallback(boxes, isClear, obstacles);
    if (box) kept.push(box);
  }
  return kept;
}

/** @type {<T extends Box & { need?: Need }>(boxes: T[], isClear: (box: Box) => boolean,
 *   obstacles: Box[]) => T | undefined} */
function fallback(boxes, isClear, obstacles) {
  const need = boxes[0]?.need ?? OPTIONAL;
  if (need === OPTIONAL) return undefined;
  const hits = (/** @type {Box} */ box) => obstacles.filter((item) => touches(box, item)).length;
  return lowest(boxes.filter(isClear), hits) ?? (need === REQUIRED ? boxes[0] : undefined);
}

/**
 * Return the first of the items with the lowest number.
 *
 * @type {<T>(items: T[], number: (item: T) => number) => T | undefined}
 */
function lowest(items, number) {
  const numbers = items.map(number);
  return items[numbers.indexOf(Math.min(...numbers))];
}

/** @type {(a: Box, b: Box) => boolean} */
function touches(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * Return the box of a text that is centred at x and has its top at y.
 *
 * @type {(x: number, y: number, width: number, height: number, margin: number) => Box}
 */
export function boxAt(x, y, width, height, margin) {
  const half = width / 2 + margin;
  return { left: x - half, right: x + half, top: y - margin / 2, bottom: y + height + margin / 2 };
}
