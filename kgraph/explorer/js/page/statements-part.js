// Statements part: what a paper states, and what papers state about an entity, with the sentences.

import {
  bySentenceAndPredicate,
  claimsOf,
  inWords,
  statementsOf,
  wordsAbout,
} from "../graph/statements.js";
import { cutText, plural } from "../graph/text.js";
import { h, longList } from "./dom.js";
import { line, newestFirst, nodeLink, paperLink, quotation, section } from "./parts.js";

/** @import { Claim, Entity, Model, Paper, Statement } from "../graph/types.d.ts" */
/** @import { Predicates } from "../graph/statements.js" */
/** @import { Child } from "./dom.js" */

/** Rows of the same predicate that are shown at first. */
const ROWS = 6;

const TENTATIVE = "Statements with this predicate are right too rarely to be kept by default.";

/**
 * Show what a paper states: about itself by predicate, then about two entities.
 *
 * @type {(model: Model, paper: Paper, predicates: Predicates) => HTMLElement | null}
 */
export function statedBy(model, paper, predicates) {
  const shown = statementsOf(predicates, paper.statements);
  const own = groupBy(
    shown.filter(({ subject }) => !subject),
    ({ predicate }) => predicate,
  );
  const between = shown.filter(({ subject }) => subject);
  return section(paper.statements.length, "What it states", () => [
    [...own].map(([predicate, statements]) =>
      rowList(inWords(predicate), bySentenceAndPredicate(statements), (group) => ({
        what: [group.map(({ object }) => nodeLink(model, object)), tentativeNote(group)],
        source: sentence(group),
      })),
    ),
    longList("ul", { class: "stated" }, between, ROWS, (statement) => betweenRow(model, statement)),
    hiddenNote(paper.statements.length - shown.length),
  ]);
}

/** @type {(model: Model, statement: Statement) => HTMLElement} */
function betweenRow(model, statement) {
  const { subject, predicate, object } = statement;
  const ends = [subject ?? object, object].map((entity) => nodeLink(model, entity));
  const says = h("span", { class: "says" }, inWords(predicate));
  const what = [ends[0], says, ends[1], tentativeNote([statement])];
  return h("li", { class: "between" }, h("span", { class: "what" }, what), sentence([statement]));
}

/**
 * Show what papers state about an entity, the same of several papers in one row.
 *
 * @type {(model: Model, entity: Entity, predicates: Predicates) => HTMLElement | null}
 */
export function statedAbout(model, entity, predicates) {
  const shown = statementsOf(predicates, entity.statements);
  const claims = groupBy(inOrder(model, claimsOf(shown), entity), (claim) =>
    wordsAbout(claim, entity),
  );
  return section(entity.statements.length, "What papers state about it", () => [
    [...claims].map(([words, group]) =>
      rowList(words, group, (claim) => claimRow(model, claim, entity)),
    ),
    hiddenNote(entity.statements.length - shown.length),
  ]);
}

/**
 * Sort claims by predicate, those of which an entity is the subject before those of the object.
 *
 * @type {(model: Model, claims: Claim[], entity: Entity) => Claim[]}
 */
function inOrder({ predicates }, claims, entity) {
  /** @type {(claim: Claim) => number} */
  const rank = ({ predicate, subject }) =>
    2 * predicates.indexOf(predicate) + Number(subject !== entity);
  return claims.sort((p, q) => rank(p) - rank(q));
}

/** @type {(model: Model, claim: Claim, entity: Entity) => { what: Child, source: HTMLElement }} */
function claimRow(model, { subject, object, statements }, entity) {
  const [{ paper }] = statements;
  const count = plural(statements.length, "paper");
  const source = statements.length > 1 || subject ? sources(statements) : sentence(statements);
  const tentative = tentativeNote(statements);
  if (!subject)
    return { what: [statements.length > 1 ? count : paperLink(paper), tentative], source };
  const other = nodeLink(model, subject === entity ? object : subject);
  const note = statements.length > 1 ? h("span", { class: "note" }, count) : null;
  return { what: [other, note, tentative], source };
}

/**
 * Say that the statements of a row are tentative, if none is not.
 *
 * @type {(statements: Statement[]) => HTMLElement | null}
 */
function tentativeNote(statements) {
  const all = statements.every(({ tentative }) => tentative);
  return all ? h("span", { class: "note", title: TENTATIVE }, "tentative") : null;
}

/**
 * Make rows that begin with the same words, which are seen in the first only.
 *
 * @type {<T>(words: string, items: T[], render: (item: T) => { what: Child, source: HTMLElement })
 *   => Child[]}
 */
function rowList(words, items, render) {
  return longList("ul", { class: "stated" }, items, ROWS, (item) => {
    const { what, source } = render(item);
    const says = h("span", { class: item === items[0] ? "says" : "visually-hidden" }, words);
    return h("li", {}, says, h("span", { class: "what" }, what), source);
  });
}

/**
 * Fold the sentence away that states something.
 *
 * @type {(statements: Statement[]) => HTMLElement}
 */
function sentence(statements) {
  return folded("Sentence", quoted(statements));
}

/** @type {(statements: Statement[]) => HTMLElement} */
function sources(statements) {
  const papers = newestFirst(statements.map(({ paper }) => paper));
  const list = longList("ol", { class: "evidence" }, papers, 20, (paper) =>
    h("li", {}, paperLink(paper), quoted(statements.filter((s) => s.paper === paper))),
  );
  return folded(papers.length > 1 ? "Papers and sentences" : "Paper and sentence", list);
}

/** @type {(title: string, content: Child) => HTMLElement} */
function folded(title, content) {
  const summary = h("summary", { class: "why", title }, "“ ”");
  summary.setAttribute("aria-label", title);
  return h("details", { class: "source" }, summary, content);
}

/**
 * Quote the sentence of statements with their subjects and objects marked.
 *
 * @type {(statements: Statement[]) => HTMLElement}
 */
function quoted(statements) {
  const [{ paper, from, to }] = statements;
  const named = new Set(statements.flatMap(({ subject, object }) => [subject, object]));
  const mentions = paper.mentions.filter(
    ({ entity, sentenceStart }) => sentenceStart === from && named.has(entity),
  );
  const pieces = cutText(paper.text, from, to, mentions);
  return quotation({ from, inTitle: from < paper.title.length, pieces });
}

/** @type {(count: number) => HTMLElement | null} */
function hiddenNote(count) {
  return line("", count ? `Filters hide ${plural(count, "statement")}` : "");
}

/** @type {<T>(items: T[], key: (item: T) => string) => Map<string, T[]>} */
function groupBy(items, key) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
