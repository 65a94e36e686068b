// Keys: what each key does on the page and on the map.

import { VIEWS } from "../graph/state.js";
import { byElementId } from "./dom.js";
import { closeMenu } from "./menus.js";
import { announce, say } from "./messages.js";

/** @import { GraphNode, State } from "../graph/types.d.ts" */
/** @import { GraphMap } from "../map/map.js" */

/**
 * @typedef {object} KeyEvents
 * @property {() => State} state
 * @property {() => void} clear
 * @property {(node: GraphNode) => void} select
 * @property {(node: GraphNode) => void} startPath
 */

export const ZOOM_STEP = 1.35;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-80, 0],
  ArrowRight: [80, 0],
  ArrowUp: [0, -80],
  ArrowDown: [0, 80],
};
const FIELDS = ["INPUT", "SELECT", "TEXTAREA"];

/** @type {(map: GraphMap, on: KeyEvents) => void} */
export function startKeys(map, on) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const target = event.target instanceof Element ? event.target : document.body;
    if (key !== "Escape" && FIELDS.includes(target.tagName)) return;
    const isList = on.state().view === "list";
    const act =
      pageAction(key, on) ?? (isList ? null : mapAction(key, target.id === "map", map, on));
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @type {(key: string, on: KeyEvents) => (() => void) | null} */
function pageAction(key, on) {
  if (key === "/") return () => byElementId("search").focus();
  if (key === "Escape")
    return () => {
      if (!closeMenu()) on.clear();
    };
  if (key >= "1" && key <= "3") return () => byElementId(`view-${VIEWS[Number(key) - 1]}`).click();
  return key === "p" ? () => askPath(on) : null;
}

/**
 * @type {(key: string, isFocused: boolean, map: GraphMap, on: KeyEvents)
 *   => (() => void) | null}
 */
function mapAction(key, isFocused, map, on) {
  if (key === "+" || key === "=") return () => map.zoom(ZOOM_STEP);
  if (key === "-") return () => map.zoom(1 / ZOOM_STEP);
  if (key === "0") return () => map.fit([], true);
  if (isFocused && key === "Enter") return () => openMiddle(map, on);
  return isFocused && ARROWS[key] ? () => move(map, ...ARROWS[key]) : null;
}

/**
 * Move the map, and say what comes to its middle.
 *
 * @type {(map: GraphMap, x: number, y: number) => void}
 */
function move(map, x, y) {
  map.pan(x, y);
  announce(map.pointAtMiddle()?.name ?? "");
}

/** @type {(map: GraphMap, on: KeyEvents) => void} */
function openMiddle(map, on) {
  const node = map.pointAtMiddle();
  if (node) on.select(node);
}

/** @type {(on: KeyEvents) => void} */
function askPath(on) {
  const nodes = on.state().selection?.nodes ?? [];
  if (nodes.length === 1) on.startPath(nodes[0]);
  else say("Choose a paper or an entity first: p asks for a path from it.");
}
