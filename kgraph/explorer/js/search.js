// Search: papers by title and abstract, entities by name and alias, communities by their names; the best match first.

const STOP_WORDS = new Set("a an and are as at by do does for from how in is it of on or the to what which why with".split(" "));
const KIND_WORDS = new Set("algorithm benchmark corpus dataset method metric model optimiser optimizer paper task".split(" "));
const SHORT = 2;
const JOINED = 3.5;
const ALL_WORDS = 4;
const CORE_COST = 0.25;
const IN_ABSTRACT = 6;
const LEAST_LIKENESS = 0.34;
const USED = 0.02;

/** Fold case, accents and the various dashes, so that a reader need not type them. */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").replace(/[\u2010-\u2015]/gu, "-").toLowerCase();
}

/** An entity's other names, without those that differ from one already listed in case or accents only. */
function otherNames(entity, without = []) {
  const seen = new Set([entity.name, ...without].map(fold));
  return entity.aliases.filter((alias) => {
    const fresh = !seen.has(fold(alias));
    seen.add(fold(alias));
    return fresh;
  });
}

/** Cut the ending of a plural or a genitive off, so that what is left begins all forms. */
function singular(text) {
  if (/['’]s$/u.test(text)) return text.slice(0, -2);
  if (text.length > 4 && text.endsWith("ies")) return text.slice(0, -3);
  return text.length > 3 && /[^aisu]s$/u.test(text) ? text.slice(0, -1) : text;
}

/**
 * Cut a query into what is looked for: the whole of it, as a `phrase` and as the start of a `line` without spaces; its
 * `words` but for the small ones; and its `core`, also as one `telling` text: those words that do more than say of what
 * kind a thing is; in each case unless there are no others.
 */
function readQuery(text) {
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

/** Make the list that `search` reads: an item for each paper, entity and community, with all its names. */
function buildIndex(model) {
  const nodes = model.nodes.map((node) => makeItem({ node }, node.kind === ENTITY ? [node.name, ...node.aliases] : [node.name],
    node.kind === ENTITY ? node.count : 0, node.abstract));
  const communities = model.communities.filter(({ papers, names }) => papers.length > 1 && names.length);
  return [...nodes, ...communities.map((community) => makeItem({ community }, community.names, community.papers.length))];
}

function makeItem(found, names, weight, abstract = "") {
  const folded = names.map(fold);
  const text = folded.join("\n");
  return { found, names, folded, text, lines: `\n${join(text)}`, weight, abstract: fold(abstract) };
}

/** Leave out spaces and hyphens, for what one writes as two words and another as one. */
function join(text) {
  return text.replace(/[ -]/gu, "");
}

/** How well a name fits a query: 0 exact, 1 starts, 2 a word starts, 3 inside if not short; else infinitely badly. */
function fit(folded, phrase) {
  if (singular(folded) === phrase) return 0;
  const place = folded.indexOf(phrase);
  if (place === 0) return 1;
  if (place < 0) return Infinity;
  if (startsWord(folded, phrase)) return 2;
  return phrase.length > SHORT ? 3 : Infinity;
}

/** Whether a word of a text starts so. */
function startsWord(text, start) {
  let place = text.indexOf(start);
  while (place > 0 && !/[\s(/:"“-]/u.test(text[place - 1])) place = text.indexOf(start, place + 1);
  return place >= 0;
}

/**
 * The best of an item's names for a query, with its rank, or null; what is not a node's first name costs half a step.
 */
function bestName(item, { phrase, core, telling, line }) {
  const cost = item.found.community ? 0.5 : 0;
  let [best, rank] = [0, Infinity];
  item.folded.forEach((name, i) => {
    const whole = fit(name, phrase);
    const own = (telling === phrase ? whole : Math.min(whole, fit(name, telling) + CORE_COST)) + (i ? 0.5 : cost);
    if (own < rank) [best, rank] = [i, own];
  });
  if (rank === Infinity && line && item.lines.includes(line)) rank = JOINED + cost;
  if (rank === Infinity && core.every((word) => startsWord(item.text, word))) rank = ALL_WORDS + cost;
  return rank === Infinity ? null : { rank, name: item.names[best], alias: best > 0 };
}

/**
 * Find papers, entities and communities: those with the whole query in a name, then those whose names have all its
 * words, then papers whose abstract has them. Where there are none, those that come closest, each with `isClose`.
 */
function search(index, text, limit) {
  const query = readQuery(text);
  if (!query.phrase) return [];
  const named = [];
  for (const item of index) {
    const best = bestName(item, query);
    if (best) named.push({ item, ...best });
  }
  const hits = named.length < limit ? [...named, ...inAbstracts(index, query, named)] : named;
  const found = hits.length ? hits : closest(index, query);
  found.sort((p, q) => p.rank - q.rank || q.item.weight - p.item.weight || p.name.length - q.name.length);
  return found.slice(0, limit).map(({ item, ...hit }) => ({ ...item.found, ...hit }));
}

/** The papers whose abstract, but none of what was named already, has all words of a query. */
function inAbstracts(index, { core }, named) {
  const known = new Set(named.map(({ item }) => item));
  const items = index.filter((item) => item.abstract && !known.has(item)
    && core.every((word) => startsWord(item.abstract, word) || startsWord(item.text, word)));
  return items.map((item) => ({ item, rank: IN_ABSTRACT, name: item.names[0], alias: false }));
}

/**
 * The nodes that come closest to a query: those with some of its words, and those that are spelt most like it, by the
 * share of three-letter pieces that the two have in common (Dice); of equals rather what many papers name.
 */
function closest(index, { phrase, core }) {
  const pieces = new Set(trigrams(phrase));
  const found = index.filter((item) => item.found.node).map((item) => {
    const alike = item.folded.map((name) => likeness(name, pieces));
    const best = alike.indexOf(Math.max(...alike));
    const words = core.filter((word) => startsWord(item.text, word)).length / core.length;
    const near = Math.max(alike[best], words < 1 ? words : 0);
    const rank = -near - USED * Math.log2(1 + item.weight);
    return { item, near, rank, name: item.names[best], alias: best > 0, isClose: true };
  });
  return found.filter(({ near }) => near >= LEAST_LIKENESS);
}

/** The share of pieces that a name has in common with some others; of a name of n letters there are n. */
function likeness(name, pieces) {
  const padded = ` ${name} `;
  let common = 0;
  for (const piece of pieces) if (padded.includes(piece)) common += 1;
  return (2 * common) / (name.length + pieces.size);
}

function trigrams(text) {
  const padded = ` ${text} `;
  return Array.from(text, (_, i) => padded.slice(i, i + 3));
}
