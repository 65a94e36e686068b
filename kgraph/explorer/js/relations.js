// Relations: what goes with what, computed from the model: named together, why linked, how similar.

/** Entities named in the same papers as one entity, most shared papers first, then the more specific. */
function cooccurring(entity) {
  const counts = new Map();
  for (const paper of entity.papers) {
    for (const other of paper.entities) if (other !== entity) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  const found = Array.from(counts, ([other, count]) => ({ other, count }));
  return found.sort((p, q) => q.count - p.count || q.other.idf - p.other.idf || p.other.number - q.other.number);
}

/** Why two papers are linked: the entities that count, with their share (0: no link), and those too common to count. */
function explainLink(a, b) {
  const link = a.links.find(({ other }) => other === b)?.link;
  const both = a.entities.filter((entity) => entity.mentions.has(b));
  const shared = link ? link.shared : both;
  const weight = shared.reduce((sum, entity) => sum + entity.idf, 0);
  const counted = new Set(shared);
  const ranked = [...shared].sort((p, q) => q.idf - p.idf || p.number - q.number);
  const parts = ranked.map((entity) => ({ entity, share: link ? entity.idf / weight : 0 }));
  return { linked: Boolean(link), weight, parts, common: both.filter((entity) => !counted.has(entity)) };
}

/** Papers linked to one, each with their likeness, 0 to 1: the cosine of sqrt(idf) over what links papers. */
function similarPapers(paper) {
  const own = linkingWeight(paper);
  const found = paper.links.map(({ other, link }) => (
    { other, link, score: link.weight / Math.sqrt(own * linkingWeight(other)) }));
  return found.sort((p, q) => q.score - p.score || q.link.weight - p.link.weight || p.other.number - q.other.number);
}

/** The specificity of all that a paper names and that is not too common to link papers. */
function linkingWeight(paper) {
  return paper.entities.reduce((sum, entity) => (entity.hub ? sum : sum + entity.idf), 0);
}

/** The place of a node among its kind by a measure: 1 is the highest, equals share the best. */
function rankOf(model, node, scores) {
  const peers = node.kind === PAPER ? model.papers : model.entities;
  return 1 + peers.filter((other) => scores[other.number] > scores[node.number]).length;
}
