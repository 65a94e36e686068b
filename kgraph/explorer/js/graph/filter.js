// Filter: which papers, entities and links are shown, and what the page says about the others.

import { ENTITY, PAPER } from "./model.js";
import { countSubjects } from "./origins.js";
import { cooccurring, explainLink, NEAR_SHOWN } from "./relations.js";
import { inTurn, statedLines, statedNeighbours } from "./statements.js";
import { plural, thousands } from "./text.js";

/**
 * @import { Edge, Entity, Filter, GraphNode, Group, Model, Paper, Selection, View }
 *   from "./types.d.ts"
 */

/** @typedef {"off" | "rare" | "scope"} Reason  The group, rarity, or the years or community. */

/** Nodes that a map draws with ease. */
const DRAWN_AT_MOST = 3000;
/** The most lines of statements that a map draws; the panel lists all. */
const STATED_LINES = 1500;
/** A graph of no more nodes is shown as a whole. */
const LITTLE = 150;

/**
 * Return the filter that a page starts with: without entities of a single paper, and in a large
 * graph without more, so that the map is drawn with ease.
 *
 * @type {(model: Pick<Model, "nodes" | "papers" | "entities">) => Filter}
 */
export function startFilter(model) {
  const filter = {
    hidden: new Set(),
    support: 1,
    years: null,
    weight: 0,
    community: null,
    predicates: null,
  };
  if (model.nodes.length <= LITTLE) return filter;
  const room = Math.max(DRAWN_AT_MOST - model.papers.length, DRAWN_AT_MOST / 4);
  const counts = model.entities.map((entity) => entity.papers.length);
  filter.support = 2;
  while (counts.filter((count) => count >= filter.support).length > room) filter.support += 1;
  return filter;
}

/**
 * Return the first and the last year of the papers, or null if fewer than two years are known.
 *
 * @type {(model: Model) => [number, number] | null}
 */
export function yearRange(model) {
  const years = model.papers.flatMap(({ year }) => (year ? [year] : []));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first < last ? [first, last] : null;
}

/** @type {(node: GraphNode) => Group} */
export function groupOf(node) {
  return node.kind === PAPER ? PAPER : node.labelName;
}

/**
 * Return whether a paper is in the years and the community of a filter.
 *
 * @type {(filter: Filter, paper: Paper) => boolean}
 */
function isInScope({ years, community }, paper) {
  if (community && paper.community !== community) return false;
  const year = paper.year ?? 0;
  return !years || (year >= years[0] && year <= years[1]);
}

/** @type {(filter: Filter, entity: Entity) => number} */
function countInScope(filter, entity) {
  if (!filter.years && !filter.community) return entity.papers.length;
  return entity.papers.filter((paper) => isInScope(filter, paper)).length;
}

/**
 * Return why a filter excludes a node, or null if it does not.
 *
 * @type {(filter: Filter, node: GraphNode) => Reason | null}
 */
export function reasonAgainst(filter, node) {
  if (filter.hidden.has(groupOf(node))) return "off";
  if (node.kind === PAPER) return isInScope(filter, node) ? null : "scope";
  if (filter.community && node.community !== filter.community) return "scope";
  const count = countInScope(filter, node);
  if (count === 0) return "scope";
  return count >= filter.support ? null : "rare";
}

/** @type {(filter: Filter, node: GraphNode) => boolean} */
export function allows(filter, node) {
  return reasonAgainst(filter, node) === null;
}

/**
 * Return whether a filter allows a node or excludes it as rare only.
 *
 * @type {(filter: Filter, node: GraphNode) => boolean}
 */
export function allowsRare(filter, node) {
  const reason = reasonAgainst(filter, node);
  return reason === null || reason === "rare";
}

/** @type {(model: Model, view: View) => GraphNode[]} */
function nodesOf(model, view) {
  return view === "entities" ? model.entities : model.nodes;
}

/**
 * Return the nodes that a view shows: those that the filter allows and those in focus.
 *
 * @type {(model: Model, view: View, filter: Filter, focus: Set<GraphNode>) => GraphNode[]}
 */
export function shownNodes(model, view, filter, focus) {
  return nodesOf(model, view).filter((node) => focus.has(node) || allows(filter, node));
}

/**
 * Return the lines that a view draws between nodes; if the filter has predicates, those of the
 * statements with one of them.
 *
 * @type {(model: Model, view: View, filter: Filter, nodes: GraphNode[])
 *   => [GraphNode, GraphNode][]}
 */
export function shownLines(model, view, filter, nodes) {
  const shown = new Set(nodes);
  const kind = view === "entities" ? ENTITY : PAPER;
  if (filter.predicates) {
    const lines = statedLines(inTurn(filter.predicates, model.papers));
    return lines.filter((line) => line.every((node) => shown.has(node))).slice(0, STATED_LINES);
  }
  /** @type {(edge: Edge) => boolean} */
  const isDrawn = ({ a, b, weight }) =>
    a.kind === kind && shown.has(a) && shown.has(b) && (weight === null || weight >= filter.weight);
  return model.edges.filter(isDrawn).map(({ a, b }) => [a, b]);
}

