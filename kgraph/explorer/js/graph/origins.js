// Origins: authors and venues, and what their papers have in common.

/** @import { Data, Entity, Origin, OriginColumns, OriginKind, Paper } from "./types.d.ts" */

export const AUTHOR = "author";
export const VENUE = "venue";

const ORCID = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/u;

/**
 * Make the authors or the venues of the page, still without papers.
 *
 * @type {(kind: OriginKind, table: OriginColumns) => Origin[]}
 */
export function makeOrigins(kind, { id, name }) {
  return name.map((own, i) => ({
    kind,
    id: id[i] || own.toLowerCase().replace(/ /gu, "-"),
    name: own,
    papers: [],
  }));
}

/**
 * Give each paper its authors and its venue, and these their papers.
 *
 * @type {(papers: Paper[], authors: Origin[], venues: Origin[], table: Data["papers"]) => void}
 */
export function attachOrigins(papers, authors, venues, { authors: written, inVenue }) {
  papers.forEach((paper, i) => {
    paper.authors = written[i].map((number) => authors[number]);
    paper.inVenue = venues[inVenue[i]] ?? null;
    for (const origin of originsOf(paper)) origin.papers.push(paper);
  });
}

/** @type {(paper: Paper) => Origin[]} */
export function originsOf({ authors, inVenue }) {
  return [...new Set(authors), ...(inVenue ? [inVenue] : [])];
}

/**
 * Return the address of an author at ORCID, or null.
 *
 * @type {(origin: Origin) => string | null}
 */
export function orcidOf({ kind, id }) {
  return kind === AUTHOR && ORCID.test(id) ? `https://orcid.org/${id}` : null;
}

/**
 * Count the authors, or the venues, of the papers of an origin, without itself; the most frequent
 * come first.
 *
 * @type {(origin: Origin, kind: OriginKind) => Map<Origin, number>}
 */
export function countOrigins(origin, kind) {
  const others = origin.papers.flatMap(originsOf).filter((other) => other !== origin);
  return countEach(others.filter((other) => other.kind === kind));
}

/**
 * Count how many papers of an origin are about each entity: the most frequent first, otherwise the
 * least specific, which says most to a reader.
 *
 * @type {(origin: Origin) => Map<Entity, number>}
 */
export function countSubjects({ papers }) {
  const subjects = papers.flatMap(({ about }) => about);
  return countEach(subjects.sort((p, q) => p.idf - q.idf || p.number - q.number));
}

/**
 * Count equal items, the most frequent first, otherwise in their order.
 *
 * @type {<T>(items: T[]) => Map<T, number>}
 */
function countEach(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return new Map([...counts].sort(([, p], [, q]) => q - p));
}
