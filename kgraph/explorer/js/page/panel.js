// Panel: what is known about the selection, or an overview.

import { ENTITY, PAPER } from "../graph/model.js";
import { enumerate, plural } from "../graph/text.js";
import { h, longList } from "./dom.js";
import { entityPanel, paperPanel } from "./node-panel.js";
import { originPanel } from "./origin-panel.js";
import { overview } from "./overview.js";
import {
  entityCloud,
  heading,
  line,
  newestFirst,
  nodeLink,
  paperLink,
  quotations,
  section,
  swatch,
} from "./parts.js";
import { whyPanel } from "./why-panel.js";

/** @import { Community, Entity, GraphNode, Model, State } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */
/** @import { StartPath } from "./node-panel.js" */

/**
 * Make the content of the panel.
 *
 * @type {(model: Model, state: State, startPath: StartPath) => Child[]}
 */
export function panelFor(model, state, startPath) {
  const { selection, filter } = state;
  switch (selection?.kind) {
    case ENTITY:
      return entityPanel(model, selection.nodes[0], filter.predicates, startPath);
    case PAPER:
      return paperPanel(model, selection.nodes[0], filter.predicates, startPath);
    case "why":
      return whyPanel(model, ...selection.nodes);
    case "path":
      return pathPanel(model, selection.nodes, selection.path);
    case "community":
      return communityPanel(model, selection.community);
    case "origin":
      return originPanel(model, selection.origin);
    default:
      return overview(model, state);
  }
}

/**
 * Show the nodes of a path, and between two of them the sentence that connects them.
 *
 * @type {(model: Model, ends: GraphNode[], path: GraphNode[] | null) => Child[]}
 */
function pathPanel(model, ends, path) {
  if (!path) return noPathPanel(model, ends);
  return [
    heading(null, `Path · ${plural(path.length - 1, "step")}`, describePath(path)),
    line(
      "",
      "Each step is a sentence in which a paper names an entity. " +
        "A rare entity is worth a detour.",
    ),
    h(
      "ol",
      { class: "path" },
      path.map((node, i) =>
        h(
          "li",
          {},
          nodeLink(model, node),
          i + 1 < path.length ? stepEvidence(node, path[i + 1]) : null,
        ),
      ),
    ),
  ];
}

/** @type {(model: Model, ends: GraphNode[]) => Child[]} */
function noPathPanel(model, ends) {
  return [
    heading(null, "No path", "Nothing joins them"),
    h(
      "ol",
      { class: "pair" },
      ends.map((node) => h("li", {}, nodeLink(model, node))),
    ),
    line("", "No chain of papers that share entities leads from one to the other."),
  ];
}

/** @type {(path: GraphNode[]) => string} */
function describePath(path) {
  if (path.length === 2) return "One names the other";
  const between = path
    .slice(1, -1)
    .filter(({ kind }) => kind === ENTITY)
    .map(({ name }) => name);
  return between.length ? `Joined by ${enumerate(between)}` : "Named in one paper";
}

/** @type {(node: GraphNode, next: GraphNode) => HTMLElement | null} */
function stepEvidence(node, next) {
  const [entity, paper] = node.kind === ENTITY ? [node, next] : [next, node];
  if (entity.kind !== ENTITY || paper.kind !== PAPER) return null;
  return h("div", { class: "step" }, quotations([entity], paper));
}

/** @type {(model: Model, community: Community) => Child[]} */
function communityPanel(model, community) {
  const counts = countMentioned(community);
  const weigh = (/** @type {Entity} */ entity) => (counts.get(entity) ?? 0) * entity.idf;
  const typical = [...counts.keys()]
    .filter((entity) => entity.community === community && Number(counts.get(entity)) > 1)
    .sort((p, q) => weigh(q) - weigh(p) || p.number - q.number);
  const { papers, parts, name } = community;
  return [
    heading(swatch(community), `Community · ${plural(papers.length, "paper")}`, name),
    line("", aboutNames(community)),
    section(parts.length, "Its parts", () =>
      longList("ol", { class: "titles communities" }, parts, 14, (part) =>
        h("li", {}, part.name, h("span", { class: "note" }, plural(part.count, "paper"))),
      ),
    ),
    section(typical.length, "What its papers name", () =>
      entityCloud(model, typical, (entity) => counts.get(entity)),
    ),
    section(true, "Papers", () =>
      longList("ol", { class: "titles" }, newestFirst(papers), 30, (paper) =>
        h("li", {}, paperLink(paper)),
      ),
    ),
  ];
}

/** @type {(community: Community) => string} */
function aboutNames({ names, coverage }) {
  if (!names.length) return "";
  const these = names.length > 1 ? "one of these names" : "this name";
  return (
    "Named after what its papers are about and others are not. " +
    `${Math.round(100 * coverage)} % of its papers have ${these}.`
  );
}

/**
 * Count in how many papers of a community each entity is mentioned.
 *
 * @type {(community: Community) => Map<Entity, number>}
 */
function countMentioned({ papers }) {
  /** @type {Map<Entity, number>} */
  const counts = new Map();
  for (const { entities } of papers) {
    for (const entity of entities) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return counts;
}
