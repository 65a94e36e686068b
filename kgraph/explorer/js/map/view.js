// View: which part of the map is seen. vis-network moves it by pointer and finger, we by wheel.

/** @import { GraphNode } from "../graph/types.d.ts" */
/** @import { Animation, Box, Point, Viewport, VisNetwork } from "./types.d.ts" */

/** The largest scale of a view that is fitted to some nodes, and to a few. */
const NEAREST = 1.5;
const NEAREST_FEW = 2.2;
const FEW = 8;
/** The share of the height that may be kept clear for the controls. */
const CLEAR_SHARE = 0.25;
/** Layout units around the nodes that a view is fitted to. */
export const MARGIN = 60;
const [LEAST_SCALE, LARGEST_SCALE] = [0.02, 3];
const WHEEL_SPEED = 0.0015;
const PIXELS_OF_LINE = 33;
/** A browser reports two fingers on a pad as a wheel that is turned a little, with Ctrl. */
const PIXELS_OF_PINCH = 10;

/**
 * Return the current view; `ratio` is how many pixels of the canvas a pixel of the page has.
 *
 * @type {(network: VisNetwork, ratio: number) => Viewport}
 */
export function viewOf(network, ratio) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  return { ratio, width, height, scale, left: width / 2 - x * scale, top: height / 2 - y * scale };
}

/**
 * Convert a position in layout units to pixels of the screen.
 *
 * @type {(view: Viewport, position: Point) => Point}
 */
export function onScreen(view, { x, y }) {
  return { x: x * view.scale + view.left, y: y * view.scale + view.top };
}

/**
 * Return whether a position is in view, or just outside where its text would still be seen.
 *
 * @type {(view: Viewport, position: Point) => boolean}
 */
export function isNearScreen(view, position) {
  const { x, y } = onScreen(view, position);
  return x > -40 && y > -20 && x < view.width + 40 && y < view.height;
}

/** @type {(view: Viewport, position: Point) => boolean} */
export function isOnScreen(view, position) {
  const { x, y } = onScreen(view, position);
  return x > 0 && y > 0 && x < view.width && y < view.height;
}

/**
 * Return the least radius, in layout units, at which a node can be seen; smaller on a small map,
 * where they crowd.
 *
 * @type {(scale: number) => number}
 */
export function leastRadius(scale) {
  return Math.min(2.4, 1.2 + 3 * scale) / scale;
}

/** @type {(duration: number) => Animation} */
function motion(duration) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return isStill ? false : { duration, easingFunction: "easeInOutQuad" };
}

/**
 * Return the box around nodes, in layout units.
 *
 * @type {(nodes: Point[]) => Box}
 */
export function extentOf(nodes) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of nodes) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/**
 * Limit a scale: from half of what shows a whole extent to what makes single nodes large.
 *
 * @type {(network: VisNetwork, extent: Box, scale: number) => number}
 */
export function clampScale(network, { left, right, top, bottom }, scale) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  const [across, down] = [width / (right - left + MARGIN), height / (bottom - top + MARGIN)];
  const whole = right < left ? 1 : Math.min(1, across, down);
  return Math.max(whole / 2, Math.min(LARGEST_SCALE, scale));
}

/** @type {(network: VisNetwork, extent: Box, factor: number) => void} */
export function zoomBy(network, extent, factor) {
  const scale = clampScale(network, extent, network.getScale() * factor);
  network.moveTo({ scale, animation: motion(150) });
}

/**
 * Zoom by the wheel, keep the zoom by two fingers within bounds, and bring a map back that was
 * dragged away.
 *
 * The wheel is ours because vis-network ignores how far it is turned: the slightest move of a
 * finger on a pad would be a whole step.
 *
 * @type {(network: VisNetwork, extent: Box) => void}
 */
export function keepInRange(network, extent) {
  network.body.container.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      zoomAt(network, extent, Math.exp(-event.deltaY * pixelsOf(event) * WHEEL_SPEED), event);
    },
    { capture: true, passive: false },
  );
  network.on("zoom", ({ scale }) => {
    const allowed = clampScale(network, extent, scale);
    if (allowed !== scale) network.moveTo({ scale: allowed });
  });
  network.on("dragEnd", () => {
    const { x, y } = network.getViewPosition();
    const position = clampPosition(extent, { x, y });
    if (position.x !== x || position.y !== y) network.moveTo({ position, animation: motion(150) });
  });
}

/**
 * Return how many pixels a unit of a wheel's turn is.
 *
 * @type {(event: WheelEvent) => number}
 */
function pixelsOf(event) {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return PIXELS_OF_LINE;
  return event.ctrlKey ? PIXELS_OF_PINCH : 1;
}

/**
 * Zoom so that what is under the pointer stays there.
 *
 * @type {(network: VisNetwork, extent: Box, factor: number,
 *   at: { clientX: number, clientY: number }) => void}
 */
export function zoomAt(network, extent, factor, { clientX, clientY }) {
  const { left, top, width, height } = network.body.container.getBoundingClientRect();
  const [fromX, fromY] = [clientX - left - width / 2, clientY - top - height / 2];
  const { x, y } = network.getViewPosition();
  const before = network.getScale();
  const scale = clampScale(network, extent, before * factor);
  const moved = 1 / before - 1 / scale;
  const position = clampPosition(extent, { x: x + fromX * moved, y: y + fromY * moved });
  network.moveTo({ scale, position });
}

/** @type {(network: VisNetwork, extent: Box, x: number, y: number) => void} */
export function panBy(network, extent, x, y) {
  const { x: cx, y: cy } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: clampPosition(extent, { x: cx + x / scale, y: cy + y / scale }) });
}

/**
 * Keep the centre of the view within an extent, so that the map is never out of sight.
 *
 * @type {(extent: Box, position: Point) => Point}
 */
export function clampPosition({ left, right, top, bottom }, { x, y }) {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}

/**
 * Move the view so that nodes fill it, above the controls at its foot, whose height is in pixels.
 *
 * @type {(network: VisNetwork, nodes: GraphNode[], foot: number, isSmooth: boolean) => void}
 */
export function fitNodes(network, nodes, foot, isSmooth) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  if (!nodes.length || !width) return;
  const { left, right, top, bottom } = extentOf(nodes);
  const clear = Math.min(foot, CLEAR_SHARE * height);
  const margin = Math.min(130, width / 7);
  const across = (width - margin) / (right - left + MARGIN);
  const down = (height - clear - margin * 0.7) / (bottom - top + MARGIN);
  const nearest = nodes.length < FEW ? NEAREST_FEW : NEAREST;
  const scale = Math.max(LEAST_SCALE, Math.min(nearest, across, down));
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + clear / 2 / scale };
  network.moveTo({ position, scale, animation: isSmooth && motion(380) });
}
