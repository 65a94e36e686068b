// Controls: the filters and the look of the map, shown as they are and changed by hand.

import { allows, allowsRare, groupOf, reasonAgainst, yearRange } from "../graph/filter.js";
import { measureName, SIZES } from "../graph/measures.js";
import { PAPER } from "../graph/model.js";
import { formatFilter } from "../graph/state.js";
import { inWords } from "../graph/statements.js";
import { plural, pluralOf, thousands } from "../graph/text.js";
import { byElementId, find, h, inputById, selectById } from "./dom.js";
import { glyph } from "./parts.js";

/** @import { Filter, GraphNode, Group, Model, State } from "../graph/types.d.ts" */

/**
 * @typedef {object} ControlEvents  What a reader changes.
 * @property {(changes: Partial<Filter>) => void} filter
 * @property {(changes: Partial<State>) => void} look
 * @property {(group: Group, isAlone: boolean) => void} group  Switched, or the others off.
 * @property {() => void} reset
 */

/** The share of links whose weight is beyond the slider's end. */
const FEW_LINKS = 0.01;

/**
 * Start the controls, and return the function that shows a state.
 *
 * @type {(model: Model, on: ControlEvents) => (state: State, start: State) => void}
 */
export function startControls(model, on) {
  const showChips = startChips(model, on);
  const showYears = startYears(yearRange(model), on);
  startRange("support", on);
  startRange("weight", on);
  inputById("weight").max = (Math.ceil(20 * heavyWeight(model)) / 20).toFixed(2);
  startCommunities(model, on);
  const showPredicates = startPredicates(model, on);
  startLook(on);
  startNarrowLayout();
  startButtons(on);
  return (state, start) => {
    const { filter } = state;
    showChips(state);
    showYears(filter);
    showRange("support", filter.support, plural(filter.support, "paper"));
    showRange("weight", filter.weight, weightText(model, filter.weight));
    selectById("community").value = String(filter.community?.index ?? "");
    showPredicates(filter);
    showLook(state);
    showCount(filter, start.filter);
    showButtons(model, state, start);
  };
}

/** @type {(on: ControlEvents) => void} */
function startLook(on) {
  fillSelect(
    "size",
    Object.keys(SIZES).map((name) => [name, measureName(name)]),
  );
  for (const name of ["size", "colour"]) {
    const select = selectById(name);
    select.addEventListener("change", () => on.look({ [name]: select.value }));
  }
}

/** @type {(state: State) => void} */
function showLook({ size, colour, view }) {
  selectById("size").value = size;
  selectById("colour").value = colour;
  Object.assign(document.body.dataset, { colour, view });
  byElementId("support-field").hidden = view === "list";
}

/** @type {(on: ControlEvents) => void} */
function startButtons(on) {
  byElementId("reset").addEventListener("click", on.reset);
  byElementId("show-rare").addEventListener("click", () => on.filter({ support: 1 }));
  byElementId("show-all").addEventListener("click", on.reset);
}

/** @type {(model: Model, state: State, start: State) => void} */
function showButtons(model, { filter, selection }, start) {
  const isFiltered = formatFilter(filter, start.filter).length > 0;
  const hasRare = model.entities.some((entity) => reasonAgainst(filter, entity) === "rare");
  byElementId("show-rare").hidden = Boolean(selection) || !hasRare;
  byElementId("show-all").hidden = !selection || !isFiltered;
  byElementId("reset").hidden = !isFiltered;
}

/**
 * Show how many of the filters in the menu are in use.
 *
 * @type {(filter: Filter, start: Filter) => void}
 */
function showCount(filter, start) {
  /** @type {("years" | "weight" | "community" | "predicates")[]} */
  const names = ["years", "weight", "community", "predicates"];
  const used = names.filter((name) => filter[name] !== start[name]).length;
  const badge = byElementId("filter-count");
  badge.hidden = !used;
  badge.textContent = String(used);
}

/**
 * Return the weight at the slider's end: only a few links are heavier.
 *
 * @type {(model: Model) => number}
 */
function heavyWeight({ links }) {
  const weights = links.map(({ weight }) => weight).sort((a, b) => b - a);
  return weights[Math.floor(FEW_LINKS * weights.length)] ?? 1;
}

/** @type {(model: Model, least: number) => string} */
function weightText({ links }, least) {
  if (!least) return "any";
  const count = links.filter(({ weight }) => weight >= least).length;
  return `${least.toFixed(2)} · ${thousands(count)} of ${thousands(links.length)}`;
}

/** While the screen is small, move the controls of the map into the menu, and it to the search. */
function startNarrowLayout() {
  const [chips, support, menu, look, reset] = [
    "chips",
    "support-field",
    "more-filters",
    "look",
    "reset",
  ].map(byElementId);
  const [bar, row, corner] = [".bar .search", ".filters", ".corner"].map((selector) =>
    find(selector, HTMLElement),
  );
  const body = find(".menu-body", HTMLElement, menu);
  const narrow = matchMedia("(max-width: 47.5em), (max-height: 30em)");
  const arrange = () => {
    if (narrow.matches) {
      body.prepend(chips, support);
      body.append(look, reset);
      bar.after(menu);
    } else {
      row.append(chips, support, menu, reset);
      corner.prepend(look);
    }
  };
  narrow.addEventListener("change", arrange);
  arrange();
}

