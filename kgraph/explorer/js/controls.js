// Controls: the filters and the look of the map, shown as they are and changed by hand.

const FEW_LINKS = 0.01;

/**
 * Bring the controls to life. `on.filter(changes)` and `on.look(changes)` tell what a reader changes,
 * `on.group(group, alone)` that papers or a label are switched, or all other labels off, `on.reset()` that all filters
 * go. What comes back shows a state.
 */
function createControls(model, on) {
  const chips = createChips(model, on);
  const years = createYears(yearRange(model), on);
  startRange("support", "support", on);
  startRange("weight", "weight", on);
  byElementId("weight").max = String(Math.ceil(heavyWeight(model)));
  startCommunities(model, on);
  startNarrowPlace();
  fillSelect("size", ["papers", ...Object.keys(model.measures)].map((name) => [name, measureName(name)]));
  for (const name of ["size", "colour"]) {
    byElementId(name).addEventListener("change", ({ currentTarget }) => on.look({ [name]: currentTarget.value }));
  }
  byElementId("reset").addEventListener("click", on.reset);
  byElementId("show-rare").addEventListener("click", () => on.filter({ support: 1 }));
  byElementId("show-all").addEventListener("click", on.reset);
  return {
    show(state, start) {
      const isFiltered = formatFilter(state.filter, start.filter).length > 0;
      chips(state);
      years(state.filter);
      showRange("support", state.filter.support, plural(state.filter.support, "paper"));
      showRange("weight", state.filter.weight, weightText(model, state.filter.weight));
      byElementId("community").value = state.filter.community?.index ?? "";
      byElementId("size").value = state.size;
      byElementId("colour").value = state.colour;
      Object.assign(document.body.dataset, { colour: state.colour, view: state.view });
      byElementId("support-field").hidden = state.view === "list";
      showCount(["years", "weight", "community"].filter((name) => state.filter[name] !== start.filter[name]).length);
      const hasRare = model.entities.some((entity) => reasonAgainst(state.filter, entity) === "rare");
      byElementId("show-rare").hidden = state.selection || !hasRare;
      byElementId("show-all").hidden = !state.selection || !isFiltered;
      byElementId("reset").hidden = !isFiltered;
    },
  };
}

/** The weight that all but a few links stay below: the last that a slider reaches. */
function heavyWeight({ links }) {
  const weights = links.map(({ weight }) => weight).sort((a, b) => b - a);
  return weights[Math.floor(FEW_LINKS * weights.length)] ?? 1;
}

function weightText({ links }, least) {
  if (!least) return "any";
  const left = links.filter(({ weight }) => weight >= least).length;
  return `${least.toFixed(1)} · ${thousands(left)} of ${thousands(links.length)}`;
}

/** Say how many of the filters in the menu are in use. */
function showCount(used) {
  const badge = byElementId("filter-count");
  badge.hidden = !used;
  badge.textContent = String(used);
}

/** On a small screen all controls of the map move into the menu, and the menu beside the search. */
function startNarrowPlace() {
  const [chips, support, menu, look, reset] = ["chips", "support-field", "more-filters", "look", "reset"].map(byElementId);
  const [bar, row, corner] = [".bar .search", ".filters", ".corner"].map((name) => document.querySelector(name));
  const narrow = matchMedia("(max-width: 47.5em), (max-height: 30em)");
  const place = () => {
    if (narrow.matches) {
      menu.querySelector(".menu-body").prepend(chips, support);
      menu.querySelector(".menu-body").append(look, reset);
      bar.after(menu);
    } else {
      row.append(chips, support, menu, reset);
      corner.prepend(look);
    }
  };
  narrow.addEventListener("change", place);
  place();
}

/** One button for papers and one for each label, with how many are shown; they are the legend, too. */
function createChips(model, on) {
  const groups = [PAPER, ...model.labels];
  const totals = countGroups(model.nodes);
  const buttons = groups.map((group) => h("button", {
    type: "button", class: "chip", "data-group": group, onclick: (event) => on.group(group, event.shiftKey),
  }, glyph(model, group), group === PAPER ? "Papers" : `${group}s`, h("span", { class: "note" })));
  byElementId("chips").replaceChildren(...buttons);
  return ({ view, filter }) => {
    const isShown = view === "list" ? (node) => isOfGroup(filter, node) : (node) => allows(filter, node);
    const shown = countGroups(model.nodes.filter(isShown));
    groups.forEach((group, i) => {
      const isOn = !filter.hidden.has(group);
      const [count, total] = [shown, totals].map((counts) => thousands(counts.get(group) ?? 0));
      buttons[i].setAttribute("aria-pressed", String(isOn));
      const others = group === PAPER ? "papers alone" : "no other entities";
      buttons[i].title = `${isOn ? `${count} of ${total} shown` : `${total} hidden`}. Shift and click: ${others}`;
      buttons[i].querySelector(".note").textContent = isOn ? count : "off";
    });
  };
}

/** How many nodes of each group there are. */
function countGroups(nodes) {
  const counts = new Map();
  for (const node of nodes) counts.set(groupOf(node), (counts.get(groupOf(node)) ?? 0) + 1);
  return counts;
}

function startRange(id, name, on) {
  byElementId(id).addEventListener("input", ({ currentTarget }) => on.filter({ [name]: Number(currentTarget.value) }));
}

function showRange(id, value, text) {
  const input = byElementId(id);
  if (value > Number(input.max)) input.max = String(value);
  input.value = String(value);
  input.setAttribute("aria-valuetext", text);
  byElementId(`${id}-value`).textContent = text;
}

/** One slider with two thumbs; neither passes the other. Without two known years there is none. */
function createYears(range, on) {
  const [from, to] = [byElementId("year-from"), byElementId("year-to")];
  byElementId("years-field").hidden = !range;
  if (!range) return () => {};
  for (const input of [from, to]) [input.min, input.max] = range.map(String);
  const change = (changed) => {
    const [a, b] = [Number(from.value), Number(to.value)];
    const years = [changed === from ? Math.min(a, b) : a, changed === to ? Math.max(a, b) : b];
    on.filter({ years: years[0] === range[0] && years[1] === range[1] ? null : years });
  };
  for (const input of [from, to]) input.addEventListener("input", () => change(input));
  return (filter) => {
    const years = filter.years ?? range;
    [from.value, to.value] = years.map(String);
    from.style.zIndex = years[0] === range[1] ? "1" : ""; // where both are at the end, this one can still be moved
    byElementId("years-value").textContent = years.join("–");
  };
}

function startCommunities(model, on) {
  const named = model.communities.filter((community) => community.papers.length > 1);
  fillSelect("community", [["", "All"], ...named.map(({ index, name }) => [index, name])]);
  byElementId("community").addEventListener("change", ({ currentTarget: { value } }) => (
    on.filter({ community: value === "" ? null : model.communities[Number(value)] })));
}

function fillSelect(id, options) {
  byElementId(id).replaceChildren(...options.map(([value, name]) => h("option", { value }, name)));
}
