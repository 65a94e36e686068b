// Map: vis-network moves the view and finds the node under the pointer; all that is seen is painted here.

const LABEL_AREA = 12500;
const LABEL_LIMITS = [16, 80];
const NEAREST = 1.5;
const PAPER_NAMES = 0.8;
const OBSTACLE = 6;
const NEAR_LINE = 6;
const LEAST_LINE = 0.3;

const MAP_OPTIONS = {
  autoResize: true,
  physics: { enabled: false },
  layout: { improvedLayout: false },
  interaction: { hover: true, selectConnectedEdges: false, dragNodes: false, hideNodesOnDrag: true, zoomSpeed: 0.6 },
  nodes: { shape: "custom", ctxRenderer: () => ({}), chosen: false, fixed: true },
};

/** Make the map. `on.select(node)`, `on.why(a, b)`, `on.clear()` and `on.hover(node, x, y)` tell what a reader does. */
function createMap(container, model, on) {
  const nodes = new vis.DataSet();
  const state = { shown: [], edges: [], lines: [], order: [], spokes: [], batches: [], focus: new Set(),
    focusLines: [], focusBatches: [], selected: [], hovered: null, theme: readTheme("community"), widths: new Map() };
  const network = new vis.Network(container, { nodes, edges: [] }, MAP_OPTIONS);
  network.on("beforeDrawing", (ctx) => drawUnder(ctx, model, state, network.getScale()));
  network.on("afterDrawing", (ctx) => drawShown(ctx, viewOf(network, devicePixelRatio), model, state));
  listen(network, model, state, on);
  return mapControls(container, network, model, nodes, state);
}

/** What other code may do with the map. */
function mapControls(container, network, model, set, state) {
  return {
    show(nodes, edges) {
      syncSet(set, nodes);
      Object.assign(state, { shown: nodes, edges, order: labelOrder(nodes), spokes: spokes(nodes),
        lines: edges.map(({ a, b }) => [a, b]), batches: batchNodes(nodes, state.theme) });
      drawSoon(network);
    },
    focus(nodes, selected, lines) {
      Object.assign(state, { focus: nodes, selected, focusLines: lines, focusBatches: batchNodes(nodes, state.theme) });
      drawSoon(network);
    },
    fit: (nodes, isSmooth) => fitNodes(
      network, nodes.length ? nodes : state.shown.filter((node) => node.community), isSmooth),
    zoom: (factor) => network.moveTo({ scale: clampScale(network.getScale() * factor), animation: motion(150) }),
    pan: (x, y) => panBy(network, x, y),
    retheme(colour) {
      state.theme = readTheme(colour ?? state.theme.colour);
      state.batches = batchNodes(state.shown, state.theme);
      state.focusBatches = batchNodes(state.focus, state.theme);
      drawSoon(network);
    },
    shown: () => state.shown,
    paint: (ctx, ratio) => paintAll(ctx, viewOf(network, ratio), model, state),
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

/** Put into vis-network the nodes that are shown, touching only what changed. */
function syncSet(set, nodes) {
  const shown = new Set(nodes.map((node) => node.number));
  set.remove(set.getIds().filter((id) => !shown.has(id)));
  const changed = nodes.filter((node) => set.get(node.number)?.size !== node.size);
  set.update(changed.map(({ number, x, y, size }) => ({ id: number, x, y, size })));
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

function listen(network, model, state, on) {
  network.on("click", ({ pointer, event }) => {
    const node = network.getNodeAt(pointer.DOM);
    const edge = edgeAt(state.edges, pointer.canvas, NEAR_LINE / network.getScale());
    const isSecond = event.srcEvent.shiftKey;
    if (node !== undefined) on.select(model.nodes[node], isSecond);
    else if (edge) on.two(edge.a, edge.b);
    else if (!isSecond) on.clear();
  });
  network.on("hoverNode", ({ node }) => hover(network, state, on, model.nodes[node]));
  network.on("blurNode", () => hover(network, state, on, null));
  network.on("zoom", () => on.hover(null));
}

/** The line that is nearest to a place, both in layout units, and at most so far away; or null. */
function edgeAt(edges, place, most) {
  let [nearest, least] = [null, most];
  for (const edge of edges) {
    const away = distanceTo(edge, place);
    if (away < least) [nearest, least] = [edge, away];
  }
  return nearest;
}

function distanceTo({ a, b }, { x, y }) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(a.x + share * dx - x, a.y + share * dy - y);
}

function hover(network, state, on, node) {
  state.hovered = node;
  drawSoon(network);
  on.hover(node, node && network.canvasToDOM({ x: node.x, y: node.y }));
}

function motion(duration) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : { duration, easingFunction: "easeInOutQuad" };
}

function clampScale(scale) {
  return Math.max(0.05, Math.min(6, scale));
}

function panBy(network, x, y) {
  const { x: cx, y: cy } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: cx + x / scale, y: cy + y / scale } });
}

/** Move the view so that some nodes fill it, never nearer than `NEAREST`; at once, or so that the eye can follow. */
function fitNodes(network, nodes, isSmooth) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  if (!nodes.length || !width) return;
  const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = Math.min(130, width / 7);
  const [across, down] = [(width - margin) / (right - left + 60), (height - margin * 0.8) / (bottom - top + 60)];
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    scale: clampScale(Math.min(NEAREST, across, down)), animation: isSmooth && motion(380) });
}

