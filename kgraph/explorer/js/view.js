// View: which part of the map is seen. vis-network moves it by pointer and finger, the wheel is ours.

const NEAREST = 1.5;
const NEAREST_FEW = 2.2;
const FEW = 8;
const CLEAR_SHARE = 0.25;
const MARGIN = 60;
const [LEAST_SCALE, LARGEST_SCALE] = [0.02, 3];
const WHEEL_SPEED = 0.0015;
const PIXELS_OF_LINE = 33;
const PIXELS_OF_PINCH = 10; // two fingers on a pad are told as a wheel that is turned a little, with Ctrl

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

function isInside(view, node) {
  const { x, y } = onMap(view, node);
  return x > 0 && y > 0 && x < view.width && y < view.height;
}

function motion(duration) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : { duration, easingFunction: "easeInOutQuad" };
}

/** The box that holds some nodes, in layout units. */
function extentOf(nodes) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of nodes) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** Keep a scale between half of what shows a whole extent and what makes single nodes large. */
function clampScale(network, { left, right, top, bottom }, scale) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  const whole = right < left ? 1 : Math.min(1, width / (right - left + MARGIN), height / (bottom - top + MARGIN));
  return Math.max(whole / 2, Math.min(LARGEST_SCALE, scale));
}

function zoomBy(network, extent, factor) {
  network.moveTo({ scale: clampScale(network, extent, network.getScale() * factor), animation: motion(150) });
}

/**
 * Zoom by wheel as far as it is turned, which vis-network does not ask, so that the slightest move of a finger on a pad
 * would be a step; by two fingers within bounds; and bring a map back that was dragged away.
 */
function keepInRange(network, extent) {
  const { container } = network.body;
  container.addEventListener("wheel", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_OF_LINE : event.ctrlKey ? PIXELS_OF_PINCH : 1;
    zoomAt(network, extent, Math.exp(-event.deltaY * unit * WHEEL_SPEED), event);
  }, { capture: true, passive: false });
  network.on("zoom", ({ scale }) => {
    const allowed = clampScale(network, extent, scale);
    if (allowed !== scale) network.moveTo({ scale: allowed });
  });
  network.on("dragEnd", () => {
    const at = network.getViewPosition();
    const position = clampPosition(extent, at);
    if (position.x !== at.x || position.y !== at.y) network.moveTo({ position, animation: motion(150) });
  });
}

/** Zoom so that what is under the pointer stays there. */
function zoomAt(network, extent, factor, { clientX, clientY }) {
  const { left, top, width, height } = network.body.container.getBoundingClientRect();
  const [fromX, fromY] = [clientX - left - width / 2, clientY - top - height / 2];
  const { x, y } = network.getViewPosition();
  const before = network.getScale();
  const scale = clampScale(network, extent, before * factor);
  const moved = 1 / before - 1 / scale;
  network.moveTo({ scale, position: clampPosition(extent, { x: x + fromX * moved, y: y + fromY * moved }) });
}

function panBy(network, extent, x, y) {
  const { x: cx, y: cy } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: clampPosition(extent, { x: cx + x / scale, y: cy + y / scale }) });
}

/** Keep the middle of the view within an extent, so that the map is never lost. */
function clampPosition({ left, right, top, bottom }, { x, y }) {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}

/**
 * Move the view so that some nodes fill it, but for its foot, of `foot` pixels, where the controls lie; never nearer
 * than is calm to look at. At once, or so that the eye can follow.
 */
function fitNodes(network, nodes, foot, isSmooth) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  if (!nodes.length || !width) return;
  const { left, right, top, bottom } = extentOf(nodes);
  const kept = Math.min(foot, CLEAR_SHARE * height);
  const margin = Math.min(130, width / 7);
  const across = (width - margin) / (right - left + MARGIN);
  const down = (height - kept - margin * 0.7) / (bottom - top + MARGIN);
  const scale = Math.max(LEAST_SCALE, Math.min(nodes.length < FEW ? NEAREST_FEW : NEAREST, across, down));
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + kept / 2 / scale };
  network.moveTo({ position, scale, animation: isSmooth && motion(380) });
}
