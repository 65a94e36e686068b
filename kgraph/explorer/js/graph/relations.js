// Relations: entities that are mentioned together, and why papers are linked.

import { PAPER } from "./model.js";

/** @import { Entity, GraphNode, Link, NearPair, Paper } from "./types.d.ts" */

/** Pairs of near entities that a link is explained by at first. */
export const NEAR_SHOWN = 3;

/**
 * Return the entities of the same papers as an entity, those with most shared papers first, then
 * the most specific.
 *
 * @type {(entity: Entity) => { entity: Entity, count: number }[]}
 */
export function cooccurring(entity) {
  /** @type {Map<Entity, number>} */
  const counts = new Map();
  for (const paper of entity.papers) {
    for (const near of paper.entities) {
      if (near !== entity) counts.set(near, (counts.get(near) ?? 0) + 1);
    }
  }
  return Array.from(counts, ([near, count]) => ({ entity: near, count })).sort(
    (p, q) => q.count - p.count || q.entity.idf - p.entity.idf || p.entity.number - q.entity.number,
  );
}

/**
 * Explain why two papers are linked, or what they have in common if they are not: the entities that
 * both mention, what matters most first; of a link also the near entities, of `a` and of `b`; and
 * what is too common to link them.
 *
 * @type {(a: Paper, b: Paper) => { link: Link | null, shared: Entity[], near: NearPair[],
 *   common: Entity[] }}
 */
export function explainLink(a, b) {
  const link = linkBetween(a, b);
  const both = a.entities.filter((entity) => entity.mentions.has(b));
  const subjects = (/** @type {Entity} */ entity) => aboutIt(entity, a, b).length;
  const specific = both.filter(({ hub }) => !hub);
  return {
    link,
    shared: link?.shared ?? specific.sort((p, q) => subjects(q) - subjects(p)),
    near: link ? nearPairs(link, a) : [],
    common: both.filter(({ hub }) => hub),
  };
}

/** @type {(a: GraphNode, b: GraphNode) => Link | null} */
export function linkBetween(a, b) {
  if (a.kind !== PAPER) return null;
  return a.links.find(({ paper }) => paper === b)?.link ?? null;
}

/**
 * Return the near entities of a link, that of a paper first.
 *
 * @type {(link: Link, paper: Paper) => NearPair[]}
 */
export function nearPairs(link, paper) {
  return link.a === paper ? link.near : link.near.map(([a, b]) => [b, a]);
}

/**
 * Return which of some papers are about an entity.
 *
 * @type {(entity: Entity, ...papers: Paper[]) => Paper[]}
 */
export function aboutIt(entity, ...papers) {
  return papers.filter(({ about }) => about.includes(entity));
}
