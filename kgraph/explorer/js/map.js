// Map: what is seen of the graph, painted here in one pass; vis-network keeps the view.

const NEAR_MIDDLE = 120;
const [LEAST_LINE, MOST_LINE] = [0.3, 1.5];

const MAP_OPTIONS = {
  autoResize: true,
  physics: { enabled: false },
};

/**
 * Make the map. `on` tells what a reader does: `select(node, isSecond)`, `community(community)`, `two(a, b)` for a
 * line, `clear()`, and `hover(thing, at)` with what is under the pointer, or null, and where that is in pixels.
 */
function createMap(container, model, on) {
  const state = { shown: [], lines: [], discs: [], order: [], spokes: [], batches: [], focus: new Set(), focusLines: [],
    focusBatches: [], selected: [], hovered: null, boxes: [], sides: new Map(), reserved: [], foot: 0,
    theme: readTheme("community"), widths: new Map(), extent: extentOf(model.nodes) };
  const network = new vis.Network(container, { nodes: [], edges: [] }, MAP_OPTIONS);
  const view = () => viewOf(network, devicePixelRatio);
  network.on("beforeDrawing", (ctx) => drawUnder(ctx, state, network.getScale()));
  network.on("afterDrawing", (ctx) => { state.boxes = drawShown(ctx, view(), state); });
  container.querySelector(".vis-network").tabIndex = -1; // the map itself is what the keyboard stops at
  keepInRange(network, state.extent);
  network.on("animationFinished", () => settle(network, state));
  const find = (at) => thingAt(view(), state, at);
  const point = (thing, at) => hover(network, state, on, thing, at);
  listen(network, find, point, on);
  return mapControls(container, network, model, state, point);
}

/** What other code may do with the map. `point(thing, at)` brings a thing out, or none: after a move another is there. */
function mapControls(container, network, model, state, point) {
  return {
    show(nodes, lines) {
      Object.assign(state, { shown: nodes, lines, discs: discsOf(model.communities, nodes), order: labelOrder(nodes),
        spokes: spokes(nodes), batches: batchNodes(nodes, state.theme) });
      drawSoon(network);
    },
    focus(nodes, selected, lines) {
      point(null);
      Object.assign(state, { focus: nodes, selected, focusLines: lines, focusBatches: batchNodes(nodes, state.theme) });
      drawSoon(network);
    },
    /** Keep names off what lies over the map, elements of the page, and fitted nodes above those at its foot. */
    reserve(atFoot, atSide) {
      const [feet, sides] = [atFoot, atSide].map((some) => Array.from(some, (element) => boxWithin(container, element)));
      state.reserved = [...feet, ...sides];
      state.foot = Math.max(0, ...feet.map(({ top }) => container.clientHeight - top));
    },
    fit(nodes, isSmooth) {
      const together = state.shown.filter((node) => node.community);
      point(null);
      settle(network, state);
      fitNodes(network, [nodes, together, state.shown].find((some) => some.length) ?? [], state.foot, isSmooth);
    },
    zoom(factor) {
      point(null);
      zoomBy(network, state.extent, factor);
    },
    pan(x, y) {
      point(null);
      panBy(network, state.extent, x, y);
    },
    /** Bring out the node that is nearest to the middle, and return it, or null. */
    pointAtMiddle() {
      const view = viewOf(network, 1);
      const node = nodeAt(state.shown, view, network.getViewPosition(), NEAR_MIDDLE);
      point(node && { node }, node && onMap(view, node));
      return node;
    },
    retheme(colour) {
      state.theme = readTheme(colour ?? state.theme.colour);
      state.batches = batchNodes(state.shown, state.theme);
      state.focusBatches = batchNodes(state.focus, state.theme);
      drawSoon(network);
    },
    shown: () => state.shown,
    paint: (ctx, ratio) => paintAll(ctx, viewOf(network, ratio), state),
    extent: () => ({ width: container.clientWidth, height: container.clientHeight }),
    resize() {
      network.setSize("100%", "100%");
      drawSoon(network);
    },
  };
}

