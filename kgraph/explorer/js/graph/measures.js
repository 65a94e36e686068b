// Measures: their names and descriptions, and the rank of a node.

import { PAPER } from "./model.js";

/** @import { GraphNode, Model } from "./types.d.ts" */

export const SPECIFICITY =
  "the fewer papers name it, the higher: ln((1 + papers here) / papers that name it)";

/**
 * What the size of a node can show, the default first.
 *
 * @type {Record<string, string>}
 */
export const SIZES = {
  prominence: "prominence: how many papers are about it, and more so than is usual",
  papers: "how many papers name it",
  pagerank: "PageRank: how much it is linked to what is itself much linked to",
  betweenness: "betweenness: how many shortest paths between others go through it",
};

/** The sizes that only entities have. */
export const OF_ENTITIES = ["prominence", "papers"];

/** @type {(name: string) => string} */
export function measureName(name) {
  return name === "pagerank" ? "PageRank" : name[0].toUpperCase() + name.slice(1);
}

/**
 * Return the rank of a node among its kind: 1 is the highest score, equal scores share a rank.
 *
 * @type {(model: Model, node: GraphNode, scores: number[]) => number}
 */
export function rankOf(model, node, scores) {
  const peers = node.kind === PAPER ? model.papers : model.entities;
  let rank = 1;
  for (const peer of peers) if (scores[peer.number] > scores[node.number]) rank += 1;
  return rank;
}