/**
 * Return the lines from papers to the entities that only they mention; none if the filter has
 * predicates.
 *
 * @type {(filter: Filter, nodes: GraphNode[]) => [GraphNode, GraphNode][]}
 */
export function shownSpokes({ predicates }, nodes) {
  if (predicates) return [];
  const shown = new Set(nodes);
  return nodes.flatMap((node) => {
    if (node.kind !== ENTITY || node.papers.length !== 1) return [];
    const [paper] = node.papers;
    return shown.has(paper) ? [/** @type {[GraphNode, GraphNode]} */ ([node, paper])] : [];
  });
}

/**
 * Describe how many nodes are shown, and why others are not.
 *
 * @type {(model: Model, view: View, filter: Filter, nodes: GraphNode[]) => string}
 */
export function describeShown(model, view, filter, nodes) {
  const all = nodesOf(model, view);
  if (nodes.length === all.length) return `Showing all ${countNodes(all.length, view)}`;
  const counts = countReasons(all, new Set(nodes), filter);
  const reasons = [
    counts.rare && `${plural(counts.rare, "rare entity", "rare entities")} hidden`,
    counts.scope && `${thousands(counts.scope)} outside ${scopeName(filter)}`,
    counts.off && `${thousands(counts.off)} switched off above`,
  ].filter(Boolean);
  return `Showing ${thousands(nodes.length)} of ${thousands(all.length)} · ${reasons.join(" · ")}`;
}

/** @type {(count: number, view: View) => string} */
function countNodes(count, view) {
  return view === "entities" ? plural(count, "entity", "entities") : plural(count, "node");
}

/** @type {(all: GraphNode[], shown: Set<GraphNode>, filter: Filter) => Record<Reason, number>} */
function countReasons(all, shown, filter) {
  const counts = { off: 0, rare: 0, scope: 0 };
  for (const node of all) {
    const reason = shown.has(node) ? null : reasonAgainst(filter, node);
    if (reason) counts[reason] += 1;
  }
  return counts;
}

/** @type {(filter: Filter) => string} */
function scopeName({ years, community }) {
  return [years && "the years", community && "the community"].filter(Boolean).join(" or ");
}

/**
 * Return the nodes that the map emphasises for a selection: its own first, then of those `near`
 * what the filter allows.
 *
 * @type {(selection: Selection | null, view: View, filter: Filter, near: GraphNode[])
 *   => Set<GraphNode>}
 */
export function focusOf(selection, view, filter, near) {
  if (!selection) return new Set();
  const allowed = near.filter((node) => passes(filter, selection, node));
  const nodes = [...selection.nodes, ...allowed];
  return new Set(nodes.filter((node) => view !== "entities" || node.kind === ENTITY));
}

/**
 * Describe what a map does not show of a selection and the nodes near it.
 *
 * @type {(selection: Selection, view: View, filter: Filter, near: GraphNode[]) => string}
 */
export function describeFocus(selection, view, filter, near) {
  const hidden = near.filter((node) => !passes(filter, selection, node));
  if (hidden.length) return `Filters hide ${plural(hidden.length, "neighbour")}`;
  const hasPaper = selection.nodes.some(({ kind }) => kind === PAPER);
  return view === "entities" && hasPaper
    ? "Papers are on the map of both; here is what they name"
    : "";
}

/**
 * Return whether a filter allows a neighbour of a selection: the node, however rare it is, and
 * between papers the weight of the link.
 *
 * @type {(filter: Filter, selection: Selection, node: GraphNode) => boolean}
 */
function passes(filter, selection, node) {
  if (!allowsRare(filter, node)) return false;
  if (!filter.weight || selection.kind !== PAPER || node.kind !== PAPER) return true;
  const { links } = selection.nodes[0];
  return links.some(({ paper, link }) => paper === node && link.weight >= filter.weight);
}

/**
 * Return the neighbours of a selection, whatever the filter hides; of a paper's links the heaviest.
 * If the filter has predicates, they are what statements with one of them join to the node.
 *
 * @type {(selection: Selection, view: View, filter: Filter, linkLimit: number) => GraphNode[]}
 */
export function neighbours(selection, view, { predicates }, linkLimit) {
  if (predicates && (selection.kind === ENTITY || selection.kind === PAPER)) {
    return statedNeighbours(predicates, selection.nodes[0]);
  }
  switch (selection.kind) {
    case "community":
      return selection.community.members.filter(
        (node) => node.kind === PAPER || node.papers.length > 1,
      );
    case "origin":
      if (view !== "entities") return selection.origin.papers;
      return [...countSubjects(selection.origin).keys()].slice(0, 3 * linkLimit);
    case "path":
      return selection.path ?? [];
    case "why": {
      const { shared, near } = explainLink(...selection.nodes);
      return [...new Set([...shared, ...near.slice(0, NEAR_SHOWN).flat()])];
    }
    case ENTITY: {
      const [entity] = selection.nodes;
      if (view !== "entities") return entity.papers;
      return cooccurring(entity)
        .slice(0, 3 * linkLimit)
        .map(({ entity: near }) => near);
    }
    case PAPER: {
      const { entities, links } = selection.nodes[0];
      return [...entities, ...links.slice(0, linkLimit).map(({ paper }) => paper)];
    }
  }
}
