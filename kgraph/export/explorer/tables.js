// Tables: every entity and every paper as sortable rows, for reading without the map.

const ROWS_AT_ONCE = 100;

/** The first of the names of a node's community: enough to tell it in a table. */
const communityCell = ({ community }) => community?.names[0] ?? community?.name ?? "";

const TABLES = {
  entity: [
    { name: "Name", value: (entity) => entity.name, first: 1 },
    { name: "Kind", value: (entity) => entity.labelName, first: 1 },
    { name: "Papers", value: (entity) => entity.count, first: -1, number: true },
    { name: "Specificity", value: (entity) => entity.idf, first: -1, number: true },
    { name: "Community", value: communityCell, first: 1, clamp: true },
    { name: "Also called", value: (entity) => otherNames(entity).join(", "), first: 1, clamp: true },
  ],
  paper: [
    { name: "Title", value: (paper) => paper.name, first: 1 },
    { name: "Year", value: (paper) => paper.year ?? 0, first: -1, number: true },
    { name: "Entities", value: (paper) => paper.entities.length, first: -1, number: true },
    { name: "Links", value: (paper) => paper.links.length, first: -1, number: true },
    { name: "Community", value: communityCell, first: 1, clamp: true },
  ],
};

/** The column each table is sorted by at first. */
const SORTED_BY = { entity: { column: 2, direction: -1 }, paper: { column: 3, direction: -1 } };

/** Sort rows by a column; equal ones by name. */
function sortRows(items, { value, number }, direction) {
  const compare = number ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b), "en");
  return [...items].sort((a, b) => direction * compare(a, b) || a.name.localeCompare(b.name, "en"));
}

/**
 * Show the tables in a container. `on.kind(kind)` tells that a reader asks for the other one. What comes back shows a
 * kind under a filter, says how many rows there are, and gives them.
 */
function createTables(container, model, on) {
  const state = { kind: ENTITY, filter: null, text: "", sort: { ...SORTED_BY } };
  const body = h("div", { class: "table-body" });
  const tabs = [[ENTITY, "Entities"], [PAPER, "Papers"]].map(([kind, name]) => h("button", {
    type: "button", class: "tab", "data-kind": kind, onclick: () => on.kind(kind),
  }, name));
  const narrow = h("input", { type: "search", class: "narrow", placeholder: "Narrow this list…",
    "aria-label": "Narrow this list", autocomplete: "off", oninput: () => {
      state.text = narrow.value;
      announce(render());
    } });
  const choice = h("div", { class: "tabs", role: "group", "aria-label": "Table" }, tabs);
  container.replaceChildren(h("div", { class: "table-bar" }, choice, narrow), body);
  container.addEventListener("keydown", (event) => moveInRows(event, body));

  function sortBy(column) {
    state.sort[state.kind] = nextSort(state.sort[state.kind], column, TABLES[state.kind]);
    render();
    body.querySelectorAll("th button")[column].focus();
  }
  function render() {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.kind === state.kind));
    const rows = tableRows(model, state);
    const count = countRows(rows.length, model, state.kind);
    body.replaceChildren(h("p", { class: "table-count" }, count), ...table(model, state, rows, sortBy));
    return count;
  }
  return {
    show(kind, filter) {
      Object.assign(state, { kind, filter });
      return render();
    },
    rows: () => tableRows(model, state),
  };
}

/** The rows of a table: what the filter lets through, but rare entities, too, for a list has room. */
function tableRows(model, { kind, text, filter, sort }) {
  const query = fold(text.trim());
  const items = (kind === ENTITY ? model.entities : model.papers).filter((item) => isOfGroup(filter, item)
    && (!query || [item.name, ...(item.aliases ?? [])].some((name) => fold(name).includes(query))));
  return sortRows(items, TABLES[kind][sort[kind].column], sort[kind].direction);
}

function countRows(count, model, kind) {
  const total = kind === ENTITY ? model.entities.length : model.papers.length;
  const noun = kind === ENTITY ? "entities" : "papers";
  const all = `${total.toLocaleString("en")} ${noun}`;
  return count === total ? `All ${all}` : `${count.toLocaleString("en")} of ${all}`;
}

/** A column is sorted its own way at first, and turned round when it is chosen again. */
function nextSort({ column, direction }, chosen, columns) {
  return { column: chosen, direction: column === chosen ? -direction : columns[chosen].first };
}

function table(model, state, items, sortBy) {
  const columns = TABLES[state.kind];
  const sorted = state.sort[state.kind];
  const head = h("thead", {}, h("tr", {}, columns.map((column, i) => headCell(column, i, sorted, sortBy))));
  const [body, more] = longList("tbody", {}, items, ROWS_AT_ONCE, (item) => h("tr", {},
    h("th", { scope: "row" }, nodeLink(model, item)),
    columns.slice(1).map((column) => h("td", { class: column.number && "number" }, cellText(column, item)))));
  return [h("table", { class: `table is-${state.kind}` }, head, body), more];
}

function headCell({ name, number }, i, { column, direction }, sortBy) {
  const sorted = column === i ? (direction > 0 ? "ascending" : "descending") : "none";
  return h("th", { scope: "col", "aria-sort": sorted, class: number && "number" },
    h("button", { type: "button", onclick: () => sortBy(i) }, name));
}

function cellText({ value, name, clamp }, item) {
  const cell = value(item);
  if (clamp) return h("span", { class: "clamp", title: cell }, cell);
  if (name === "Specificity") return cell.toFixed(2);
  return name === "Year" && !cell ? "" : String(cell);
}

/** Up and down arrows move between the links of the rows. */
function moveInRows(event, body) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...body.querySelectorAll("tbody a")];
  const place = links.indexOf(document.activeElement);
  if (place < 0 && document.activeElement.tagName === "INPUT" && event.key === "ArrowUp") return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, place + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
}
