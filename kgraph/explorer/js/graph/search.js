// Search: papers, entities, communities, authors and venues by their names, papers also by their
// abstracts.

import { ENTITY } from "./model.js";

/** @import { Community, Entity, GraphNode, Hit, Model, Origin } from "./types.d.ts" */

/**
 * @typedef {{ node?: GraphNode, community?: Community, origin?: Origin }} Target
 *
 * @typedef {object} Item  What is searched.
 * @property {Target} target
 * @property {string[]} names
 * @property {string[]} folded  The names, folded.
 * @property {string} text  The folded names, a line each.
 * @property {string} lines  The same without spaces and hyphens.
 * @property {number} weight  How many papers mention it, or are of it.
 * @property {string} abstract  Folded; empty if it is not a paper.
 *
 * @typedef {object} Query
 * @property {string} phrase  The whole query.
 * @property {string[]} words  Its words without stop words.
 * @property {string[]} core  Its words without those that only name a kind of thing.
 * @property {string} telling  The core as a text.
 * @property {string | null} line  The start of a line without spaces; null for a short query.
 *
 * @typedef {{ item: Item, rank: number, name: string, alias: boolean, isClose?: true }} Match
 */

const STOP_WORDS = new Set(
  "a an and are as at by do does for from how in is it of on or the to what which why with".split(
    " ",
  ),
);
const KIND_WORDS = new Set(
  "algorithm benchmark corpus dataset method metric model optimiser optimizer paper task".split(
    " ",
  ),
);
const SHORT = 2;

// Ranks, the best match first; 0 to 3 are those of `rankName`.
const JOINED = 3.5;
const ALL_WORDS = 4;
export const IN_ABSTRACT = 6;
/** What a match of the core costs in comparison with a match of the whole query. */
const CORE_COST = 0.25;

/** The least similarity of a name that is suggested where nothing matches. */
const LEAST_LIKENESS = 0.34;
/** How much a doubled number of papers counts in comparison with similarity. */
const USED = 0.02;

/**
 * Fold case, accents and dashes, so that readers need not type them.
 *
 * @type {(text: string) => string}
 */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[\u2010-\u2015]/gu, "-")
    .toLowerCase();
}

/**
 * Return the aliases of an entity that differ from its name, and from each other, once folded.
 *
 * @type {(entity: Pick<Entity, "name" | "aliases">, without?: string[]) => string[]}
 */
export function otherNames(entity, without = []) {
  const seen = new Set([entity.name, ...without].map(fold));
  return entity.aliases.filter((alias) => {
    const isNew = !seen.has(fold(alias));
    seen.add(fold(alias));
    return isNew;
  });
}

/**
 * Cut off the ending of a plural or a genitive, so that the rest is a prefix of all forms.
 *
 * @type {(text: string) => string}
 */
