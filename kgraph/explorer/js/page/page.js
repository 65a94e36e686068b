// Page: a state shown by the map, the tables, the controls and the panel.

import {
  describeFocus,
  describeShown,
  focusOf,
  neighbours,
  shownLines,
  shownNodes,
  shownSpokes,
} from "../graph/filter.js";
import { ENTITY, PAPER } from "../graph/model.js";
import { isSameSelection, linkTo } from "../graph/selection.js";
import { formatFilter, formatHash, VIEWS } from "../graph/state.js";
import { statedLines, statementsOf } from "../graph/statements.js";
import { plural } from "../graph/text.js";
import { setSizes } from "../map/appearance.js";
import { GraphMap } from "../map/map.js";
import { startControls } from "./controls.js";
import { byElementId, find, flatten, h } from "./dom.js";
import { announce } from "./messages.js";
import { panelFor } from "./panel.js";
import { Tables } from "./tables.js";

/**
 * @import { Filter, GraphNode, Group, Model, Network, Selection, State, View }
 *   from "../graph/types.d.ts"
 */
/** @import { Line, MapEvents } from "../map/types.d.ts" */

/** Links of a paper that are in its focus. */
const FOCUS_LINKS = 10;
/** The share of a paper's focus that the view is fitted to, so that a far hub does not shrink it. */
const FIT_SHARE = 0.8;

/**
 * @typedef {object} PageEvents  What a reader does.
 * @property {MapEvents} map
 * @property {(changes: Partial<State>) => void} change
 * @property {(changes: Partial<Filter>) => void} filter
 * @property {(group: Group, isAlone: boolean) => void} group
 * @property {() => void} reset
 * @property {(node: GraphNode) => void} startPath
 */

export class Page {
  /**
   * What is shown; null until the first state.
   *
   * @type {State | null}
   */
  state = null;

  /**
   * @param {Model} model
   * @param {Network} network
   * @param {State} start  The state of a page without an address.
   * @param {PageEvents} on
   */
  constructor(model, network, start, on) {
    const { change: look, filter, group, reset } = on;
    this.model = model;
    this.network = network;
    this.start = start;
    this.on = on;
    this.title = document.title;
    this.map = new GraphMap(byElementId("map"), model, on.map);
    this.tables = new Tables(byElementId("list-view"), model, on.change);
    this.showControls = startControls(model, { look, filter, group, reset });
    showCounts(model);
  }

  /**
   * Show a state; make again only what differs from the previous state.
   *
   * @type {(state: State) => void}
   */
  show(state) {
    const before = this.state;
    this.state = state;
    const isList = state.view === "list";
    byElementId("map-view").hidden = isList;
    byElementId("list-view").hidden = !isList;
    for (const view of VIEWS) this.showViewLink(view, state);
    this.showControls(state, this.start);
    if (needsPanel(before, state)) this.showPanel(state);
    if (before?.size !== state.size) setSizes(this.model, this.network, state.size);
    if (before?.colour !== state.colour) this.map.retheme(state.colour);
    if (!isList) this.showMap(before, state);
    else if (!before || !isSameList(before, state, this.start)) this.tables.show(state);
  }

