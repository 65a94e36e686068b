// Filter: which nodes the map shows, and what it says about the others.

/** The filter a page starts with: everything but entities of a single paper, unless there is little to show. */
function startFilter(model) {
  return { hidden: new Set(), support: model.nodes.length > 150 ? 2 : 1 };
}

/** The name a node is filtered by: `paper` or its label. */
function groupOf(node) {
  return node.kind === PAPER ? PAPER : node.labelName;
}

function allows(filter, node) {
  return !filter.hidden.has(groupOf(node));
}

/** The nodes that a filter shows, and those that the focus needs beside them. */
function shownNodes(model, filter, focus) {
  return model.nodes.filter((node) => focus.has(node)
    || (allows(filter, node) && (node.kind === PAPER || node.count >= filter.support)));
}

/** Say how many nodes are shown, and why others are not. */
function describeShown(model, filter, nodes) {
  const [shown, total] = [nodes.length, model.nodes.length];
  if (shown === total) return `Showing all ${total.toLocaleString("en")} nodes`;
  const present = new Set(nodes);
  const absent = model.nodes.filter((node) => !present.has(node));
  const off = absent.filter((node) => !allows(filter, node)).length;
  const rare = absent.length - off;
  const reasons = [];
  if (rare) reasons.push(`${plural(rare, "rare entity", "rare entities")} hidden: lower “in at least” to see them`);
  if (off) reasons.push(`${off.toLocaleString("en")} switched off above`);
  return `Showing ${shown.toLocaleString("en")} of ${total.toLocaleString("en")} · ${reasons.join(" · ")}`;
}

/** What the map brings forward for a selection: the thing itself first, then its neighbours. */
function focusOf(selection, filter, linkLimit) {
  if (!selection) return new Set();
  const near = neighbours(selection, linkLimit).filter((node) => allows(filter, node));
  return new Set([...selection.nodes, ...near]);
}

function neighbours({ kind, nodes: [first, second], community }, linkLimit) {
  if (kind === "community") return community.members.filter((node) => node.kind === PAPER || node.count > 1);
  if (kind === ENTITY) return first.papers;
  if (kind === PAPER) return [...first.entities, ...first.links.slice(0, linkLimit).map(({ other }) => other)];
  return explainLink(first, second).parts.map(({ entity }) => entity);
}
