// Tables: every entity and every paper as sortable rows, for reading without the map.

const ROWS_AT_ONCE = 100;

/** The first of the names of a node's community: enough to tell it in a table. */
const communityCell = ({ community }) => community?.names[0] ?? community?.name ?? "";

const TABLES = {
  entity: [
    { name: "Name", value: (entity) => entity.name, first: 1 },
    { name: "Kind", value: (entity) => entity.labelName, first: 1 },
    { name: "Papers", value: (entity) => entity.count, first: -1, number: true },
    { name: "Specificity", value: (entity) => entity.idf, first: -1, number: true, title: SPECIFICITY },
    { name: "Community", value: communityCell, first: 1, clamp: true, title: "The first of its names" },
    { name: "Also called", value: (entity) => otherNames(entity).join(", "), first: 1, clamp: true },
  ],
  paper: [
    { name: "Title", value: (paper) => paper.name, first: 1 },
    { name: "Year", value: (paper) => paper.year ?? "", first: -1, number: true },
    { name: "Entities", value: (paper) => paper.entities.length, first: -1, number: true, title: "How many it names" },
    { name: "Links", value: (paper) => paper.links.length, first: -1, number: true, title: "How many papers it is linked to" },
    { name: "Community", value: communityCell, first: 1, clamp: true, title: "The first of its names" },
  ],
};

/** The column each table is sorted by at first. */
const SORTED_BY = { entity: { column: "Papers", direction: -1 }, paper: { column: "Links", direction: -1 } };

/** The columns of a table, without the years where no paper has one. */
function columnsOf(model, kind) {
  return TABLES[kind].filter(({ name }) => name !== "Year" || model.papers.some(({ year }) => year));
}

/** Sort rows by a column, those that have nothing there last; equal ones by name. */
function sortRows(items, { value, number }, direction) {
  const { compare } = new Intl.Collator("en");
  const order = number ? (a, b) => a - b : compare;
  const keyed = items.map((item) => ({ item, key: value(item) }));
  keyed.sort((a, b) => (a.key === "") - (b.key === "") || direction * order(a.key, b.key) || compare(a.item.name, b.item.name));
  return keyed.map(({ item }) => item);
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
    "aria-label": "Narrow this list", autocomplete: "off", oninput: () => narrowTo(narrow.value),
    onkeydown: (event) => {
      if (event.key !== "Escape" || !narrow.value) return;
      event.stopPropagation();
      narrow.value = "";
      narrowTo("");
    } });
  const choice = h("div", { class: "tabs", role: "group", "aria-label": "Table" }, tabs);
  container.replaceChildren(h("div", { class: "table-bar" }, choice, narrow), body);
  container.addEventListener("keydown", (event) => moveInRows(event, body));

  function narrowTo(text) {
    state.text = text;
    announce(render());
  }
  function sortBy(column) {
    state.sort[state.kind] = nextSort(state.sort[state.kind], column);
    render();
    body.querySelector("th:not([aria-sort=none]) button").focus();
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
  const { words } = readQuery(text);
  const items = (kind === ENTITY ? model.entities : model.papers).filter((item) => isOfGroup(filter, item)
    && hasWords([item.name, ...(item.aliases ?? [])], words));
  const { column, direction } = sort[kind];
  return sortRows(items, TABLES[kind].find(({ name }) => name === column), direction);
}

/** Whether names have words that begin as all of these do. */
function hasWords(names, words) {
  if (!words.length) return true;
  const text = names.map(fold).join("\n");
  return words.every((word) => startsWord(text, word));
}

function countRows(count, model, kind) {
  const total = kind === ENTITY ? model.entities.length : model.papers.length;
  const all = kind === ENTITY ? plural(total, "entity", "entities") : plural(total, "paper");
  return count === total ? `All ${all}` : `${count.toLocaleString("en")} of ${all}`;
}

/** A column is sorted its own way at first, and turned round when it is chosen again. */
function nextSort({ column, direction }, { name, first }) {
  return { column: name, direction: column === name ? -direction : first };
}

function table(model, state, items, sortBy) {
  if (!items.length && state.text) return [line("", `None has the words “${state.text.trim()}”.`)];
  const columns = columnsOf(model, state.kind);
  const sorted = state.sort[state.kind];
  const head = h("thead", {}, h("tr", {}, columns.map((column) => headCell(column, sorted, sortBy))));
  const [body, more] = longList("tbody", {}, items, ROWS_AT_ONCE, (item) => h("tr", {},
    h("th", { scope: "row" }, nodeLink(model, item)),
    columns.slice(1).map((column) => h("td", { class: column.number && "number" }, cellText(column, item)))));
  return [h("table", { class: `table is-${state.kind}` }, head, body), more];
}

function headCell(column, sorted, sortBy) {
  const { name, number, title } = column;
  const sort = sorted.column !== name ? "none" : sorted.direction > 0 ? "ascending" : "descending";
  return h("th", { scope: "col", "aria-sort": sort, class: number && "number" },
    h("button", { type: "button", title, onclick: () => sortBy(column) }, name));
}

function cellText({ value, name, clamp }, item) {
  const cell = value(item);
  if (clamp) return h("span", { class: "clamp", title: cell }, cell);
  return name === "Specificity" ? cell.toFixed(2) : String(cell);
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
