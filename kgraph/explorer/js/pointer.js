// Pointer: what on the map lies under it, and what a click there asks for.

const NEAR_NODE = 4;
const NEAR_LINE = 4;
const LINES_FROM = 0.8;

/**
 * Find what is painted at a place of the map, in pixels: `{ node }`, one that is large enough to point at, one whose
 * name stands there or one that is near, `{ community }` by its caption or its disc, `{ line }`, or null. In a focus
 * only its own lines and no discs can be met, else only lines of a map that is near enough to tell one from the next.
 */
function thingAt(view, state, at) {
  const place = { x: (at.x - view.left) / view.scale, y: (at.y - view.top) / view.scale };
  const node = nodeAt(state.focus, view, place) ?? nodeAt(state.shown, view, place);
  const box = state.boxes.find(({ left, right, top, bottom }) => at.x > left && at.x < right && at.y > top && at.y < bottom);
  if (box && !(node?.size * view.scale > OBSTACLE)) return box.node ? { node: box.node } : communityThing(state, box.community);
  if (node) return { node };
  const lines = state.focus.size ? state.focusLines : view.scale >= LINES_FROM ? state.lines : [];
  const line = lineAt(lines, place, NEAR_LINE / view.scale);
  if (line) return { line };
  const community = state.focus.size ? null : discAt(state.discs, view, place);
  return community ? communityThing(state, community) : null;
}

function communityThing({ boxes }, community) {
  return { community, isCaptioned: boxes.some((box) => box.community === community) };
}

/** The community on whose disc a place in layout units lies, of those whose disc can be seen as a whole. */
function discAt(discs, view, { x, y }) {
  const most = Math.min(view.width, view.height) / (2 * view.scale);
  return discs.find((disc) => disc.radius < most && Math.hypot(disc.x - x, disc.y - y) < disc.radius);
}

/** The node nearest to a place in layout units, among those that reach it or come within some pixels of it. */
function nodeAt(nodes, view, { x, y }, most = NEAR_NODE) {
  const least = leastRadius(view.scale);
  let [nearest, closest] = [null, most / view.scale];
  for (const node of nodes) {
    const away = Math.hypot(node.x - x, node.y - y) - Math.max(node.size, least);
    if (away < closest) [nearest, closest] = [node, away];
  }
  return nearest;
}

/** The line, a pair of nodes, that is nearest to a place, both in layout units, and at most so far away; or null. */
function lineAt(lines, place, most) {
  let [nearest, least] = [null, most];
  for (const line of lines) {
    const away = distanceTo(line, place);
    if (away < least) [nearest, least] = [line, away];
  }
  return nearest;
}

function distanceTo([a, b], { x, y }) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(a.x + share * dx - x, a.y + share * dy - y);
}

function isSameThing(a, b) {
  return a?.node === b?.node && a?.community === b?.community && a?.line === b?.line;
}

/** Tell what a reader does on the map; `find(at)` says what lies at a place, `on` is that of `createMap`. */
function listen(network, find, hover, on) {
  const container = network.body.container;
  const leave = () => hover(null);
  network.on("click", ({ pointer, event }) => {
    if (event.tapCount > 1) return; // the first click of two has moved the map
    const thing = find(pointer.DOM);
    const isSecond = event.srcEvent.shiftKey;
    if (thing?.node) on.select(thing.node, isSecond);
    else if (isSecond) return;
    else if (thing?.community) on.community(thing.community);
    else if (thing?.line) on.two(...thing.line);
    else on.clear();
  });
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const { left, top } = container.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    hover(find(at), at);
  });
  container.addEventListener("pointerleave", leave);
  container.addEventListener("wheel", leave, { capture: true, passive: true });
  for (const moved of ["zoom", "dragStart"]) network.on(moved, leave);
}