function singular(text) {
  if (/['’]s$/u.test(text)) return text.slice(0, -2);
  if (text.length > 4 && text.endsWith("ies")) return text.slice(0, -3);
  return text.length > 3 && /[^aisu]s$/u.test(text) ? text.slice(0, -1) : text;
}

/**
 * Find the entity with a name, otherwise with an alias, in the singular or the plural.
 *
 * @type {(entities: Entity[], text: string) => Entity | undefined}
 */
export function findNamed(entities, text) {
  const name = singular(fold(text));
  const isIt = (/** @type {string} */ other) => singular(fold(other)) === name;
  return entities.find((e) => isIt(e.name)) ?? entities.find((e) => e.aliases.some(isIt));
}

/**
 * Parse a query. Stop words and words for kinds are kept where there are no others.
 *
 * @type {(text: string) => Query}
 */
export function readQuery(text) {
  const phrase = fold(text.trim().replace(/^\/+/u, ""));
  const all = phrase.split(/[\s,;:!?"()]+/u).filter(Boolean);
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const words = (telling.length ? telling : all).map(singular);
  const named = words.filter((word) => !KIND_WORDS.has(word));
  const core = named.length ? named : words;
  const joined = join(singular(phrase));
  const line = joined.length > SHORT ? `\n${joined}` : null;
  return { phrase: singular(phrase), words, core, telling: core.join(" "), line };
}

/**
 * Make the items that `search` reads: all nodes, the communities of several papers, authors and
 * venues, these also by their ids.
 *
 * @type {(model: Pick<Model, "nodes" | "communities" | "origins">) => Item[]}
 */
export function buildIndex(model) {
  const nodes = model.nodes.map((node) =>
    node.kind === ENTITY
      ? makeItem({ node }, [node.name, ...node.aliases], node.count)
      : makeItem({ node }, [node.name], 0, node.abstract),
  );
  const communities = model.communities
    .filter(({ papers, names }) => papers.length > 1 && names.length)
    .map((community) => makeItem({ community }, community.names, community.papers.length));
  const origins = model.origins.map((origin) =>
    makeItem({ origin }, [origin.name, origin.id], origin.papers.length),
  );
  return [...nodes, ...communities, ...origins];
}

/** @type {(target: Target, names: string[], weight: number, abstract?: string) => Item} */
function makeItem(target, names, weight, abstract = "") {
  const folded = names.map(fold);
  const text = folded.join("\n");
  return {
    target,
    names,
    folded,
    text,
    lines: `\n${join(text)}`,
    weight,
    abstract: fold(abstract),
  };
}

/**
 * Remove spaces and hyphens: "data set", "data-set" and "dataset" are then alike.
 *
 * @type {(text: string) => string}
 */
function join(text) {
  return text.replace(/[ -]/gu, "");
}

/**
 * Rank how a name matches: 0 equal, 1 starts with, 2 a word starts with, 3 contains if not short.
 *
 * @type {(folded: string, phrase: string) => number}
 */
function rankName(folded, phrase) {
  if (singular(folded) === phrase) return 0;
  const index = folded.indexOf(phrase);
  if (index === 0) return 1;
  if (index < 0) return Infinity;
  if (startsWord(folded, phrase)) return 2;
  return phrase.length > SHORT ? 3 : Infinity;
}

/**
 * Return whether a word of a text starts with a prefix.
 *
 * @type {(text: string, prefix: string) => boolean}
 */
export function startsWord(text, prefix) {
  let index = text.indexOf(prefix);
  while (index > 0 && !/[\s(/:"“-]/u.test(text[index - 1])) index = text.indexOf(prefix, index + 1);
  return index >= 0;
}

/**
 * Return the best of an item's names for a query, or null. Any but a node's own name ranks half a
 * step lower.
 *
 * @type {(item: Item, query: Query) => Match | null}
 */
function bestName(item, { phrase, core, telling, line }) {
  const cost = item.target.node ? 0 : 0.5;
  let [best, rank] = [0, Infinity];
  item.folded.forEach((name, i) => {
    const whole = rankName(name, phrase);
    const fit = telling === phrase ? whole : Math.min(whole, rankName(name, telling) + CORE_COST);
    const own = fit + (i ? 0.5 : cost);
    if (own < rank) [best, rank] = [i, own];
  });
  if (rank === Infinity && line && item.lines.includes(line)) rank = JOINED + cost;
  if (rank === Infinity && core.every((word) => startsWord(item.text, word)))
    rank = ALL_WORDS + cost;
  return rank === Infinity ? null : { item, rank, name: item.names[best], alias: best > 0 };
}

/**
 * Find what has the query in a name, then what has all its words in its names, then papers with all
 * its words in their abstract. If nothing matches, return the items with the most similar names,
 * marked `isClose`.
 *
 * @type {(index: Item[], text: string, limit: number) => Hit[]}
 */
export function search(index, text, limit) {
  const query = readQuery(text);
  if (!query.phrase) return [];
  const named = index.map((item) => bestName(item, query)).filter((match) => match !== null);
  const exact = named.length < limit ? [...named, ...inAbstracts(index, query, named)] : named;
  const matches = exact.length ? exact : closest(index, query);
  matches.sort(
    (p, q) => p.rank - q.rank || q.item.weight - p.item.weight || p.name.length - q.name.length,
  );
  return matches.slice(0, limit).map(({ item, ...match }) => ({ ...item.target, ...match }));
}

/**
 * Return the papers whose abstract has all words of a query, without those matched by name.
 *
 * @type {(index: Item[], query: Query, named: Match[]) => Match[]}
 */
function inAbstracts(index, { core }, named) {
  const matched = new Set(named.map(({ item }) => item));
  const items = index.filter(
    (item) =>
      item.abstract &&
      !matched.has(item) &&
      core.every((word) => startsWord(item.abstract, word) || startsWord(item.text, word)),
  );
  return items.map((item) => ({ item, rank: IN_ABSTRACT, name: item.names[0], alias: false }));
}

/**
 * Return the items most similar to a query, other than communities: by the share of its words, and
 * by the Dice coefficient of three-letter pieces. Among equals, what many papers mention comes first.
 *
 * @type {(index: Item[], query: Query) => Match[]}
 */
function closest(index, { phrase, core }) {
  const pieces = new Set(trigrams(phrase));
  /** @type {Match[]} */
  const matches = [];
  for (const item of index) {
    if (item.target.community) continue;
    const alike = item.folded.map((name) => likeness(name, pieces));
    const best = alike.indexOf(Math.max(...alike));
    const words = core.filter((word) => startsWord(item.text, word)).length / core.length;
    const near = Math.max(alike[best], words < 1 ? words : 0);
    if (near < LEAST_LIKENESS) continue;
    const rank = -near - USED * Math.log2(1 + item.weight);
    matches.push({ item, rank, name: item.names[best], alias: best > 0, isClose: true });
  }
  return matches;
}

/**
 * Return the Dice coefficient of a name's three-letter pieces and others; n letters have n pieces.
 *
 * @type {(name: string, pieces: Set<string>) => number}
 */
function likeness(name, pieces) {
  const padded = ` ${name} `;
  let common = 0;
  for (const piece of pieces) if (padded.includes(piece)) common += 1;
  return (2 * common) / (name.length + pieces.size);
}

/** @type {(text: string) => string[]} */
function trigrams(text) {
  const padded = ` ${text} `;
  return Array.from(text, (_, i) => padded.slice(i, i + 3));
}
