// App: ties the address, the filters, the map, the tables and the panel together.

const FOCUS_LINKS = 10;
const FIT_SHARE = 0.8;

const model = buildModel(readJson("data"), readJson("network"));
const index = buildIndex(model);
const filter = startFilter(model);
let current = parseHash(location.hash, model);
const link = (selection) => formatHash({ view: current.view, selection });
const map = createMap(byElementId("map"), model, {
  select: (node) => go(selectNode(node)),
  why: (a, b) => go(selectWhy(a, b)),
  clear: () => current.selection && go(null),
  hover: showTip,
});
const tables = createTables(byElementId("list-view"), model, () => filter, link);

/** Go to a selection by its address, so that the back button undoes it. */
function go(selection) {
  location.hash = link(selection);
}

/** Show what the address says. */
function render({ move }) {
  current = parseHash(location.hash, model);
  const isList = current.view === "list";
  const listOpens = isList && byElementId("list-view").hidden;
  byElementId("map-view").hidden = isList;
  byElementId("list-view").hidden = !isList;
  byElementId("support").parentElement.hidden = isList;
  renderViews(isList);
  renderPanel();
  if (listOpens) tables.render();
  if (!isList) renderMap(move);
}

function renderViews(isList) {
  for (const [id, view] of [["view-map", "map"], ["view-list", "list"]]) {
    const element = byElementId(id);
    element.href = formatHash({ view, selection: current.selection });
    if ((view === "list") === isList) element.setAttribute("aria-current", "page");
    else element.removeAttribute("aria-current");
  }
}

function renderPanel() {
  const panel = byElementId("panel");
  const { selection } = current;
  const close = h("a", { class: "close", href: link(null), "aria-label": "Close details", title: "Close (Esc)" }, "×");
  panel.replaceChildren(...[selection && close, ...panelFor(model, selection, link).flat(Infinity)].filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.toggle("has-selection", Boolean(selection));
  if (selection) announce(`Details: ${panel.querySelector("h2").textContent}`);
}

/** Where the element that had the focus is gone, the panel's heading takes it. */
function keepFocus() {
  if (document.activeElement === document.body) byElementId("panel").querySelector("h2").focus({ preventScroll: true });
}

function renderMap(move) {
  const focus = focusOf(current.selection, filter, FOCUS_LINKS);
  const shown = shownNodes(model, filter, focus);
  map.show(shown);
  map.focus(focus, current.selection?.nodes ?? [], focusLines(current.selection, focus));
  byElementId("notice").textContent = describeShown(model, filter, shown);
  if (!move) return;
  const nodes = current.selection?.kind === PAPER ? nearest([...focus], FIT_SHARE) : [...focus];
  requestAnimationFrame(() => moveMap(nodes));
}

function moveMap(nodes) {
  map.resize();
  if (nodes.length) map.fitTo(nodes);
  else map.fit();
}

/** The share of some nodes that lies nearest to the first: one far hub must not shrink a paper's surroundings. */
function nearest(nodes, share) {
  const away = (node) => Math.hypot(node.x - nodes[0].x, node.y - nodes[0].y);
  return [...nodes].sort((a, b) => away(a) - away(b)).slice(0, Math.max(2, Math.ceil(nodes.length * share)));
}

/** The lines of a focus: from the selected nodes to the rest, or, in a community, the backbone inside it. */
function focusLines(selection, focus) {
  if (!selection) return [];
  if (selection.kind !== "community") {
    return selection.nodes.flatMap((from) => [...focus].filter((node) => node !== from).map((to) => [from, to]));
  }
  const pairs = model.edges.map(({ from, to }) => [model.nodes[from], model.nodes[to]]);
  return pairs.filter(([a, b]) => focus.has(a) && focus.has(b));
}

function showTip(node, at) {
  const tip = byElementId("tip");
  tip.hidden = !node;
  if (!node) return;
  const what = node.kind === PAPER ? ["Paper", node.year, plural(node.entities.length, "entity", "entities")]
    : [node.labelName, plural(node.count, "paper")];
  tip.replaceChildren(h("b", {}, node.name), h("span", {}, what.filter(Boolean).join(" · ")));
  const right = byElementId("map").clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, right))}px`;
  tip.style.top = `${Math.max(8, at.y - tip.offsetHeight - 14)}px`;
}

function renderChips() {
  const groups = [PAPER, ...model.labels];
  byElementId("chips").replaceChildren(...groups.map((group) => {
    const count = model.nodes.filter((node) => groupOf(node) === group).length;
    const properties = { type: "button", class: "chip", "data-group": group, "aria-pressed": "true" };
    return h("button", { ...properties, onclick: toggleGroup },
      glyph(model, group), group === PAPER ? "Papers" : `${group}s`,
      h("span", { class: "note" }, count.toLocaleString("en")));
  }));
}

function toggleGroup({ currentTarget }) {
  const { group } = currentTarget.dataset;
  if (!filter.hidden.delete(group)) filter.hidden.add(group);
  currentTarget.setAttribute("aria-pressed", String(!filter.hidden.has(group)));
  afterFilter();
}

function afterFilter() {
  if (current.view === "list") {
    announce(tables.render());
  } else {
    renderMap(false);
    announce(byElementId("notice").textContent);
  }
}

function setSupport(value) {
  filter.support = value;
  byElementId("support-value").textContent = plural(value, "paper");
}

function startSupport() {
  const slider = byElementId("support");
  slider.value = String(filter.support);
  setSupport(filter.support);
  slider.addEventListener("input", () => {
    setSupport(Number(slider.value));
    afterFilter();
  });
}

function startTheme() {
  const button = byElementId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const update = () => {
    const name = `Use ${isDark() ? "light" : "dark"} colours`;
    button.setAttribute("aria-label", name);
    button.title = name;
    map.retheme();
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    update();
  });
  dark.addEventListener("change", update);
  update();
}

const KEYS = {
  "+": () => map.zoom(1.35), "=": () => map.zoom(1.35), "-": () => map.zoom(1 / 1.35), 0: () => map.fit(),
};
const ARROWS = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "INPUT") return;
  const action = actionFor(event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionFor({ key, target }) {
  if (key === "/") return () => byElementId("search").focus();
  if (key === "Escape") return current.selection && (() => go(null));
  if (current.view !== "map") return null;
  return KEYS[key] ?? (target.closest("#map") && ARROWS[key] && (() => map.pan(...ARROWS[key])));
}

function start() {
  const counts = [plural(model.papers.length, "paper"), plural(model.entities.length, "entity", "entities"),
    plural(model.links.length, "link")];
  byElementId("counts").replaceChildren(...counts.map((count, i) => h("span", {}, i ? ` · ${count}` : count)));
  renderChips();
  startSupport();
  startTheme();
  startSearchBox(model, byElementId("search"), byElementId("hits"), (text) => search(index, text, HITS),
    (node) => link(selectNode(node)));
  byElementId("zoom-in").addEventListener("click", KEYS["+"]);
  byElementId("zoom-out").addEventListener("click", KEYS["-"]);
  byElementId("zoom-fit").addEventListener("click", KEYS[0]);
  addEventListener("hashchange", () => {
    render({ move: true });
    keepFocus();
  });
  addEventListener("keydown", onKey);
  render({ move: false });
  moveMap(focusOf(current.selection, filter, FOCUS_LINKS));
}

start();
