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

/** What each table is sorted by at first. */
const SORTED_BY = { entity: "-papers", paper: "-links" };

/** The columns of a table, without the years where no paper has one. */
function columnsOf(model, kind) {
  return TABLES[kind].filter(({ name }) => name !== "Year" || model.papers.some(({ year }) => year));
}

/** The name of a way to sort: a column's, with a minus where the highest comes first. */
function sortName({ name }, direction) {
  return `${direction < 0 ? "-" : ""}${name.toLowerCase().replace(" ", "-")}`;
}

function sortNames(kind) {
  return TABLES[kind].flatMap((column) => [sortName(column, 1), sortName(column, -1)]);
}

/** The column and the direction of a way to sort, of the table's own where none is named. */
function readSort(kind, sort) {
  const name = sort || SORTED_BY[kind];
  const direction = name.startsWith("-") ? -1 : 1;
  return { column: TABLES[kind].find((column) => sortName(column, direction) === name), direction };
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
 * Show the tables in a container. `on(changes)` tells what a reader asks for: another `table`, `words` to narrow it by,
 * another `sort`. What comes back shows a state, and gives its rows.
 */
function createTables(container, model, on) {
  let rows = [];
  const body = h("div", { class: "table-body" });
  const tabs = [[ENTITY, "Entities"], [PAPER, "Papers"]].map(([table, name]) => h("button", {
    type: "button", class: "tab", "data-kind": table, onclick: () => on({ table, sort: "" }),
  }, name));
  const narrow = narrowField((words) => on({ words }));
  const choice = h("div", { class: "tabs", role: "group", "aria-label": "Table" }, tabs);
  container.replaceChildren(h("div", { class: "table-bar" }, choice, narrow), body);
  container.addEventListener("keydown", (event) => moveInRows(event, body));
  return {
    show(state) {
      for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.kind === state.table));
      if (narrow.value !== state.words) narrow.value = state.words;
      rows = tableRows(model, state);
      const hadFocus = body.contains(document.activeElement);
      body.replaceChildren(h("p", { class: "table-count" }, countRows(rows.length, model, state.table)),
        ...table(model, state, rows, (sort) => on({ sort })));
      if (hadFocus) body.querySelector("th:not([aria-sort=none]) button")?.focus();
    },
    rows: () => rows,
  };
}

/** The field that narrows a table; Escape empties it. */
function narrowField(on) {
  const field = h("input", { type: "search", class: "narrow", placeholder: "Narrow this list…",
    "aria-label": "Narrow this list", autocomplete: "off", oninput: () => on(field.value), onkeydown: (event) => {
      if (event.key !== "Escape" || !field.value) return;
      event.stopPropagation();
      field.value = "";
      on("");
    } });
  return field;
}

/** The rows of a table: what the filter lets through, but rare entities, too, for a list has room. */
function tableRows(model, { table: kind, words, filter, sort }) {
  const query = readQuery(words);
  const items = (kind === ENTITY ? model.entities : model.papers).filter((item) => isOfGroup(filter, item)
    && hasWords([item.name, ...(item.aliases ?? [])], query.words));
  const { column, direction } = readSort(kind, sort);
  return sortRows(items, column, direction);
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
  return count === total ? `All ${all}` : `${thousands(count)} of ${all}`;
}

function table(model, { table: kind, words, sort }, items, sortBy) {
  if (!items.length && words) return [line("", `None has the words “${words.trim()}”.`)];
  const columns = columnsOf(model, kind);
  const sorted = readSort(kind, sort);
  const head = h("thead", {}, h("tr", {}, columns.map((column) => headCell(column, sorted, sortBy))));
  const [body, more] = longList("tbody", {}, items, ROWS_AT_ONCE, (item) => h("tr", {},
    h("th", { scope: "row" }, nodeLink(model, item)),
    columns.slice(1).map((column) => h("td", { class: column.number && "number" }, cellText(column, item)))));
  return [h("table", { class: `table is-${kind}` }, head, body), more];
}

/** The head of a column: chosen, it is sorted its own way at first, and turned round when it is chosen again. */
function headCell(column, { column: chosen, direction }, sortBy) {
  const { name, number, title, first } = column;
  const isChosen = column === chosen;
  const sort = !isChosen ? "none" : direction > 0 ? "ascending" : "descending";
  const next = sortName(column, isChosen ? -direction : first);
  return h("th", { scope: "col", "aria-sort": sort, class: number && "number" },
    h("button", { type: "button", title, onclick: () => sortBy(next) }, name));
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
