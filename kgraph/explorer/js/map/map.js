// Map: the graph painted in one pass, in the view that vis-network keeps.

import { linkBetween } from "../graph/relations.js";
import { batchNodes, readTheme } from "./appearance.js";
import { discsOf, drawBatches, drawDiscs, drawLines, drawRim, drawRing, drawText } from "./draw.js";
import { labelOrder, placeLabels } from "./labels.js";
import { isSameTarget, listen, nodeAt, targetAt } from "./pointer.js";
import {
  extentOf,
  fitNodes,
  keepInRange,
  leastRadius,
  onScreen,
  panBy,
  viewOf,
  zoomBy,
} from "./view.js";

/** @import { ColourBy, GraphNode, Model } from "../graph/types.d.ts" */
/**
 * @import { Box, Line, MapEvents, MapState, Painter, Point, Target, Viewport, VisNetwork }
 *   from "./types.d.ts"
 */

/** How near to the middle of the map, in pixels, the keys find a node. */
const NEAR_MIDDLE = 120;
/** The width of lines, in pixels. */
const [LEAST_LINE, MOST_LINE] = [0.3, 1.5];

const MAP_OPTIONS = { autoResize: true, physics: { enabled: false } };

/** The map; it paints before the next frame whenever something has changed. */
export class GraphMap {
  /**
   * @param {HTMLElement} container
   * @param {Model} model
   * @param {MapEvents} on
   */
  constructor(container, model, on) {
    this.container = container;
    this.model = model;
    this.on = on;
    this.state = startMapState(model);
    this.network = new vis.Network(container, { nodes: [], edges: [] }, MAP_OPTIONS);
    this.listen();
  }

  listen() {
    const { network, state } = this;
    const view = () => viewOf(network, devicePixelRatio);
    network.on("beforeDrawing", (ctx) => drawUnder(ctx, state, network.getScale()));
    network.on("afterDrawing", (ctx) => {
      state.labels = drawShown(ctx, view(), state);
    });
    network.on("animationFinished", () => this.settle());
    // the map itself is what the keyboard stops at
    this.container.querySelector(".vis-network")?.setAttribute("tabindex", "-1");
    keepInRange(network, state.extent);
    listen(
      network,
      (at) => targetAt(view(), state, at),
      (target, at) => this.hover(target, at),
      this.on,
    );
  }

  /**
   * Show nodes and lines, and `spokes`: lines that are drawn thinner and cannot be clicked.
   *
   * @type {(nodes: GraphNode[], lines: Line[], spokes: Line[]) => void}
   */
  show(nodes, lines, spokes) {
    const { state, model } = this;
    Object.assign(state, {
      shown: nodes,
      lines,
      weakLines: lines.filter(isWeak),
      strongLines: lines.filter((line) => !isWeak(line)),
      discs: discsOf(model.communities, nodes),
      order: labelOrder(nodes),
      spokes,
      batches: batchNodes(nodes, state.theme),
    });
    drawSoon(this.network);
  }

  /**
   * Emphasise nodes and lines, with rings around the selected nodes.
   *
   * @type {(focus: Set<GraphNode>, selected: GraphNode[], lines: Line[]) => void}
   */
  focus(focus, selected, lines) {
    const { state } = this;
    this.hover(null);
    Object.assign(state, {
      focus,
      selected,
      focusLines: lines,
      focusBatches: batchNodes(focus, state.theme),
    });
    drawSoon(this.network);
  }

  /**
   * Keep names clear of elements over the map, and fitted nodes above those at its foot.
   *
   * @type {(atFoot: Iterable<Element>, atSide: Iterable<Element>) => void}
   */
  reserve(atFoot, atSide) {
    const { container, state } = this;
    const [feet, sides] = [atFoot, atSide].map((elements) =>
      Array.from(elements, (element) => boxWithin(container, element)),
    );
    state.reserved = [...feet, ...sides];
    state.foot = Math.max(0, ...feet.map(({ top }) => container.clientHeight - top));
  }

  /**
   * Fit nodes into the view; without nodes, all shown nodes that are in communities.
   *
   * @type {(nodes: GraphNode[], isSmooth: boolean) => void}
   */
  fit(nodes, isSmooth) {
    const { shown, foot } = this.state;
    const together = shown.filter((node) => node.community);
    const fitted = [nodes, together, shown].find((candidates) => candidates.length) ?? [];
    this.hover(null);
    this.settle();
    fitNodes(this.network, fitted, foot, isSmooth);
  }

  /** @type {(factor: number) => void} */
  zoom(factor) {
    this.hover(null);
    zoomBy(this.network, this.state.extent, factor);
  }

  /**
   * Move the view, in pixels.
   *
   * @type {(x: number, y: number) => void}
   */
  pan(x, y) {
    this.hover(null);
    panBy(this.network, this.state.extent, x, y);
  }

  /**
   * Hover over the node nearest to the middle, and return it, or null.
   *
   * @type {() => GraphNode | null}
   */
  pointAtMiddle() {
    const view = viewOf(this.network, 1);
    const node = nodeAt(this.state.shown, view, this.network.getViewPosition(), NEAR_MIDDLE);
    if (node) this.hover({ node }, onScreen(view, node));
    else this.hover(null);
    return node;
  }

  /**
   * Read the colours of the style sheet again, and colour nodes by something else if it is given.
   *
   * @type {(colour?: ColourBy) => void}
   */
  retheme(colour) {
    const { state } = this;
    state.theme = readTheme(colour ?? state.theme.colour);
    state.batches = batchNodes(state.shown, state.theme);
    state.focusBatches = batchNodes(state.focus, state.theme);
    drawSoon(this.network);
  }

