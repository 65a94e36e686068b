// Node panel: what is known about an entity or a paper, with the sentence behind every mention.

import { measureName, rankOf, SPECIFICITY } from "../graph/measures.js";
import { PAPER } from "../graph/model.js";
import { cooccurring, nearPairs } from "../graph/relations.js";
import { findNamed, otherNames } from "../graph/search.js";
import { linkTo, selectNode, selectWhy } from "../graph/selection.js";
import { iriOf, nodeQuery } from "../graph/sparql.js";
import { cutText, plural, thousands } from "../graph/text.js";
import { focusOn, h, longList } from "./dom.js";
import {
  communityLink,
  copyButton,
  dataPart,
  entityCloud,
  fact,
  heading,
  line,
  markMention,
  meter,
  newestFirst,
  nodeGlyph,
  originLink,
  outLink,
  paperLink,
  quotations,
  section,
  WEAK,
  withCommas,
} from "./parts.js";
import { statedAbout, statedBy } from "./statements-part.js";

/** @import { Entity, GraphNode, Link, Model, Paper, Piece } from "../graph/types.d.ts" */
/** @import { Predicates } from "../graph/statements.js" */
/** @import { Child } from "./dom.js" */

/** @typedef {(node: GraphNode) => void} StartPath  Ask for the other end of a path. */

/** Characters of an abstract from which on it is cut until it is asked for. */
const LONG_ABSTRACT = 420;

/**
 * @type {(model: Model, entity: Entity, predicates: Predicates, startPath: StartPath) => Child[]}
 */
export function entityPanel(model, entity, predicates, startPath) {
  const { abbreviations, broader, narrower, matches } = entity;
  return [
    heading(nodeGlyph(model, entity), entity.labelName, entity.name),
    line("Short", abbreviations.join(", ")),
    line("Also", otherNames(entity, abbreviations).join(", ")),
    inCommunity(entity),
    pathButton(entity, startPath),
    statedAbout(model, entity, predicates),
    section(true, `Named in ${plural(entity.count, "paper")}`, () => evidenceList(entity)),
    togetherPart(model, entity),
    section(broader.length, "Broader", () => entityCloud(model, broader)),
    section(narrower.length, "Narrower", () => entityCloud(model, narrower)),
    section(matches.length, "Elsewhere", () =>
      h(
        "ul",
        {},
        matches.map((iri) => h("li", {}, outLink(iri, iri))),
      ),
    ),
    dataPart(
      [fact("Specificity", entity.idf.toFixed(2), SPECIFICITY), ...rankFacts(model, entity)],
      copyButtons(model, entity),
    ),
  ];
}

/** @type {(entity: Entity) => Child[]} */
function evidenceList(entity) {
  const { count, papers } = entity;
  const part = `${thousands(papers.length)} of them are on this page.`;
  return [
    line("", count > papers.length ? part : ""),
    longList("ol", { class: "evidence" }, newestFirst(papers), 20, (paper) =>
      h("li", {}, paperLink(paper), quotations([entity], paper)),
    ),
  ];
}

/** @type {(model: Model, entity: Entity) => HTMLElement | null} */
function togetherPart(model, entity) {
  const counts = new Map(cooccurring(entity).map(({ entity: near, count }) => [near, count]));
  /** @type {(near: Entity) => number | null} */
  const noteOf = (near) => {
    const count = counts.get(near) ?? 0;
    return count > 1 ? count : null;
  };
  return section(counts.size, "Named together with", () =>
    entityCloud(model, [...counts.keys()], noteOf),
  );
}

/** @type {(model: Model, paper: Paper, predicates: Predicates, startPath: StartPath) => Child[]} */
export function paperPanel(model, paper, predicates, startPath) {
  const { authors, inVenue, venue, keywords, year, links, about, entities } = paper;
  const at = inVenue && [authors.length ? " · " : "", originLink(inVenue, venue)];
  const others = entities.filter((entity) => !about.includes(entity));
  return [
    heading(nodeGlyph(model, paper), ["Paper", year].filter(Boolean).join(" · "), paper.name),
    line("", withCommas(authors.map((author) => originLink(author))), at),
    line("Keywords", withCommas(keywords.map((keyword) => keywordLink(model, keyword)))),
    h(
      "p",
      { class: "out" },
      Object.entries(addressesOf(paper)).map(([name, url]) => outLink(url, name)),
    ),
    inCommunity(paper),
    pathButton(paper, startPath),
    statedBy(model, paper, predicates),
    section(paper.abstract, "Abstract", () => abstractText(paper)),
    section(
      links.length,
      `Linked to ${plural(links.length, "paper")}, the most similar first`,
      () => linkedPapers(paper),
    ),
    section(about.length, "About", () => entityCloud(model, about)),
    section(others.length, about.length ? "Also names" : "Names", () =>
      model.labels.map((label) => labelGroup(model, others, label)),
    ),
    dataPart(
      rankFacts(model, paper),
      line("Read in", paper.sources.join(", ")),
      copyButtons(model, paper),
    ),
  ];
}

