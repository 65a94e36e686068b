// Rows: an answer in SPARQL 1.1 JSON as a table. All text is set as text; nothing is read as HTML.

const NUMBERS = /^-?[0-9]+(\.[0-9]+)?$/u;

/** Make a table of the first rows of an answer. */
export function makeTable(answer, names, most) {
  if ("boolean" in answer) return element("pre", String(answer.boolean));
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const variable of answer.head.vars) {
    const cell = element("th", variable);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const solution of answer.results.bindings.slice(0, most)) {
    const row = body.insertRow();
    for (const variable of answer.head.vars) fillCell(row.insertCell(), solution[variable], names);
  }
  return table;
}

/** Make an element with a text. */
export function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Shorten an IRI by the longest prefix that fits, if what is left is a plain name. */
export function shorten(iri, prefixes) {
  const fitting = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space));
  fitting.sort((a, b) => b[1].length - a[1].length);
  for (const [prefix, space] of fitting) {
    const local = iri.slice(space.length);
    if (/^[\w.-]+$/u.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}

/** Say where an IRI leads: ours into the explorer, others to the web; null for what is no web address. */
export function findTarget(iri, base) {
  for (const [kind, key] of [["entity/", "e"], ["paper/", "p"]]) {
    if (iri.startsWith(base + kind)) return `/#${key}=${encodeURIComponent(iri.slice(base.length + kind.length)).replace(/%2F/gu, "/")}`;
  }
  return /^https?:\/\//u.test(iri) ? iri : null;
}

function fillCell(cell, term, names) {
  if (!term) {
    cell.append(element("span", "–"));
    cell.firstChild.className = "none";
  } else if (term.type === "uri") {
    cell.append(makeLink(term.value, names));
  } else {
    cell.textContent = term.type === "bnode" ? `_:${term.value}` : String(term.value ?? JSON.stringify(term));
    if (NUMBERS.test(cell.textContent)) cell.className = "number";
  }
}

function makeLink(iri, { base, prefixes }) {
  const target = findTarget(iri, base);
  if (target === null) return document.createTextNode(iri);
  const link = element("a", shorten(iri, prefixes));
  link.href = target;
  link.title = iri;
  link.rel = "noreferrer noopener";
  if (target === iri) link.target = "_blank";
  return link;
}
