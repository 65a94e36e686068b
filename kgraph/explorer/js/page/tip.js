// Tip: what is under the pointer, in a box next to it.

import { PAPER } from "../graph/model.js";
import { plural, shorten } from "../graph/text.js";
import { byElementId, h } from "./dom.js";

/** @import { Community, GraphNode } from "../graph/types.d.ts" */
/** @import { Line, Point, Target } from "../map/types.d.ts" */

/**
 * Show the tip, or hide it; a community with a caption on the map needs none.
 *
 * @type {(target: Target | null, at?: Point) => void}
 */
export function showTip(target, at) {
  const tip = byElementId("tip");
  tip.hidden = !target || !at || Boolean(target.isCaptioned);
  if (!target || !at || tip.hidden) return;
  tip.replaceChildren(...tipFor(target));
  const right = byElementId("map").clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, right))}px`;
  tip.style.top = `${Math.max(8, at.y - tip.offsetHeight - 14)}px`;
}

/** @type {(target: Target) => HTMLElement[]} */
function tipFor({ node, line, community }) {
  if (node) return nodeTip(node);
  if (line) return lineTip(line);
  return community ? communityTip(community) : [];
}

/** @type {(node: GraphNode) => HTMLElement[]} */
function nodeTip(node) {
  const facts =
    node.kind === PAPER
      ? ["Paper", node.year, plural(node.entities.length, "entity", "entities")]
      : [node.labelName, plural(node.count, "paper")];
  return [h("b", {}, node.name), h("span", {}, facts.filter(Boolean).join(" · "))];
}

/** @type {(community: Community) => HTMLElement[]} */
function communityTip({ name, papers }) {
  return [h("b", {}, name), h("span", {}, `Community · ${plural(papers.length, "paper")}`)];
}

/** @type {(line: Line) => HTMLElement[]} */
function lineTip(line) {
  const [a, b] = line.map((node) => shorten(node.name, 60));
  const isLink = line.every(({ kind }) => kind === PAPER);
  const question = isLink ? "Why are they linked?" : "What joins them?";
  return [h("b", {}, a), h("b", {}, b), h("span", {}, question)];
}