/**
 * Write a keyword, as a link if it names an entity.
 *
 * @type {(model: Model, keyword: string) => Child}
 */
function keywordLink({ entities }, keyword) {
  const entity = findNamed(entities, keyword);
  return entity ? h("a", { href: linkTo(selectNode(entity)) }, keyword) : keyword;
}

/**
 * Return where a paper is on the web, or if that is unknown, where its title can be searched for.
 *
 * @type {(paper: Paper) => Record<string, string>}
 */
function addressesOf({ addresses, name }) {
  if (Object.keys(addresses).length) return addresses;
  const url = `https://www.semanticscholar.org/search?q=${encodeURIComponent(name)}`;
  return { "Look for it in Semantic Scholar": url };
}

/**
 * Show an abstract with its mentions as links; a long abstract is cut until it is asked for.
 *
 * @type {(paper: Paper) => Child}
 */
function abstractText(paper) {
  const from = paper.title.length + 1;
  const pieces = cutText(paper.text, from, paper.text.length, paper.mentions);
  const text = h("p", { class: "abstract" }, pieces.map(abstractPiece));
  if (paper.abstract.length <= LONG_ABSTRACT) return text;
  const more = h("button", { type: "button", class: "more" }, "Show all of it");
  const unfold = () => {
    text.classList.remove("is-cut");
    more.remove();
  };
  text.classList.add("is-cut");
  text.addEventListener("focusin", unfold);
  more.addEventListener("click", () => {
    unfold();
    focusOn(text.querySelector("a"), { preventScroll: true });
  });
  return [text, more];
}

/** @type {(piece: Piece) => Child} */
function abstractPiece({ text, mention }) {
  if (!mention) return text;
  const { entity } = mention;
  const title = `${entity.labelName}: ${entity.name}`;
  return h("a", { href: linkTo(selectNode(entity)), title }, markMention(text, mention));
}

/** @type {(model: Model, entities: Entity[], label: string) => Child} */
function labelGroup(model, entities, label) {
  const own = entities.filter((entity) => entity.labelName === label);
  return own.length ? [h("h4", {}, label), entityCloud(model, own)] : null;
}

/** @type {(paper: Paper) => Child[]} */
function linkedPapers(paper) {
  return longList("ol", { class: "linked" }, paper.links, 6, ({ paper: linked, link }) =>
    h(
      "li",
      {},
      paperLink(linked),
      h(
        "p",
        { class: "because" },
        meter(link.weight, `Weight ${link.weight.toFixed(2)}`),
        h("span", {}, link.weak ? [weakMark(), " "] : null, inCommon(paper, link)),
        whyLink(paper, linked),
      ),
    ),
  );
}

/** @type {() => HTMLElement} */
function weakMark() {
  return h("span", { class: "weak", title: WEAK }, "weak");
}

/**
 * Name what a paper has in common with another: what both name, or else two near names.
 *
 * @type {(paper: Paper, link: Link) => string}
 */
function inCommon(paper, link) {
  const shared = link.shared.slice(0, 3).map(({ name }) => name);
  const near = nearPairs(link, paper).map(([own, other]) => `${own.name} ~ ${other.name}`);
  return shared.join(", ") || (near[0] ?? "");
}

/** @type {(paper: Paper, linked: Paper) => HTMLElement} */
function whyLink(paper, linked) {
  const href = linkTo(selectWhy(paper, linked));
  return h("a", { class: "why", href, "aria-label": `Why linked to ${linked.name}` }, "Why?");
}

/** @type {(node: GraphNode) => HTMLElement | null} */
function inCommunity({ community }) {
  return community ? h("p", { class: "in-community" }, "In ", communityLink(community)) : null;
}

/** @type {(node: GraphNode, startPath: StartPath) => HTMLElement} */
function pathButton(node, startPath) {
  const properties = {
    type: "button",
    class: "quiet",
    title: "Then choose where it should lead (p)",
    onclick: () => startPath(node),
  };
  return h("p", { class: "buttons" }, h("button", properties, "Path to…"));
}

/**
 * Make the rank of a node among its kind by each measure; papers and hubs have no prominence.
 *
 * @type {(model: Model, node: GraphNode) => HTMLElement[]}
 */
function rankFacts(model, node) {
  const peers = thousands((node.kind === PAPER ? model.papers : model.entities).length);
  return Object.entries(model.measures)
    .filter(([name, scores]) => name !== "prominence" || scores[node.number] > 0)
    .map(([name, scores]) =>
      fact(
        measureName(name),
        `#${thousands(rankOf(model, node, scores))}`,
        `${scores[node.number]}, by which it is ranked among ${peers}`,
      ),
    );
}

/** @type {(model: Model, node: GraphNode) => HTMLElement} */
function copyButtons(model, node) {
  return h(
    "p",
    { class: "buttons" },
    copyButton("id", node.id),
    copyButton("IRI", iriOf(model, node)),
    copyButton("SPARQL", nodeQuery(model, node)),
  );
}
