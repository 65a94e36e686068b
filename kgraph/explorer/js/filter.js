// Filter: which papers, entities and links are shown, and what the page says about the others.

const DRAWN_AT_MOST = 3000;
const LITTLE = 150;

/**
 * The filter a page starts with: everything but entities of a single paper, unless there is little to show;
 * on a large graph only what enough papers name to be drawn with ease.
 */
function startFilter(model) {
  const filter = { hidden: new Set(), support: 1, years: null, weight: 0, community: null };
  if (model.nodes.length <= LITTLE) return filter;
  const room = Math.max(DRAWN_AT_MOST - model.papers.length, DRAWN_AT_MOST / 4);
  const counts = model.entities.map((entity) => entity.papers.length);
  filter.support = 2;
  while (counts.filter((count) => count >= filter.support).length > room) filter.support += 1;
  return filter;
}

/** The first and last year that papers have, or null where fewer than two are known. */
function yearRange(model) {
  const years = model.papers.map((paper) => paper.year).filter(Boolean);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first < last ? [first, last] : null;
}

/** The name a node is filtered by: `paper` or its label. */
function groupOf(node) {
  return node.kind === PAPER ? PAPER : node.labelName;
}

/** Whether a paper is in the years and the community of a filter. */
function isInScope(filter, paper) {
  return (!filter.community || paper.community === filter.community)
    && (!filter.years || (paper.year >= filter.years[0] && paper.year <= filter.years[1]));
}

/** How many of an entity's papers are in the scope of a filter. */
function countInScope(filter, entity) {
  if (!filter.years && !filter.community) return entity.papers.length;
  return entity.papers.filter((paper) => isInScope(filter, paper)).length;
}

/** Why a filter leaves a node out: "off" (its kind), "rare" (too few papers), "scope" (years, community); or null. */
function reasonAgainst(filter, node) {
  if (filter.hidden.has(groupOf(node))) return "off";
  if (node.kind === PAPER) return isInScope(filter, node) ? null : "scope";
  if (filter.community && node.community !== filter.community) return "scope";
  const count = countInScope(filter, node);
  if (count === 0) return "scope";
  return count >= filter.support ? null : "rare";
}

function allows(filter, node) {
  return reasonAgainst(filter, node) === null;
}

/** The nodes that a view shows: those the filter lets through, and those that the focus needs beside them. */
function shownNodes(model, view, filter, focus) {
  const nodes = view === "entities" ? model.entities : model.nodes;
  return nodes.filter((node) => focus.has(node) || allows(filter, node));
}

/** The lines that a view draws between what it shows, as pairs of nodes. */
function shownLines(model, view, filter, nodes) {
  const shown = new Set(nodes);
  const isOfView = view === "entities" ? ({ a }) => a.kind === ENTITY : ({ a }) => a.kind === PAPER;
  const drawn = model.edges.filter((edge) => isOfView(edge) && shown.has(edge.a) && shown.has(edge.b)
    && (edge.weight === null || edge.weight >= filter.weight));
  return drawn.map(({ a, b }) => [a, b]);
}

/** Say how many nodes are shown, and why others are not. */
function describeShown(model, view, filter, nodes) {
  const all = view === "entities" ? model.entities : model.nodes;
  const count = view === "entities" ? plural(all.length, "entity", "entities") : plural(all.length, "node");
  if (nodes.length === all.length) return `Showing all ${count}`;
  const present = new Set(nodes);
  const counts = { off: 0, rare: 0, scope: 0 };
  for (const node of all) if (!present.has(node)) counts[reasonAgainst(filter, node)] += 1;
  const reasons = [
    counts.rare && `${plural(counts.rare, "rare entity", "rare entities")} hidden`,
    counts.scope && `${thousands(counts.scope)} outside ${scopeName(filter)}`,
    counts.off && `${thousands(counts.off)} switched off above`,
  ].filter(Boolean);
  return `Showing ${thousands(nodes.length)} of ${thousands(all.length)} · ${reasons.join(" · ")}`;
}

function scopeName({ years, community }) {
  return [years && "the years", community && "the community"].filter(Boolean).join(" or ");
}

/** What the map brings forward for a selection: the thing itself first, then those `near` that the filters leave. */
function focusOf(selection, view, filter, near) {
  if (!selection) return new Set();
  const left = near.filter((node) => passes(filter, selection, node));
  return new Set([...selection.nodes, ...left].filter((node) => view !== "entities" || node.kind === ENTITY));
}

/** What a map does not show of a selection: those `near` that filters leave out, papers in a view of entities. */
function describeFocus(selection, view, filter, near) {
  const hidden = near.filter((node) => !passes(filter, selection, node));
  if (hidden.length) return `Filters hide ${plural(hidden.length, "neighbour")}`;
  const hasPaper = selection.nodes.some(({ kind }) => kind === PAPER);
  return view === "entities" && hasPaper ? "Papers are on the map of both; here is what they name" : "";
}

/** A neighbour is brought forward however rare it is, unless its kind, its years or its community are left out. */
function isOfGroup(filter, node) {
  const reason = reasonAgainst(filter, node);
  return reason === null || reason === "rare";
}

/** Whether a filter lets a neighbour of a selection through: the node, and between papers the weight of the link. */
function passes(filter, { kind, nodes }, node) {
  if (!isOfGroup(filter, node)) return false;
  if (!filter.weight || kind !== PAPER || node.kind !== PAPER) return true;
  return nodes[0].links.some(({ other, link }) => other === node && link.weight >= filter.weight);
}

/** What is linked to a selection, whatever the filters say: of a paper's links the heaviest few. */
function neighbours({ kind, nodes: [first, second], community, path }, view, linkLimit) {
  if (kind === "community") return community.members.filter((node) => node.kind === PAPER || node.papers.length > 1);
  if (kind === "path") return path ?? [];
  if (kind === ENTITY) {
    return view === "entities" ? cooccurring(first).slice(0, 3 * linkLimit).map(({ other }) => other) : first.papers;
  }
  if (kind === PAPER) return [...first.entities, ...first.links.slice(0, linkLimit).map(({ other }) => other)];
  return explainLink(first, second).parts.map(({ entity }) => entity);
}
