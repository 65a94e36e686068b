// App: ties the address, the controls, the map, the tables and the panel together.

const FOCUS_LINKS = 10;
const FIT_SHARE = 0.8;

const network = readJson("network");
const model = buildModel(readJson("data"), network);
let index = null;
const start = startState(model);
const title = document.title;
let current = parseHash(location.hash, model, start);
let pathFrom = null;
const map = createMap(byElementId("map"), model, {
  select, clear, hover: showTip,
  community: (community) => go(selectCommunity(community)),
  two: (a, b) => go(selectTwo(a, b)),
});
const tables = createTables(byElementId("list-view"), model, change);
const controls = createControls(model, {
  filter: changeFilter,
  group: toggleGroup,
  look: change,
  reset: () => change({ filter: start.filter }),
});

/** Go to a selection, whatever else is shown. */
function go(selection) {
  visit({ ...current, selection, isLost: false });
}

/** Go to a state by a step that the back button undoes. */
function visit(state) {
  const isSameContent = state.selection && isSame(current.selection, state.selection);
  const scroll = isSameContent ? byElementId("panel").scrollTop : 0;
  const address = formatHash(state, start);
  if (address !== (location.hash || "#")) {
    keepPlace();
    history.pushState(null, "", address);
  }
  show(state, scroll);
}

/** Show a state, the panel scrolled so far. */
function show(state, scroll) {
  const before = current;
  current = state;
  startPath(null);
  render(before);
  byElementId("panel").scrollTop = scroll;
  keepFocus();
}

/** Search; the index is made when it is first asked for, so that the page opens sooner. A path leads to no community. */
function find(text) {
  index ??= buildIndex(model);
  return search(index, text, HITS).filter(({ node }) => node || !pathFrom);
}

/** A node was chosen on the map or in the search box: the end of a path if one was begun, else what is shown next. */
function select(node, isSecond = false) {
  const first = pathFrom ?? (isSecond && current.selection?.nodes[0]);
  if (pathFrom && pathFrom !== node) go(selectPath(pathFrom, node));
  else go(first ? selectTwo(first, node) : selectNode(node));
}

function clear() {
  if (pathFrom) cancelPath();
  else if (current.selection) go(null);
}

/** Wait for the other end of a path; null gives it up. */
function startPath(node) {
  pathFrom = node;
  const hint = byElementId("path-hint");
  hint.hidden = !node;
  byElementId("search").placeholder = node ? "Path to…" : "Search papers, methods, datasets…";
  if (!node) return;
  const text = `Path from “${shorten(node.name, 40)}”: search or choose on the map where it should lead.`;
  const cancel = h("button", { type: "button", class: "quiet", title: "Esc", onclick: cancelPath }, "Cancel");
  hint.replaceChildren(h("span", {}, text), cancel);
  announce(text);
  byElementId("search").focus();
}

function leaveSearch() {
  byElementId("search").blur();
  cancelPath();
}

function cancelPath() {
  startPath(null);
  keepFocus();
}

/** The address has changed by hand or by going back: it says all that is shown, so that it means the same to everybody. */
function onAddress() {
  show(parseHash(location.hash, model, start), history.state?.scroll ?? 0);
}

/** A link of the page changes what it names, and nothing else. */
function onLink(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  visit(parseHash(link.hash, model, current));
}

/** Note in the history where the panel is read, so that going back finds the place. */
function keepPlace() {
  history.replaceState({ scroll: byElementId("panel").scrollTop }, "");
}

/** Change what is shown, but not what is selected: no step for the back button. */
function change(changes) {
  const before = current;
  current = { ...current, ...changes };
  render(before);
  announce(current.view === "list" ? byElementId("list-view").querySelector(".table-count").textContent
    : byElementId("notice").textContent);
  keepFocus();
}

function changeFilter(changes) {
  change({ filter: { ...current.filter, ...changes } });
}

