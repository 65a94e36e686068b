// Rows: an answer as a table. All text is set as text; nothing is read as HTML.

/** @import { Answer, PageData, Term } from "./types.d.ts" */

const NUMBERS = /^-?[0-9]+(\.[0-9]+)?$/u;

/**
 * Make a table of the first rows of an answer.
 *
 * @type {(answer: Answer, data: PageData, limit: number) => HTMLElement}
 */
export function makeTable(answer, data, limit) {
  if ("boolean" in answer) return element("pre", String(answer.boolean));
  const { vars } = answer.head;
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const variable of vars) {
    const cell = element("th", variable);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const solution of answer.results.bindings.slice(0, limit)) {
    const row = body.insertRow();
    for (const variable of vars) fillCell(row.insertCell(), solution[variable], data);
  }
  return table;
}

/**
 * Make an element with a text.
 *
 * @type {<K extends keyof HTMLElementTagNameMap>(tag: K, text?: string)
 *   => HTMLElementTagNameMap[K]}
 */
export function element(tag, text = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * Shorten an IRI by the longest prefix that leaves a plain name.
 *
 * @type {(iri: string, prefixes: Record<string, string>) => string}
 */
function shorten(iri, prefixes) {
  const fitting = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space));
  fitting.sort((a, b) => b[1].length - a[1].length);
  for (const [prefix, space] of fitting) {
    const local = iri.slice(space.length);
    if (/^[\w.-]+$/u.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}

/**
 * Return where an IRI leads: into the explorer or to the web; null if it is not a web address.
 *
 * @type {(iri: string, base: string) => string | null}
 */
function findTarget(iri, base) {
  for (const [kind, key] of [
    ["entity/", "e"],
    ["paper/", "p"],
  ]) {
    if (!iri.startsWith(base + kind)) continue;
    const id = encodeURIComponent(iri.slice(base.length + kind.length)).replace(/%2F/gu, "/");
    return `/#${key}=${id}`;
  }
  return /^https?:\/\//u.test(iri) ? iri : null;
}

/** @type {(cell: HTMLElement, term: Term | undefined, data: PageData) => void} */
function fillCell(cell, term, data) {
  if (!term) {
    const dash = element("span", "–");
    dash.className = "none";
    cell.append(dash);
  } else if (term.type === "uri") {
    cell.append(makeLink(String(term.value), data));
  } else {
    const text = String(term.value ?? JSON.stringify(term));
    cell.textContent = term.type === "bnode" ? `_:${text}` : text;
    if (NUMBERS.test(cell.textContent)) cell.className = "number";
  }
}

/** @type {(iri: string, data: PageData) => Node} */
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
