// Search: papers by title, entities by name, alias and id; the closest match first.

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

/** Make the list that `search` reads: one entry per name, alias or title. */
function buildIndex(model) {
  const entries = [];
  for (const node of model.nodes) {
    const names = node.kind === ENTITY ? [node.name, ...node.aliases] : [node.name];
    names.forEach((name, i) => entries.push({ node, name, folded: fold(name), alias: i > 0 }));
  }
  return entries;
}

/** How well a name fits a query: 0 exact, 1 starts, 2 a word starts, 3 inside, a half more for an alias; or -1. */
function fit({ folded, alias }, query) {
  const place = folded.indexOf(query);
  if (place < 0) return -1;
  if (folded === query) return 0;
  const rank = place === 0 ? 1 : /[\s(/:-]/u.test(folded[place - 1]) ? 2 : 3;
  return alias ? rank + 0.5 : rank;
}

/** Find nodes: each once, under the name that fits best. */
function search(index, text, limit) {
  const query = fold(text.trim());
  if (!query) return [];
  const best = new Map();
  for (const entry of index) {
    const rank = fit(entry, query);
    const known = best.get(entry.node);
    if (rank >= 0 && (!known || rank < known.rank)) best.set(entry.node, { ...entry, rank });
  }
  const weight = (node) => (node.kind === ENTITY ? node.count : 0);
  const found = [...best.values()].sort((p, q) => p.rank - q.rank || weight(q.node) - weight(p.node)
    || p.folded.length - q.folded.length || p.node.number - q.node.number);
  return found.slice(0, limit);
}