/**
 * Make a chip for papers and one for each label, which are also the legend.
 *
 * @type {(model: Model, on: ControlEvents) => (state: State) => void}
 */
function startChips(model, on) {
  const totals = countGroups(model.nodes);
  const chips = new Map(
    [PAPER, ...model.labels].map((group) => [group, makeChip(model, group, on)]),
  );
  byElementId("chips").replaceChildren(...chips.values());
  return ({ view, filter }) => {
    const isShown = view === "list" ? allowsRare : allows;
    const shown = countGroups(model.nodes.filter((node) => isShown(filter, node)));
    for (const [group, chip] of chips) {
      const [count, total] = [shown, totals].map((counts) => thousands(counts.get(group) ?? 0));
      showChip(chip, group, !filter.hidden.has(group), count, total);
    }
  };
}

/** @type {(model: Model, group: Group, on: ControlEvents) => HTMLButtonElement} */
function makeChip(model, group, on) {
  const chip = h(
    "button",
    { type: "button", class: "chip", "data-group": group },
    glyph(model, group),
    group === PAPER ? "Papers" : pluralOf(group),
    h("span", { class: "note" }),
  );
  chip.addEventListener("click", (event) => on.group(group, event.shiftKey));
  return chip;
}

/**
 * @type {(chip: HTMLButtonElement, group: Group, isOn: boolean, count: string, total: string)
 *   => void}
 */
function showChip(chip, group, isOn, count, total) {
  const alone = group === PAPER ? "papers alone" : "no other entities";
  chip.setAttribute("aria-pressed", String(isOn));
  const state = isOn ? `${count} of ${total} shown` : `${total} hidden`;
  chip.title = `${state}. Shift and click: ${alone}`;
  find(".note", HTMLElement, chip).textContent = isOn ? count : "off";
}

/** @type {(nodes: GraphNode[]) => Map<Group, number>} */
function countGroups(nodes) {
  /** @type {Map<Group, number>} */
  const counts = new Map();
  for (const node of nodes) counts.set(groupOf(node), (counts.get(groupOf(node)) ?? 0) + 1);
  return counts;
}

/** @type {(name: "support" | "weight", on: ControlEvents) => void} */
function startRange(name, on) {
  const input = inputById(name);
  input.addEventListener("input", () => on.filter({ [name]: Number(input.value) }));
}

/** @type {(id: string, value: number, text: string) => void} */
function showRange(id, value, text) {
  const input = inputById(id);
  if (value > Number(input.max)) input.max = String(value);
  input.value = String(value);
  input.setAttribute("aria-valuetext", text);
  byElementId(`${id}-value`).textContent = text;
}

/**
 * Start the slider of years, whose two thumbs do not pass each other; hide it without a range.
 *
 * @type {(range: [number, number] | null, on: ControlEvents) => (filter: Filter) => void}
 */
function startYears(range, on) {
  const [from, to] = [inputById("year-from"), inputById("year-to")];
  byElementId("years-field").hidden = !range;
  if (!range) return () => {};
  for (const input of [from, to]) [input.min, input.max] = range.map(String);
  /** @type {(first: number, last: number) => void} */
  const change = (first, last) => {
    on.filter({ years: first === range[0] && last === range[1] ? null : [first, last] });
  };
  const values = () => [Number(from.value), Number(to.value)];
  from.addEventListener("input", () => change(Math.min(...values()), values()[1]));
  to.addEventListener("input", () => change(values()[0], Math.max(...values())));
  return (filter) => {
    const years = filter.years ?? range;
    [from.value, to.value] = years.map(String);
    // where both thumbs are at the end, the first can still be moved
    from.style.zIndex = years[0] === range[1] ? "1" : "";
    byElementId("years-value").textContent = years.join("–");
  };
}

/** @type {(model: Model, on: ControlEvents) => void} */
function startCommunities({ communities }, on) {
  const several = communities.filter(({ papers }) => papers.length > 1);
  fillSelect("community", [
    ["", "All"],
    ...several.map(({ index, name }) => [String(index), name]),
  ]);
  const select = selectById("community");
  select.addEventListener("change", () =>
    on.filter({ community: select.value ? communities[Number(select.value)] : null }),
  );
}

/**
 * Start the boxes of predicates, none of which is checked while all are shown; hide them if nothing
 * is stated.
 *
 * @type {(model: Model, on: ControlEvents) => (filter: Filter) => void}
 */
function startPredicates({ predicates }, on) {
  const boxes = predicates.map((value) => h("input", { type: "checkbox", value }));
  const change = () => {
    const checked = boxes.filter((box) => box.checked).map(({ value }) => value);
    on.filter({ predicates: checked.length ? new Set(checked) : null });
  };
  for (const box of boxes) box.addEventListener("change", change);
  byElementId("predicates-field").hidden = !boxes.length;
  byElementId("predicates").replaceChildren(
    ...boxes.map((box) => h("label", {}, box, inWords(box.value))),
  );
  return (filter) => {
    for (const box of boxes) box.checked = filter.predicates?.has(box.value) ?? false;
    byElementId("predicates-value").textContent = filter.predicates ? "" : "all";
  };
}

/** @type {(id: string, options: string[][]) => void} */
function fillSelect(id, options) {
  selectById(id).replaceChildren(...options.map(([value, name]) => h("option", { value }, name)));
}