/** Switch papers or a label; `alone` leaves no other label on, or where that is so already, all. */
function toggleGroup(group, alone) {
  const hidden = new Set(current.filter.hidden);
  if (!alone) {
    if (!hidden.delete(group)) hidden.add(group);
    return changeFilter({ hidden });
  }
  const others = model.labels.filter((label) => label !== group);
  const isAlone = !hidden.has(group) && others.every((label) => hidden.has(label));
  return changeFilter({ hidden: new Set(isAlone ? [] : others) });
}

/** Show the present state; `before` is the one that was shown, or null at first. */
function render(before) {
  history.replaceState(history.state, "", formatHash(current, start));
  const isList = current.view === "list";
  byElementId("map-view").hidden = isList;
  byElementId("list-view").hidden = !isList;
  for (const view of VIEWS) renderView(view);
  controls.show(current, start);
  const isNew = !before || !isSame(before.selection, current.selection);
  const isOtherLook = ["view", "colour", "size", "isLost"].some((name) => before?.[name] !== current[name]);
  if (isNew || (!current.selection && isOtherLook)) renderPanel();
  if (before?.size !== current.size) setSizes(model, network, current.size);
  if (before?.colour !== current.colour) map.retheme(current.colour);
  if (!isList) renderMap(before, isNew);
  else if (!isSameList(before, current)) tables.show(current);
}

/** Whether two states show the same list: its rows stay then, as many as were asked for. */
function isSameList(before, after) {
  const text = ({ filter }) => formatFilter(filter, start.filter).join();
  return before && ["view", "table", "words", "sort"].every((name) => before[name] === after[name])
    && text(before) === text(after);
}

function isSame(a, b) {
  return formatSelection(a).join() === formatSelection(b).join();
}

function renderView(view) {
  const element = byElementId(`view-${view}`);
  element.href = formatHash({ ...current, view }, { ...start, view: null });
  if (view === current.view) element.setAttribute("aria-current", "page");
  else element.removeAttribute("aria-current");
}

function renderPanel() {
  const panel = byElementId("panel");
  const { selection } = current;
  const close = h("a", { class: "close", href: linkTo(null), "aria-label": "Close details", title: "Close (Esc)" }, "×");
  const content = panelFor(model, current, { path: startPath });
  panel.replaceChildren(...[selection && close, ...content].flat(Infinity).filter(Boolean));
  document.body.classList.toggle("has-selection", Boolean(selection));
  const name = panel.querySelector("h2").textContent;
  document.title = selection ? `${name} · ${title}` : title;
  if (selection) announce(`Details: ${name}`);
}

/** Where the element that had the focus is gone, the view takes it that another gave way to, else the panel's heading. */
function keepFocus() {
  const { activeElement, body } = document;
  if (activeElement !== body && activeElement.checkVisibility()) return;
  const list = byElementId("list-view");
  const heading = byElementId("panel").querySelector("h2");
  const isList = current.view === "list";
  const isOfView = list.contains(activeElement) || (isList && !current.selection);
  (isOfView ? (isList ? list : byElementId("map")) : heading).focus({ preventScroll: true });
}

function renderMap(before, isNewSelection) {
  const { view, filter, selection } = current;
  const near = selection ? neighbours(selection, view, FOCUS_LINKS) : [];
  const focus = focusOf(selection, view, filter, near);
  const shown = shownNodes(model, view, filter, focus);
  map.show(shown, shownLines(model, view, filter, shown));
  map.focus(focus, (selection?.nodes ?? []).filter((node) => focus.has(node)), focusLines(selection, focus));
  byElementId("notice").textContent = selection ? describeFocus(selection, view, filter, near)
    : describeShown(model, view, filter, shown);
  if (!isNewSelection && before.view === view && before.filter.community === filter.community) return;
  const nodes = selection?.kind === PAPER ? nearest([...focus], FIT_SHARE) : [...focus];
  if (before) requestAnimationFrame(() => moveMap(nodes, true));
  else moveMap(nodes, false);
}

function moveMap(nodes, isSmooth) {
  map.resize();
  map.reserve(document.querySelectorAll(".corner > *"), document.querySelectorAll(".zoom"));
  map.fit(nodes, isSmooth);
}

