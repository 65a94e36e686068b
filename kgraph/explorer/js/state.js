// State: what the page shows, written as its address, so that it can be shared, reloaded and gone back to.

const VIEWS = ["map", "entities", "list"];
const COLOURS = ["community", "label"];
const TABLE_KINDS = [ENTITY, PAPER];
const SELECTIONS = ["e", "p", "c", "why", "path"];

/** What a page without an address shows. */
function startState(model) {
  return { view: "map", selection: null, isLost: false, filter: startFilter(model), size: "papers", colour: "community",
    table: ENTITY, words: "", sort: "" };
}

/**
 * Read an address into a state. What it does not name stays as in `base`, but for the selection, which is then empty;
 * what it names and the graph does not have is as if it were not named, and `isLost` where it should be selected or
 * stayed in.
 */
function parseHash(hash, model, base) {
  const parts = new Map(hash.replace(/^#/u, "").split("&").map((part) => {
    const [name, ...rest] = part.split("=");
    return [name, rest.join("=")];
  }));
  const among = (name, values) => (values.includes(parts.get(name)) ? parts.get(name) : base[name]);
  const selection = parseSelection(parts, model);
  const table = among("table", TABLE_KINDS);
  const filter = parseFilter(parts, model, base.filter);
  return {
    view: among("view", VIEWS), size: among("size", ["papers", ...Object.keys(model.measures)]),
    colour: among("colour", COLOURS), table, words: decode(parts.get("words") ?? base.words),
    sort: among("sort", sortNames(table)),
    selection, filter, isLost: isLost(parts, selection, filter),
  };
}

/** Whether an address names a thing to select, or a community to stay in, that the graph does not have. */
function isLost(parts, selection, filter) {
  return (!selection && SELECTIONS.some((name) => parts.has(name))) || (!filter.community && parts.has("in"));
}

function parseFilter(parts, model, base) {
  const match = (name, pattern) => pattern.exec(parts.get(name) ?? "")?.slice(1);
  const number = (name, pattern) => Number(match(name, pattern)?.[0] ?? NaN);
  const filter = { ...base, hidden: new Set(base.hidden) };
  if (parts.has("hide")) {
    const named = parts.get("hide").split(",");
    filter.hidden = new Set([PAPER, ...model.labels].filter((group) => named.includes(group)));
  }
  const support = number("min", /^(\d{1,9})$/u);
  if (support > 0) filter.support = Math.min(support, model.entities.reduce((most, { count }) => Math.max(most, count), 1));
  const weight = number("weight", /^(\d{1,9}(?:\.\d+)?)$/u);
  if (weight >= 0) filter.weight = weight;
  const [first, last] = match("years", /^(\d{1,4})-(\d{1,4})$/u)?.map(Number) ?? [];
  if (first <= last) filter.years = [first, last];
  if (parts.has("in")) filter.community = model.communities[Number(parts.get("in")) - 1] ?? null;
  return filter;
}

function parseSelection(parts, model) {
  const node = (text) => model.byId[text[0] === "p" ? PAPER : ENTITY].get(text.slice(2));
  if (parts.has("e")) return selectNode(model.byId.entity.get(decode(parts.get("e"))));
  if (parts.has("p")) return selectNode(model.byId.paper.get(decode(parts.get("p"))));
  if (parts.has("c")) return selectCommunity(model.communities[Number(parts.get("c")) - 1]);
  const pair = (name) => (parts.get(name) ?? "").split(",").map(decode);
  const [a, b] = parts.has("why") ? pair("why").map((id) => model.byId.paper.get(id)) : pair("path").map(node);
  if (!a || !b) return null;
  if (a === b) return selectNode(a);
  return parts.has("why") ? selectWhy(a, b) : selectPath(a, b);
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

function encodeAll(ids) {
  return ids.map(encode).join(",");
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

function selectPath(a, b) {
  return { kind: "path", nodes: [a, b], path: findPath(a, b) };
}

/** What two chosen nodes ask: why two papers are linked, else how the two hang together. */
function selectTwo(a, b) {
  if (a === b) return selectNode(a);
  return a.kind === PAPER && b.kind === PAPER ? selectWhy(a, b) : selectPath(a, b);
}

/** Write a state as an address, without what every page starts with. */
function formatHash(state, start) {
  const parts = ["view", "size", "colour", "table", "words", "sort"]
    .filter((name) => state[name] !== start[name]).map((name) => `${name}=${encode(state[name])}`);
  return `#${[...parts, ...formatFilter(state.filter, start.filter), ...formatSelection(state.selection)].join("&")}`;
}

function formatFilter(filter, start) {
  return [
    filter.hidden.size && `hide=${[...filter.hidden].sort().join(",")}`,
    filter.support !== start.support && `min=${filter.support}`,
    filter.weight !== start.weight && `weight=${filter.weight}`,
    filter.years && `years=${filter.years.join("-")}`,
    filter.community && `in=${filter.community.index + 1}`,
  ].filter(Boolean);
}

/** The part of an address that selects something; a list of one or none. */
function formatSelection(selection) {
  if (!selection) return [];
  const { kind, nodes, community } = selection;
  if (kind === "community") return [`c=${community.index + 1}`];
  if (kind === "why") return [`why=${encodeAll(nodes.map((node) => node.id))}`];
  if (kind === "path") return [`path=${encodeAll(nodes.map((node) => `${node.kind[0]}:${node.id}`))}`];
  return [`${kind[0]}=${encode(nodes[0].id)}`];
}

/** The address of a selection, whatever else is shown. */
function linkTo(selection) {
  return `#${formatSelection(selection).join("")}`;
}