function drawUnder(ctx, model, state, scale) {
  const visible = model.communities.filter((community) => community.members.length > 2);
  drawDiscs(ctx, visible, state.theme);
  drawLines(ctx, state.spokes, state.theme.edge, 0.8);
  drawLines(ctx, state.lines, state.theme.edge, Math.max(1, LEAST_LINE / scale));
}

/** Paint the nodes, then focus and names over them: the rest is veiled, never changed. */
function drawShown(ctx, view, model, state) {
  drawBatches(ctx, state.batches, view, state.theme, leastRadius(view.scale));
  if (state.focus.size) drawFocus(ctx, view, state);
  for (const node of state.selected) drawRing(ctx, node, state.theme, view.scale);
  if (state.hovered) drawRing(ctx, state.hovered, state.theme, view.scale);
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  drawNames(ctx, view, model, state);
  ctx.restore();
}

/** Paint all that the map shows, for a picture; `ctx` has as many pixels as the view times its ratio. */
function paintAll(ctx, view, model, state) {
  const { ratio, scale, left, top } = view;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = state.theme.ground;
  ctx.fillRect(0, 0, view.width, view.height);
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  drawUnder(ctx, model, state, scale);
  drawShown(ctx, view, model, state);
}

/** How layout units become pixels of the screen just now, and how many pixels of a canvas one of these is. */
function viewOf(network, ratio) {
  const { clientWidth: width, clientHeight: height } = network.body.container;
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  return { ratio, width, height, scale, left: width / 2 - x * scale, top: height / 2 - y * scale };
}

function drawFocus(ctx, view, state) {
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  ctx.globalAlpha = 0.84;
  ctx.fillStyle = state.theme.ground;
  ctx.fillRect(0, 0, view.width, view.height);
  ctx.restore();
  ctx.save();
  ctx.globalAlpha = 0.55;
  drawLines(ctx, state.focusLines, state.theme.accent, 1.2 / view.scale);
  ctx.restore();
  drawBatches(ctx, state.focusBatches, view, state.theme, 4 / view.scale);
}

function drawNames(ctx, view, model, state) {
  const focused = state.focus.size > 0;
  const names = focused ? labelOrder([...state.focus]) : state.order;
  const kept = declutter(textBoxes(ctx, view, model, state, names), labelLimit(view), obstacles(view, names));
  for (const box of kept.reverse()) drawText(ctx, box.text, box, state.theme);
}

/** The boxes of all texts, the most important first, made one by one: few are asked for before the map is full. */
function* textBoxes(ctx, view, model, state, names) {
  const focused = state.focus.size > 0;
  const first = [...state.selected, ...(state.hovered ? [state.hovered] : [])];
  const worthy = (node) => focused || node.kind === ENTITY || view.scale > PAPER_NAMES;
  for (const node of first) yield nameBoxes(ctx, view, state, node, true);
  if (!focused) yield* captions(ctx, view, model, state);
  for (const node of names) {
    if (onScreen(view, node) && worthy(node) && !first.includes(node)) yield nameBoxes(ctx, view, state, node, false);
  }
}

/** The boxes of the nodes that are large on the screen: names keep off them. */
function obstacles(view, nodes) {
  const large = nodes.filter((node) => node.size * view.scale > OBSTACLE && onScreen(view, node));
  return large.map((node) => {
    const radius = node.size * view.scale;
    return boxAt(node.x * view.scale + view.left, node.y * view.scale + view.top - radius, 2 * radius, 2 * radius, 0);
  });
}

/** How many names a view of some size can hold and stay readable. */
function labelLimit({ width, height }) {
  const [least, most] = LABEL_LIMITS;
  return Math.round(Math.max(least, Math.min(most, (width * height) / LABEL_AREA)));
}

function onScreen(view, node) {
  const x = node.x * view.scale + view.left;
  const y = node.y * view.scale + view.top;
  return x > -40 && y > -20 && x < view.width + 40 && y < view.height;
}

/** The places a node's name can take: below it, else above. */
function nameBoxes(ctx, view, state, node, strong) {
  const { size, font } = nameFont(node, strong);
  const text = shorten(node.name, strong ? 60 : node.kind === PAPER ? 30 : 34);
  const width = textWidth(ctx, state.widths, text, font);
  const x = clampCentre(node.x * view.scale + view.left, width, 6, view.width - 6);
  const away = Math.max(1.2 * node.size * view.scale, 3) + 4;
  const middle = node.y * view.scale + view.top;
  const colour = node.kind === PAPER && !strong ? state.theme.muted : state.theme.ink;
  const box = (y) => ({ text, font, x, y, colour, must: strong, ...boxAt(x, y, width, size, 5) });
  return [box(middle + away), box(middle - away - size)];
}

/** The names of the communities, at the tops of their discs. */
function captions(ctx, view, model, state) {
  const font = `650 13px ${SANS}`;
  const count = view.width < 640 ? 1 : 2;
  const named = model.communities.filter((community) => community.papers.length > 3 && community.names.length);
  return named.map((community) => {
    const text = shorten(community.names.slice(0, count).join(" · "), 46);
    const width = textWidth(ctx, state.widths, text, font);
    const middle = community.x * view.scale + view.left;
    const x = middle > -40 && middle < view.width + 40 ? clampCentre(middle, width, 8, view.width - 8) : middle;
    const y = (community.y - community.radius) * view.scale + view.top - 10;
    return [{ text, font, x, y, colour: captionColour(community, state.theme), ...boxAt(x, y, width, 13, 5) }];
  });
}

function captionColour(community, theme) {
  return theme.colour === "community" ? communityColour(community, "caption", theme.dark) : theme.accent;
}

function textWidth(ctx, widths, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}
