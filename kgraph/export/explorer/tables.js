// Tables: every entity and every paper as sortable rows, for reading without the map.

const ROWS_AT_ONCE = 100;

const TABLES = {
  entity: [
    { name: "Name", value: (entity) => entity.name, first: 1 },
    { name: "Label", value: (entity) => entity.labelName, first: 1 },
    { name: "Papers", value: (entity) => entity.count, first: -1, number: true },
    { name: "Specificity", value: (entity) => entity.idf, first: -1, number: true },
    { name: "Also called", value: (entity) => otherNames(entity).join(", "), first: 1, clamp: true },
  ],
  paper: [
    { name: "Title", value: (paper) => paper.name, first: 1 },
    { name: "Year", value: (paper) => paper.year ?? 0, first: -1, number: true },
    { name: "Entities", value: (paper) => paper.entities.length, first: -1, number: true },
    { name: "Links", value: (paper) => paper.links.length, first: -1, number: true },
  ],
};

/** The column each table is sorted by at first. */
const START = { entity: { column: 2, direction: -1 }, paper: { column: 3, direction: -1 } };

/** Sort rows by a column; equal ones by name. */
function sortRows(items, { value, number }, direction) {
  const compare = number ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b), "en");
  return [...items].sort((a, b) => direction * compare(a, b) || a.name.localeCompare(b.name, "en"));
}

/** Show the tables in a container. `filter()` gives the present filter, `link(selection)` an address. */
function createTables(container, model, filter, link) {
  const state = { kind: ENTITY, ...START[ENTITY], text: "" };
  const body = h("div", { class: "table-body" });
  const tabs = [[ENTITY, "Entities"], [PAPER, "Papers"]].map(([kind, name]) => h("button", {
    type: "button", class: "tab", "data-kind": kind, onclick: () => change({ ...START[kind], kind }),
  }, name));
  const narrow = h("input", { type: "search", class: "narrow", placeholder: "Narrow this list…",
    "aria-label": "Narrow this list", autocomplete: "off", oninput: () => change({ text: narrow.value }) });
  const choice = h("div", { class: "tabs", role: "group", "aria-label": "Table" }, tabs);
  container.replaceChildren(h("div", { class: "table-bar" }, choice, narrow), body);
  container.addEventListener("keydown", (event) => moveInRows(event, body));

  function change(changes) {
    Object.assign(state, changes);
    render();
  }
  function render() {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.kind === state.kind));
    const chosen = tableRows(model, state, filter());
    const sort = (column) => {
      setSort(state, column);
      render();
      body.querySelectorAll("th button")[column].focus();
    };
    const count = countRows(chosen.length, model, state.kind);
    body.replaceChildren(h("p", { class: "table-count" }, count), ...table(model, state, chosen, link, sort));
    return count;
  }
  return { render };
}

function tableRows(model, { kind, column, direction, text }, filter) {
  const query = fold(text.trim());
  const items = (kind === ENTITY ? model.entities : model.papers).filter((item) => allows(filter, item)
    && (!query || [item.name, ...(item.aliases ?? [])].some((name) => fold(name).includes(query))));
  return sortRows(items, TABLES[kind][column], direction);
}

function countRows(count, model, kind) {
  const total = kind === ENTITY ? model.entities.length : model.papers.length;
  const noun = kind === ENTITY ? "entities" : "papers";
  const all = `${total.toLocaleString("en")} ${noun}`;
  return count === total ? `All ${all}` : `${count.toLocaleString("en")} of ${all}`;
}

function setSort(state, column) {
  state.direction = state.column === column ? -state.direction : TABLES[state.kind][column].first;
  state.column = column;
}

function table(model, state, items, link, sort) {
  const columns = TABLES[state.kind];
  const head = h("thead", {}, h("tr", {}, columns.map((column, i) => headCell(column, i, state, sort))));
  const [body, more] = longList("tbody", {}, items, ROWS_AT_ONCE, (item) => h("tr", {},
    h("th", { scope: "row" }, nodeLink(model, item, link)),
    columns.slice(1).map((column) => h("td", { class: column.number && "number" }, cellText(column, item)))));
  return [h("table", { class: `table is-${state.kind}` }, head, body), more];
}

function headCell({ name, number }, i, state, sort) {
  const sorted = state.column === i ? (state.direction > 0 ? "ascending" : "descending") : "none";
  return h("th", { scope: "col", "aria-sort": sorted, class: number && "number" },
    h("button", { type: "button", onclick: () => sort(i) }, name));
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
