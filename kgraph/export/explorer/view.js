// View: which part of the map is seen. vis-network moves and zooms it by pointer, finger and wheel.

const NEAREST = 1.5;
const NEAREST_FEW = 1.2;
const FEW = 8;
const CLEAR_SHARE = 0.25;

/** How layout units become pixels of the screen just now, and how many pixels of a canvas one of these is. */
function viewOf(network, ratio) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  return { ratio, width, height, scale, left: width / 2 - x * scale, top: height / 2 - y * scale };
}

/** Where a place in layout units is on the screen, in pixels. */
function onMap(view, { x, y }) {
  return { x: x * view.scale + view.left, y: y * view.scale + view.top };
}

function isOnScreen(view, node) {
  const { x, y } = onMap(view, node);
  return x > -40 && y > -20 && x < view.width + 40 && y < view.height;
}

function motion(duration) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : { duration, easingFunction: "easeInOutQuad" };
}

function clampScale(scale) {
  return Math.max(0.05, Math.min(6, scale));
}

function zoomBy(network, factor) {
  network.moveTo({ scale: clampScale(network.getScale() * factor), animation: motion(150) });
}

function panBy(network, x, y) {
  const { x: cx, y: cy } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: cx + x / scale, y: cy + y / scale } });
}

/**
 * Move the view so that some nodes fill it, but for its foot, of `foot` pixels, where the controls lie; never nearer
 * than is calm to look at. At once, or so that the eye can follow.
 */
function fitNodes(network, nodes, foot, isSmooth) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  if (!nodes.length || !width) return;
  const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const kept = Math.min(foot, CLEAR_SHARE * height);
  const margin = Math.min(130, width / 7);
  const [across, down] = [(width - margin) / (right - left + 60), (height - kept - margin * 0.7) / (bottom - top + 60)];
  const scale = clampScale(Math.min(nodes.length < FEW ? NEAREST_FEW : NEAREST, across, down));
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + kept / 2 / scale };
  network.moveTo({ position, scale, animation: isSmooth && motion(380) });
}