  /** @type {(view: View, state: State) => void} */
  showViewLink(view, state) {
    const link = find(`#view-${view}`, HTMLAnchorElement);
    link.href = formatHash({ ...state, view }, { ...this.start, view: null });
    if (view === state.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  /** @type {(state: State) => void} */
  showPanel(state) {
    const panel = byElementId("panel");
    const { selection } = state;
    const content = panelFor(this.model, state, this.on.startPath);
    panel.replaceChildren(...flatten([selection && closeLink(), content]).filter(Boolean));
    document.body.classList.toggle("has-selection", Boolean(selection));
    const name = find("h2", HTMLElement, panel).textContent;
    document.title = selection ? `${name} · ${this.title}` : this.title;
    if (selection) announce(`Details: ${name}`);
  }

  /** @type {(before: State | null, state: State) => void} */
  showMap(before, state) {
    const { model, map } = this;
    const { view, filter, selection } = state;
    const near = selection ? neighbours(selection, view, filter, FOCUS_LINKS) : [];
    const focus = focusOf(selection, view, filter, near);
    const shown = shownNodes(model, view, filter, focus);
    map.show(shown, shownLines(model, view, filter, shown), shownSpokes(filter, shown));
    const selected = (selection?.nodes ?? []).filter((node) => focus.has(node));
    map.focus(focus, selected, this.focusLines(state, focus));
    byElementId("notice").textContent = selection
      ? describeFocus(selection, view, filter, near)
      : describeShown(model, view, filter, shown);
    if (before && isSameRegion(before, state)) return;
    const nodes = selection?.kind === PAPER ? nearest([...focus], FIT_SHARE) : [...focus];
    // the layout of the page is known in the next frame
    if (before) requestAnimationFrame(() => this.moveMap(nodes, true));
    else this.moveMap(nodes, false);
  }

  /** @type {(nodes: GraphNode[], isSmooth: boolean) => void} */
  moveMap(nodes, isSmooth) {
    const { map } = this;
    map.resize();
    map.reserve(document.querySelectorAll(".corner > *"), document.querySelectorAll(".zoom"));
    map.fit(nodes, isSmooth);
  }

  /**
   * Return the lines of a focus: along a path, in a community its backbone, otherwise from the
   * selected nodes to the rest.
   *
   * @type {(state: State, focus: Set<GraphNode>) => Line[]}
   */
  focusLines({ selection, view, filter }, focus) {
    if (!selection) return [];
    if (selection.kind === "path") {
      const path = (selection.path ?? []).filter((node) => focus.has(node));
      return path.slice(1).map((node, i) => [path[i], node]);
    }
    if (selection.kind === "community") return shownLines(this.model, view, filter, [...focus]);
    if (filter.predicates && (selection.kind === PAPER || selection.kind === ENTITY)) {
      const stated = statementsOf(filter.predicates, selection.nodes[0].statements);
      return statedLines(stated).filter((ends) => ends.every((node) => focus.has(node)));
    }
    return starLines(selection, focus);
  }

  /** Say how much is shown. */
  announceCount() {
    const count =
      this.state?.view === "list"
        ? find("#list-view .table-count", HTMLElement)
        : byElementId("notice");
    announce(count.textContent ?? "");
  }

  /**
   * If the focused element has gone, focus the view that replaces it, or the panel's heading.
   */
  keepFocus() {
    const { activeElement, body } = document;
    if (activeElement && activeElement !== body && activeElement.checkVisibility()) return;
    const list = byElementId("list-view");
    const isList = this.state?.view === "list";
    const isOfView = list.contains(activeElement) || (isList && !this.state?.selection);
    const view = isList ? list : byElementId("map");
    const element = isOfView ? view : find("#panel h2", HTMLElement);
    element.focus({ preventScroll: true });
  }

  /** @type {() => GraphNode[]} */
  shownNodes() {
    return this.state?.view === "list" ? this.tables.items : this.map.shown();
  }
}

/** @type {(model: Model) => void} */
function showCounts({ papers, entities, links }) {
  const counts = [
    plural(papers.length, "paper"),
    plural(entities.length, "entity", "entities"),
    `${plural(links.length, "link")} between papers`,
  ];
  byElementId("counts").replaceChildren(
    ...counts.map((count, i) => h("span", {}, i ? ` · ${count}` : count)),
  );
}

/** @type {() => HTMLElement} */
function closeLink() {
  const properties = {
    class: "close",
    href: linkTo(null),
    "aria-label": "Close details",
    title: "Close (Esc)",
  };
  return h("a", properties, "×");
}

/**
 * Return whether the panel changes: with the selection and the predicates, and the overview also
 * with the look.
 *
 * @type {(before: State | null, after: State) => boolean}
 */
function needsPanel(before, after) {
  if (!before || !isSameSelection(before.selection, after.selection)) return true;
  if (before.filter.predicates !== after.filter.predicates) return true;
  /** @type {("view" | "colour" | "size" | "isLost")[]} */
  const look = ["view", "colour", "size", "isLost"];
  return !after.selection && look.some((name) => before[name] !== after[name]);
}

/**
 * Return whether two states show the same list, which then keeps its rows.
 *
 * @type {(before: State, after: State, start: State) => boolean}
 */
function isSameList(before, after, start) {
  /** @type {("view" | "table" | "words" | "sort")[]} */
  const names = ["view", "table", "words", "sort"];
  const [old, current] = [before, after].map(({ filter }) => formatFilter(filter, start.filter));
  return names.every((name) => before[name] === after[name]) && old.join() === current.join();
}

/**
 * Return whether two states show the same region of the map, which then does not move.
 *
 * @type {(before: State, after: State) => boolean}
 */
function isSameRegion(before, after) {
  return (
    isSameSelection(before.selection, after.selection) &&
    before.view === after.view &&
    before.filter.community === after.filter.community
  );
}

/**
 * Return the share of the nodes that is nearest to the first.
 *
 * @type {(nodes: GraphNode[], share: number) => GraphNode[]}
 */
function nearest(nodes, share) {
  /** @type {(node: GraphNode) => number} */
  const away = (node) => Math.hypot(node.x - nodes[0].x, node.y - nodes[0].y);
  const count = Math.max(2, Math.ceil(nodes.length * share));
  return [...nodes].sort((a, b) => away(a) - away(b)).slice(0, count);
}

/** @type {(selection: Selection, focus: Set<GraphNode>) => Line[]} */
function starLines(selection, focus) {
  const selected = selection.nodes.filter((node) => focus.has(node));
  return selected.flatMap((from) =>
    [...focus].filter((to) => isJoined(from, to)).map((to) => /** @type {Line} */ ([from, to])),
  );
}

/**
 * Return whether a selected node and another are to be joined: a paper and an entity if it names
 * it, which of two papers only one may do.
 *
 * @type {(from: GraphNode, to: GraphNode) => boolean}
 */
function isJoined(from, to) {
  if (from.kind === PAPER && to.kind !== PAPER) return to.mentions.has(from);
  return from !== to;
}
