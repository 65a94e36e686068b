// Relations: entities that are mentioned together, and why papers are linked and similar.

/** @import { Entity, Link, Paper } from "./types.d.ts" */

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
 * Explain the link of two papers: the entities that count, each with its share of the weight (0 if
 * there is no link), and those too common to count.
 *
 * @type {(a: Paper, b: Paper) => { linked: boolean, weight: number, common: Entity[],
 *   parts: { entity: Entity, share: number }[] }}
 */
export function explainLink(a, b) {
  const link = a.links.find(({ paper }) => paper === b)?.link;
  const both = a.entities.filter((entity) => entity.mentions.has(b));
  const shared = link ? link.shared : both;
  const weight = shared.reduce((sum, entity) => sum + entity.idf, 0);
  const counted = new Set(shared);
  const ranked = [...shared].sort((p, q) => q.idf - p.idf || p.number - q.number);
  const parts = ranked.map((entity) => ({ entity, share: link ? entity.idf / weight : 0 }));
  const common = both.filter((entity) => !counted.has(entity));
  return { linked: Boolean(link), weight, parts, common };
}

/**
 * Return the papers linked to a paper with their similarity, from 0 to 1: the cosine of vectors of
 * sqrt(idf) over the entities that are not hubs.
 *
 * @type {(paper: Paper) => { paper: Paper, link: Link, score: number }[]}
 */
export function similarPapers(paper) {
  const own = squaredNorm(paper);
  const scored = paper.links.map(({ paper: linked, link }) => ({
    paper: linked,
    link,
    score: link.weight / Math.sqrt(own * squaredNorm(linked)),
  }));
  return scored.sort(
    (p, q) => q.score - p.score || q.link.weight - p.link.weight || p.paper.number - q.paper.number,
  );
}

/** @type {(paper: Paper) => number} */
function squaredNorm(paper) {
  return paper.entities.reduce((sum, entity) => (entity.hub ? sum : sum + entity.idf), 0);
}
