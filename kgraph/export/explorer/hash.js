// Hash: the address of what is shown, so that it can be shared, reloaded and gone back to.

/** Read `#e=...`, `#p=...`, `#why=a,b`, `#c=...` and `view=list` into a state; unknown ids give no selection. */
function parseHash(hash, model) {
  const parts = new Map(hash.replace(/^#/u, "").split("&").map((part) => {
    const [name, ...rest] = part.split("=");
    return [name, rest.join("=")];
  }));
  return { view: parts.get("view") === "list" ? "list" : "map", selection: parseSelection(parts, model) };
}

function parseSelection(parts, model) {
  if (parts.has("e")) return selectNode(model.byId.entity.get(decode(parts.get("e"))));
  if (parts.has("p")) return selectNode(model.byId.paper.get(decode(parts.get("p"))));
  if (parts.has("c")) return selectCommunity(model.communities[Number(parts.get("c")) - 1]);
  const [a, b] = (parts.get("why") ?? "").split(",").map((id) => model.byId.paper.get(decode(id)));
  return a && b && a !== b ? selectWhy(a, b) : null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(id) {
  return encodeURIComponent(id).replace(/%2F/gu, "/").replace(/%3A/gu, ":");
}

function selectNode(node) {
  return node ? { kind: node.kind, nodes: [node] } : null;
}

function selectCommunity(community) {
  return community ? { kind: "community", nodes: [], community } : null;
}

function selectWhy(a, b) {
  return { kind: "why", nodes: [a, b] };
}

/** Write a state as a hash. */
function formatHash({ view, selection }) {
  const parts = view === "list" ? ["view=list"] : [];
  if (selection) parts.push(formatSelection(selection));
  return `#${parts.join("&")}`;
}

function formatSelection({ kind, nodes, community }) {
  if (kind === "community") return `c=${community.index + 1}`;
  if (kind === "why") return `why=${nodes.map((node) => encode(node.id)).join(",")}`;
  return `${kind === ENTITY ? "e" : "p"}=${encode(nodes[0].id)}`;
}