/** The share of some nodes that lies nearest to the first: one far hub must not shrink a paper's surroundings. */
function nearest(nodes, share) {
  const away = (node) => Math.hypot(node.x - nodes[0].x, node.y - nodes[0].y);
  return [...nodes].sort((a, b) => away(a) - away(b)).slice(0, Math.max(2, Math.ceil(nodes.length * share)));
}

/** The lines of a focus: along a path, in a community its backbone, else from the selected nodes to the rest. */
function focusLines(selection, focus) {
  if (!selection) return [];
  if (selection.kind === "path") {
    const path = (selection.path ?? []).filter((node) => focus.has(node));
    return path.slice(1).map((node, i) => [path[i], node]);
  }
  if (selection.kind !== "community") {
    const selected = selection.nodes.filter((node) => focus.has(node));
    return selected.flatMap((from) => [...focus].filter((node) => node !== from).map((to) => [from, to]));
  }
  return shownLines(model, current.view, current.filter, [...focus]);
}

function startSaving() {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "kgraph";
  const shown = () => (current.view === "list" ? tables.rows() : map.shown());
  const actions = {
    "save-png": () => savePng(map, name),
    "save-svg": () => saveSvg(map, name),
    "save-csv": () => saveCsv(model, shown(), name),
    "copy-link": () => copy("Link", location.href),
    print: () => print(),
  };
  addEventListener("beforeprint", () => prepareForPaper(map));
  for (const [id, action] of Object.entries(actions)) {
    byElementId(id).addEventListener("click", () => {
      closeMenu();
      action();
    });
  }
}

const MAP_KEYS = {
  "+": () => map.zoom(1.35), "=": () => map.zoom(1.35), "-": () => map.zoom(1 / 1.35), 0: () => map.fit([], true),
};
const ARROWS = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
const FIELDS = ["INPUT", "SELECT", "TEXTAREA"];

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "Escape" && FIELDS.includes(event.target.tagName)) return;
  const action = actionFor(event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionFor({ key, target }) {
  if (key === "/") return () => byElementId("search").focus();
  if (key === "Escape") return () => closeMenu() || clear();
  if (key >= "1" && key <= "3") return () => byElementId(`view-${VIEWS[key - 1]}`).click();
  if (key === "p") return askPath;
  if (current.view === "list") return null;
  if (target.id === "map" && key === "Enter") return openMiddle;
  return MAP_KEYS[key] ?? (target.id === "map" && ARROWS[key] && (() => look(...ARROWS[key])));
}

/** Move the map, and say what comes to its middle. */
function look(x, y) {
  map.pan(x, y);
  announce(map.pointAtMiddle()?.name ?? "");
}

function openMiddle() {
  const node = map.pointAtMiddle();
  if (node) select(node);
}

function askPath() {
  const nodes = current.selection?.nodes ?? [];
  if (nodes.length === 1) startPath(nodes[0]);
  else say("Choose a paper or an entity first: p asks for a path from it.");
}

function showCounts() {
  const counts = [plural(model.papers.length, "paper"), plural(model.entities.length, "entity", "entities"),
    `${plural(model.links.length, "link")} between papers`];
  byElementId("counts").replaceChildren(...counts.map((count, i) => h("span", {}, i ? ` · ${count}` : count)));
}

function startPage() {
  showCounts();
  startTheme(() => map.retheme());
  startSaving();
  startMenus();
  startSearchBox(model, byElementId("search"), byElementId("hits"), { find, leave: leaveSearch,
    choose: ({ node, community }) => (node ? select(node) : go(selectCommunity(community))) });
  byElementId("skip").addEventListener("click", () => {
    byElementId("view-list").click();
    byElementId("list-view").focus();
  });
  byElementId("zoom-in").addEventListener("click", MAP_KEYS["+"]);
  byElementId("zoom-out").addEventListener("click", MAP_KEYS["-"]);
  byElementId("zoom-fit").addEventListener("click", MAP_KEYS[0]);
  addEventListener("click", onLink);
  addEventListener("popstate", onAddress);
  addEventListener("keydown", onKey);
  render(null);
}

startPage();