/** Draw before the next frame: once, however often it is asked for, while `network.redraw()` draws each time. */
function drawSoon(network) {
  network.body.emitter.emit("_requestRedraw");
}

/** Forget where names were: after a move that is over, a view has the same names whatever was seen before. */
function settle(network, state) {
  state.sides.clear();
  drawSoon(network);
}

function hover(network, state, on, thing, at) {
  if (isSameThing(thing, state.hovered)) return;
  state.hovered = thing;
  network.body.container.style.cursor = thing ? "pointer" : "";
  drawSoon(network);
  on.hover(thing, at);
}

/** Where an element lies over another, in pixels; a hidden one takes no room. */
function boxWithin(container, element) {
  const [outer, inner] = [container.getBoundingClientRect(), element.getBoundingClientRect()];
  return { left: inner.left - outer.left, right: inner.right - outer.left,
    top: inner.height ? inner.top - outer.top : outer.height, bottom: inner.bottom - outer.top };
}

/** The radius, in layout units, below which a node would not be seen; smaller on a small map, where they crowd. */
function leastRadius(scale) {
  return Math.min(2.4, 1.2 + 3 * scale) / scale;
}

/** The short lines from papers to the entities that only they name. */
function spokes(nodes) {
  const shown = new Set(nodes);
  const lone = nodes.filter((node) => node.kind === ENTITY && node.papers.length === 1 && shown.has(node.papers[0]));
  return lone.map((node) => [node, node.papers[0]]);
}

/** Paint the ground: the communities' discs and, where nothing is in focus, the lines. */
function drawUnder(ctx, state, scale) {
  drawDiscs(ctx, state.discs, state.theme);
  if (state.focus.size) return;
  drawLines(ctx, state.spokes, state.theme.edge, Math.min(0.8, MOST_LINE / scale));
  drawLines(ctx, state.lines, state.theme.edge, Math.max(LEAST_LINE / scale, Math.min(1, MOST_LINE / scale)));
}

/** Paint the nodes, then focus and names over them: the rest is veiled, never changed. Returns the boxes of the names. */
function drawShown(ctx, view, state) {
  drawBatches(ctx, state.batches, view, state.theme, leastRadius(view.scale));
  if (state.focus.size) drawFocus(ctx, view, state);
  if (state.hovered?.line) drawLines(ctx, [state.hovered.line], state.theme.accent, 2.5 / view.scale);
  for (const node of state.selected) drawRing(ctx, node, state.theme, view.scale);
  if (state.hovered?.node) drawRing(ctx, state.hovered.node, state.theme, view.scale);
  if (state.hovered?.community) drawRim(ctx, state.hovered.community, state.theme, view.scale);
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  const boxes = placeLabels(ctx, view, state);
  for (const box of [...boxes].reverse()) drawText(ctx, box.text, box, state.theme);
  ctx.restore();
  return boxes;
}

/** Paint all that the map shows, for a picture; `ctx` has as many pixels as the view times its ratio. */
function paintAll(ctx, view, state) {
  const { ratio, scale, left, top } = view;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = state.theme.ground;
  ctx.fillRect(0, 0, view.width, view.height);
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  drawUnder(ctx, state, scale);
  drawShown(ctx, view, state);
}

/** Veil all, then paint what is in focus: its lines the fainter the more there are. */
function drawFocus(ctx, view, state) {
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  ctx.globalAlpha = 0.84;
  ctx.fillStyle = state.theme.ground;
  ctx.fillRect(0, 0, view.width, view.height);
  ctx.restore();
  ctx.save();
  ctx.globalAlpha = Math.max(0.14, Math.min(0.55, 3 / Math.sqrt(state.focusLines.length)));
  drawLines(ctx, state.focusLines, state.theme.accent, 1.2 / view.scale);
  ctx.restore();
  drawBatches(ctx, state.focusBatches, view, state.theme, 4 / view.scale);
}