  /** @type {() => GraphNode[]} */
  shown() {
    return this.state.shown;
  }

  /**
   * Paint the map on another canvas, which has `ratio` pixels for each of the screen's.
   *
   * @type {(ctx: Painter, ratio: number) => void}
   */
  paint(ctx, ratio) {
    paintAll(ctx, viewOf(this.network, ratio), this.state);
  }

  /** @type {() => { width: number, height: number }} */
  size() {
    return { width: this.container.clientWidth, height: this.container.clientHeight };
  }

  resize() {
    this.network.setSize("100%", "100%");
    drawSoon(this.network);
  }

  /**
   * Forget where names were: after a move the same view has the same names, wherever it came from.
   */
  settle() {
    this.state.sides.clear();
    drawSoon(this.network);
  }

  /**
   * Highlight what the pointer is on, or nothing.
   *
   * @type {(target: Target | null, at?: Point) => void}
   */
  hover(target, at) {
    if (isSameTarget(target, this.state.hovered)) return;
    this.state.hovered = target;
    this.container.style.cursor = target ? "pointer" : "";
    drawSoon(this.network);
    this.on.hover(target, at);
  }
}

/** @type {(model: Model) => MapState} */
function startMapState(model) {
  return {
    shown: [],
    lines: [],
    weakLines: [],
    strongLines: [],
    discs: [],
    order: [],
    spokes: [],
    batches: [],
    focus: new Set(),
    focusLines: [],
    focusBatches: [],
    selected: [],
    hovered: null,
    labels: [],
    sides: new Map(),
    reserved: [],
    foot: 0,
    theme: readTheme("community"),
    widths: new Map(),
    extent: extentOf(model.nodes),
  };
}

/**
 * Draw once before the next frame; `network.redraw()` would draw at each call.
 *
 * @type {(network: VisNetwork) => void}
 */
function drawSoon(network) {
  network.body.emitter.emit("_requestRedraw");
}

/**
 * Return the box of an element inside another, in pixels; a hidden element takes no room.
 *
 * @type {(container: Element, element: Element) => Box}
 */
function boxWithin(container, element) {
  const outer = container.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  return {
    left: inner.left - outer.left,
    right: inner.right - outer.left,
    top: inner.height ? inner.top - outer.top : outer.height,
    bottom: inner.bottom - outer.top,
  };
}

/** @type {(line: Line) => boolean} */
function isWeak([a, b]) {
  return linkBetween(a, b)?.weak ?? false;
}

/**
 * Paint what is under the nodes: discs and, without a focus, lines.
 *
 * @type {(ctx: Painter, state: MapState, scale: number) => void}
 */
function drawUnder(ctx, state, scale) {
  const { theme, spokes, weakLines, strongLines } = state;
  drawDiscs(ctx, state.discs, theme);
  if (state.focus.size) return;
  drawLines(ctx, spokes, theme.edge, Math.min(0.8, MOST_LINE / scale));
  const width = Math.max(LEAST_LINE / scale, Math.min(1, MOST_LINE / scale));
  drawLines(ctx, strongLines, theme.edge, width);
  drawLines(ctx, weakLines, theme.edge, width / 2);
}

/**
 * Paint the nodes, and over them the focus and the names, which are returned.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState) => ReturnType<typeof placeLabels>}
 */
function drawShown(ctx, view, state) {
  drawBatches(ctx, state.batches, view, state.theme, leastRadius(view.scale));
  if (state.focus.size) drawFocus(ctx, view, state);
  drawHighlights(ctx, view, state);
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  const labels = placeLabels(ctx, view, state);
  for (const label of [...labels].reverse()) drawText(ctx, label, state.theme);
  ctx.restore();
  return labels;
}

/**
 * Paint rings around selected nodes, and mark what the pointer is on.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState) => void}
 */
function drawHighlights(ctx, { scale }, { hovered, selected, theme }) {
  if (hovered?.line) drawLines(ctx, [hovered.line], theme.accent, 2.5 / scale);
  for (const node of selected) drawRing(ctx, node, theme, scale);
  if (hovered?.node) drawRing(ctx, hovered.node, theme, scale);
  if (hovered?.community) drawRim(ctx, hovered.community, theme, scale);
}

/** @type {(ctx: Painter, view: Viewport, state: MapState) => void} */
function paintAll(ctx, view, state) {
  const { ratio, scale, left, top } = view;
  fillView(ctx, view, state);
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  drawUnder(ctx, state, scale);
  drawShown(ctx, view, state);
}

/** @type {(ctx: Painter, view: Viewport, state: MapState) => void} */
function fillView(ctx, view, { theme }) {
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  ctx.fillStyle = theme.ground;
  ctx.fillRect(0, 0, view.width, view.height);
}

/**
 * Veil everything, then paint what is in focus; its lines are fainter the more there are.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState) => void}
 */
function drawFocus(ctx, view, state) {
  const { theme, focusLines, focusBatches } = state;
  ctx.save();
  ctx.globalAlpha = 0.84;
  fillView(ctx, view, state);
  ctx.restore();
  ctx.save();
  ctx.globalAlpha = Math.max(0.14, Math.min(0.55, 3 / Math.sqrt(focusLines.length)));
  drawLines(ctx, focusLines, theme.accent, 1.2 / view.scale);
  ctx.restore();
  drawBatches(ctx, focusBatches, view, theme, 4 / view.scale);
}
