// Selection: a node, a community, an author or a venue, two papers or a path, and the part of an
// address that names it.

import { ENTITY, PAPER } from "./model.js";
import { findPath } from "./path.js";

/** @import { Community, GraphNode, Model, Origin, Paper, Selection } from "./types.d.ts" */

/** The parts of an address that name a selection. */
export const SELECTION_PARTS = ["e", "p", "c", "a", "v", "why", "path"];

/** @type {(node: GraphNode) => Selection} */
export function selectNode(node) {
  return node.kind === PAPER ? { kind: PAPER, nodes: [node] } : { kind: ENTITY, nodes: [node] };
}

/** @type {(community: Community) => Selection} */
export function selectCommunity(community) {
  return { kind: "community", nodes: [], community };
}

/** @type {(origin: Origin) => Selection} */
export function selectOrigin(origin) {
  return { kind: "origin", nodes: [], origin };
}

/**
 * Select two papers, to see why they are linked.
 *
 * @type {(a: Paper, b: Paper) => Selection}
 */
export function selectWhy(a, b) {
  return { kind: "why", nodes: [a, b] };
}

/** @type {(a: GraphNode, b: GraphNode) => Selection} */
export function selectPath(a, b) {
  return { kind: "path", nodes: [a, b], path: findPath(a, b) };
}

/**
 * Select what two nodes have in common: of two papers why they are linked, otherwise the path.
 *
 * @type {(a: GraphNode, b: GraphNode) => Selection}
 */
export function selectTwo(a, b) {
  if (a === b) return selectNode(a);
  return a.kind === PAPER && b.kind === PAPER ? selectWhy(a, b) : selectPath(a, b);
}

/**
 * Read the selection from the parts of an address; null if the graph does not have it.
 *
 * @type {(parts: Map<string, string>, model: Model) => Selection | null}
 */
export function parseSelection(parts, model) {
  const { byId, communities } = model;
  const [e, p, c, a, v] = ["e", "p", "c", "a", "v"].map((name) => parts.get(name));
  if (e !== undefined) return nodeSelection(byId.entity.get(decode(e)));
  if (p !== undefined) return nodeSelection(byId.paper.get(decode(p)));
  if (c !== undefined) {
    const community = communities[Number(c) - 1];
    return community ? selectCommunity(community) : null;
  }
  if (a !== undefined) return originSelection(byId.author.get(decode(a)));
  if (v !== undefined) return originSelection(byId.venue.get(decode(v)));
  return parsePair(parts, model);
}

/** @type {(origin: Origin | undefined) => Selection | null} */
function originSelection(origin) {
  return origin ? selectOrigin(origin) : null;
}

/** @type {(node: GraphNode | undefined) => Selection | null} */
function nodeSelection(node) {
  return node ? selectNode(node) : null;
}

/** @type {(parts: Map<string, string>, model: Model) => Selection | null} */
function parsePair(parts, { byId }) {
  const why = parts.get("why");
  if (why !== undefined) {
    const [a, b] = why.split(",").map((id) => byId.paper.get(decode(id)));
    return a && b ? (a === b ? selectNode(a) : selectWhy(a, b)) : null;
  }
  const [a, b] = (parts.get("path") ?? "")
    .split(",")
    .map(decode)
    .map((text) => byId[text[0] === "p" ? PAPER : ENTITY].get(text.slice(2)));
  return a && b ? (a === b ? selectNode(a) : selectPath(a, b)) : null;
}

/**
 * Return the part of an address that names a selection, as a list of at most one.
 *
 * @type {(selection: Selection | null) => string[]}
 */
export function formatSelection(selection) {
  if (!selection) return [];
  const { kind, nodes } = selection;
  if (kind === "community") return [`c=${selection.community.index + 1}`];
  if (kind === "origin") return [`${selection.origin.kind[0]}=${encode(selection.origin.id)}`];
  if (kind === "why") return [`why=${encodeAll(nodes.map((node) => node.id))}`];
  if (kind === "path") {
    return [`path=${encodeAll(nodes.map((node) => `${node.kind[0]}:${node.id}`))}`];
  }
  return [`${kind[0]}=${encode(nodes[0].id)}`];
}

/**
 * Return the link that selects something and leaves the rest as it is.
 *
 * @type {(selection: Selection | null) => string}
 */
export function linkTo(selection) {
  return `#${formatSelection(selection).join("")}`;
}

/** @type {(a: Selection | null, b: Selection | null) => boolean} */
export function isSameSelection(a, b) {
  return formatSelection(a).join() === formatSelection(b).join();
}

/**
 * Decode a part of an address; text that is not encoded correctly stays as it is.
 *
 * @type {(text: string) => string}
 */
export function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @type {(text: string) => string} */
export function encode(text) {
  return encodeURIComponent(text).replace(/%2F/gu, "/").replace(/%3A/gu, ":");
}

/** @type {(ids: string[]) => string} */
function encodeAll(ids) {
  return ids.map(encode).join(",");
}
