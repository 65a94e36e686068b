// Pointer: what is under it on the map, and what a click there asks for.

import { OBSTACLE } from "./labels.js";
import { leastRadius } from "./view.js";

/** @import { Community, GraphNode } from "../graph/types.d.ts" */
/**
 * @import { Line, MapEvents, MapState, Point, Target, Viewport, VisNetwork }
 *   from "./types.d.ts"
 */

/** How near, in pixels, the pointer must come to a node or a line. */
const NEAR_NODE = 4;
const NEAR_LINE = 4;
/** The scale above which lines are far enough apart to be told from each other. */
const LINES_FROM = 0.8;

/**
 * Return what is painted at a position of the map, in pixels, or null.
 *
 * In order: a node that is large enough to point at, a name, a node that is near, a line, a disc.
 * In a focus only its own lines count, and no discs.
 *
 * @type {(view: Viewport, state: MapState, at: Point) => Target | null}
 */
export function targetAt(view, state, at) {
  const position = { x: (at.x - view.left) / view.scale, y: (at.y - view.top) / view.scale };
  const node = nodeAt(state.focus, view, position) ?? nodeAt(state.shown, view, position);
  if (node && node.size * view.scale > OBSTACLE) return { node };
  const label = state.labels.find(
    ({ left, right, top, bottom }) => at.x > left && at.x < right && at.y > top && at.y < bottom,
  );
  if (label?.node) return { node: label.node };
  if (label?.community) return communityTarget(state, label.community);
  if (node) return { node };
  const line = lineAt(linesOf(state, view), position, NEAR_LINE / view.scale);
  if (line) return { line };
  const community = state.focus.size ? null : discAt(state.discs, view, position);
  return community ? communityTarget(state, community) : null;
}

/** @type {(state: MapState, view: Viewport) => Line[]} */
function linesOf({ focus, focusLines, lines }, { scale }) {
  if (focus.size) return focusLines;
  return scale >= LINES_FROM ? lines : [];
}

/** @type {(state: MapState, community: Community) => Target} */
function communityTarget({ labels }, community) {
  return { community, isCaptioned: labels.some((label) => label.community === community) };
}

/**
 * Return the community on whose disc a position in layout units is, of the discs that can be seen
 * as a whole.
 *
 * @type {(discs: Community[], view: Viewport, position: Point) => Community | undefined}
 */
function discAt(discs, view, { x, y }) {
  const most = Math.min(view.width, view.height) / (2 * view.scale);
  return discs.find(
    (disc) => disc.radius < most && Math.hypot(disc.x - x, disc.y - y) < disc.radius,
  );
}

/**
 * Return the nearest node to a position in layout units that is at most `most` pixels away.
 *
 * @type {(nodes: Iterable<GraphNode>, view: Viewport, position: Point, most?: number)
 *   => GraphNode | null}
 */
export function nodeAt(nodes, view, { x, y }, most = NEAR_NODE) {
  const least = leastRadius(view.scale);
  let nearest = null;
  let closest = most / view.scale;
  for (const node of nodes) {
    const away = Math.hypot(node.x - x, node.y - y) - Math.max(node.size, least);
    if (away < closest) [nearest, closest] = [node, away];
  }
  return nearest;
}

/**
 * Return the nearest line to a position that is at most `most` away, in layout units.
 *
 * @type {(lines: Line[], position: Point, most: number) => Line | null}
 */
function lineAt(lines, position, most) {
  let nearest = null;
  let closest = most;
  for (const line of lines) {
    const away = distanceTo(line, position);
    if (away < closest) [nearest, closest] = [line, away];
  }
  return nearest;
}

/** @type {(line: Line, position: Point) => number} */
function distanceTo([a, b], { x, y }) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(a.x + share * dx - x, a.y + share * dy - y);
}

/** @type {(a: Target | null, b: Target | null) => boolean} */
export function isSameTarget(a, b) {
  return a?.node === b?.node && a?.community === b?.community && a?.line === b?.line;
}

/**
 * Report what a reader does on the map; `find` returns what is at a position.
 *
 * @type {(network: VisNetwork, find: (at: Point) => Target | null,
 *   hover: (target: Target | null, at?: Point) => void, on: MapEvents) => void}
 */
export function listen(network, find, hover, on) {
  const { container } = network.body;
  network.on("click", ({ pointer, event }) => {
    // the first click of two has moved the map
    if (event.tapCount <= 1) choose(find(pointer.DOM), event.srcEvent.shiftKey, on);
  });
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const { left, top } = container.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    hover(find(at), at);
  });
  const leave = () => hover(null);
  container.addEventListener("pointerleave", leave);
  container.addEventListener("wheel", leave, { capture: true, passive: true });
  network.on("zoom", leave);
  network.on("dragStart", leave);
}

/** @type {(target: Target | null, isSecond: boolean, on: MapEvents) => void} */
function choose(target, isSecond, on) {
  if (target?.node) on.select(target.node, isSecond);
  else if (isSecond) return;
  else if (target?.community) on.community(target.community);
  else if (target?.line) on.two(...target.line);
  else on.clear();
}
