// Tables: every entity and every paper as sortable rows, for reading without the map.

import { columnsOf, readSort, sortName, sortRows } from "../graph/columns.js";
import { allowsRare } from "../graph/filter.js";
import { ENTITY, PAPER } from "../graph/model.js";
import { fold, readQuery, startsWord } from "../graph/search.js";
import { plural, thousands } from "../graph/text.js";
import { focusOn, h, longList } from "./dom.js";
import { line, nodeLink } from "./parts.js";

/** @import { Column } from "../graph/columns.js" */
/** @import { GraphNode, Kind, Model, State } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */

/** @typedef {(changes: Partial<State>) => void} OnChange  Called with what a reader changes. */

const ROWS_AT_ONCE = 100;

/** The view of tables; what a reader changes (table, words, sort) is reported. */
export class Tables {
  /** @type {GraphNode[]} */
  items = [];

  /**
   * @param {HTMLElement} container
   * @param {Model} model
   * @param {OnChange} onChange
   */
  constructor(container, model, onChange) {
    this.model = model;
    this.onChange = onChange;
    this.body = h("div", { class: "table-body" });
    this.tabs = [makeTab(ENTITY, "Entities", onChange), makeTab(PAPER, "Papers", onChange)];
    this.narrow = makeNarrowField((words) => onChange({ words }));
    const choice = h("div", { class: "tabs", role: "group", "aria-label": "Table" }, this.tabs);
    container.replaceChildren(h("div", { class: "table-bar" }, choice, this.narrow), this.body);
    container.addEventListener("keydown", (event) => moveInRows(event, this.body));
  }

  /** @type {(state: State) => void} */
  show(state) {
    const { body, model, narrow } = this;
    for (const tab of this.tabs) {
      tab.setAttribute("aria-pressed", String(tab.dataset.kind === state.table));
    }
    if (narrow.value !== state.words) narrow.value = state.words;
    this.items = tableItems(model, state);
    const hadFocus = body.contains(document.activeElement);
    const count = countItems(this.items.length, model, state.table);
    body.replaceChildren(
      h("p", { class: "table-count" }, count),
      ...makeTable(model, state, this.items, (sort) => this.onChange({ sort })),
    );
    if (hadFocus) focusOn(body.querySelector("th:not([aria-sort=none]) button"));
  }
}

/** @type {(table: Kind, name: string, onChange: OnChange) => HTMLButtonElement} */
function makeTab(table, name, onChange) {
  const onclick = () => onChange({ table, sort: "" });
  return h("button", { type: "button", class: "tab", "data-kind": table, onclick }, name);
}

/**
 * Make the field that narrows a table; Escape empties it.
 *
 * @type {(onWords: (words: string) => void) => HTMLInputElement}
 */
function makeNarrowField(onWords) {
  const field = h("input", {
    type: "search",
    class: "narrow",
    placeholder: "Narrow this list…",
    "aria-label": "Narrow this list",
    autocomplete: "off",
  });
  field.addEventListener("input", () => onWords(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.stopPropagation();
    field.value = "";
    onWords("");
  });
  return field;
}

/**
 * Return the items of a table, sorted: what the filter allows, and rare entities, for which a list
 * has room.
 *
 * @type {(model: Model, state: State) => GraphNode[]}
 */
function tableItems(model, { table: kind, words, filter, sort }) {
  const query = readQuery(words);
  /** @type {GraphNode[]} */
  const all = kind === ENTITY ? model.entities : model.papers;
  const items = all.filter((item) => allowsRare(filter, item) && hasWords(item, query.words));
  const { column, direction } = readSort(kind, sort);
  return sortRows(items, column, direction);
}

/**
 * Return whether each word is a prefix of a word in a node's names.
 *
 * @type {(node: GraphNode, words: string[]) => boolean}
 */
function hasWords(node, words) {
  if (!words.length) return true;
  const names = node.kind === ENTITY ? [node.name, ...node.aliases] : [node.name];
  const text = names.map(fold).join("\n");
  return words.every((word) => startsWord(text, word));
}

/** @type {(count: number, model: Model, kind: Kind) => string} */
function countItems(count, model, kind) {
  const total = kind === ENTITY ? model.entities.length : model.papers.length;
  const all = kind === ENTITY ? plural(total, "entity", "entities") : plural(total, "paper");
  return count === total ? `All ${all}` : `${thousands(count)} of ${all}`;
}

/**
 * @type {(model: Model, state: State, items: GraphNode[], sortBy: (sort: string) => void)
 *   => (HTMLElement | string)[]}
 */
function makeTable(model, { table: kind, words, sort }, items, sortBy) {
  if (!items.length && words) return [line("", `None has the words “${words.trim()}”.`) ?? ""];
  const columns = columnsOf(model, kind);
  const sorted = readSort(kind, sort);
  const head = h(
    "thead",
    {},
    h(
      "tr",
      {},
      columns.map((column) => headCell(column, sorted, sortBy)),
    ),
  );
  const [body, more] = longList("tbody", {}, items, ROWS_AT_ONCE, (item) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, nodeLink(model, item)),
      columns.slice(1).map((column) => bodyCell(column, item)),
    ),
  );
  return [h("table", { class: `table is-${kind}` }, head, body), more];
}

/**
 * Make the head of a column. Clicked, it sorts by the column, or if sorted by it, in reverse.
 *
 * @type {(column: Column<any>, sorted: ReturnType<typeof readSort>,
 *   sortBy: (sort: string) => void) => HTMLElement}
 */
function headCell(column, sorted, sortBy) {
  const { name, number, title, first } = column;
  const isSorted = column === sorted.column;
  const order = sorted.direction > 0 ? "ascending" : "descending";
  const next = sortName(column, isSorted ? -sorted.direction : first);
  const properties = {
    scope: "col",
    "aria-sort": isSorted ? order : "none",
    class: number && "number",
  };
  return h(
    "th",
    properties,
    h("button", { type: "button", title, onclick: () => sortBy(next) }, name),
  );
}

/** @type {(column: Column<any>, item: GraphNode) => HTMLElement} */
function bodyCell(column, item) {
  return h("td", { class: column.number && "number" }, cellText(column, item));
}

/** @type {(column: Column<any>, item: GraphNode) => Child} */
function cellText({ value, name, clamp }, item) {
  const cell = value(item);
  if (clamp) return h("span", { class: "clamp", title: cell }, String(cell));
  return name === "Specificity" ? Number(cell).toFixed(2) : String(cell);
}

/**
 * Move between the links of the rows by the up and down arrows.
 *
 * @type {(event: KeyboardEvent, body: HTMLElement) => void}
 */
function moveInRows(event, body) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const { activeElement } = document;
  const links = [...body.querySelectorAll("tbody a")];
  const index = links.indexOf(/** @type {Element} */ (activeElement));
  if (index < 0 && activeElement?.tagName === "INPUT" && event.key === "ArrowUp") return;
  event.preventDefault();
  const next = index + (event.key === "ArrowDown" ? 1 : -1);
  focusOn(links[Math.max(0, Math.min(links.length - 1, next))]);
}
