// Parts: the marks, links, headings and quotations that panels, tables and lists are made of.

import { groupOf } from "../graph/filter.js";
import { PAPER } from "../graph/model.js";
import { linkTo, selectCommunity, selectNode, selectOrigin } from "../graph/selection.js";
import { evidence, plural } from "../graph/text.js";
import { communityColour, PAPER_SHAPE, SHAPES } from "../map/appearance.js";
import { SVG } from "../map/svg.js";
import { flatten, h, longList } from "./dom.js";
import { copy } from "./messages.js";

/**
 * @import { Community, Entity, GraphNode, Group, Look, Mention, Model, Origin, OriginKind, Paper,
 *   Sentence } from "../graph/types.d.ts"
 */
/** @import { Child } from "./dom.js" */

/** What a weak link is. */
export const WEAK = "Weak link: among the nearest that one of the two papers has.";

/** A head and shoulders, and a house with columns. */
const ORIGIN_MARKS = {
  author: "M0-7.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7zM-7 7.5c0-4.5 3-7 7-7s7 2.5 7 7z",
  venue: "M-7.5-2L0-7.5L7.5-2zM-6-.5h3v5h-3zM-1.5-.5h3v5h-3zM3-.5h3v5h-3zM-7.5 5.5h15v2h-15z",
};

/**
 * Make the mark of a group: its shape in the colour of its label.
 *
 * @type {(model: Model, group: Group) => SVGElement}
 */
export function glyph(model, group) {
  const look = model.looks[model.labels.indexOf(group)];
  const svg = mark(SHAPES[group === PAPER ? PAPER_SHAPE : look.shape].svg);
  if (group === PAPER) svg.classList.add("is-paper");
  return group === PAPER ? svg : inLabelColour(svg, look);
}

/** @type {(kind: OriginKind) => SVGElement} */
export function originGlyph(kind) {
  return mark(ORIGIN_MARKS[kind]);
}

/** @type {(outline: string) => SVGElement} */
function mark(outline) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  svg.append(path);
  return svg;
}

/**
 * Make the mark of a node, which can also show the colour of its community.
 *
 * @type {(model: Model, node: GraphNode) => SVGElement}
 */
export function nodeGlyph(model, node) {
  const own = glyph(model, groupOf(node));
  return node.community ? inCommunityColour(own, node.community) : own;
}

/**
 * Make a ring in the colour of a community's disc.
 *
 * @type {(community: Community) => HTMLElement}
 */
export function swatch(community) {
  return inCommunityColour(h("span", { class: "swatch", "aria-hidden": "true" }), community);
}

/**
 * Give an element the colours of a label; the style sheet chooses by the theme.
 *
 * @type {<T extends HTMLElement | SVGElement>(element: T, look: Look) => T}
 */
function inLabelColour(element, { light, dark }) {
  element.classList.add("in-label");
  element.style.setProperty("--label-light", light);
  element.style.setProperty("--label-dark", dark);
  return element;
}

/**
 * Give an element the colours of a community; the style sheet chooses by the theme.
 *
 * @type {<T extends HTMLElement | SVGElement>(element: T, community: Community) => T}
 */
function inCommunityColour(element, community) {
  element.classList.add("in-colour");
  element.style.setProperty("--on-light", communityColour(community, "entity", false));
  element.style.setProperty("--on-dark", communityColour(community, "entity", true));
  return element;
}

/**
 * Make a part of a panel with a title, or nothing.
 *
 * @type {(isShown: unknown, title: string, content: () => Child) => HTMLElement | null}
 */
export function section(isShown, title, content) {
  return isShown ? h("section", { class: "part" }, h("h3", {}, title), content()) : null;
}

/** @type {(mark: Child, kicker: string, title: string) => HTMLElement} */
export function heading(mark, kicker, title) {
  return h(
    "header",
    { class: "head" },
    h("p", { class: "kicker" }, mark, kicker),
    h("h2", { tabindex: "-1" }, title),
  );
}

/**
 * Make a line of small text after its name, or nothing if the text is empty.
 *
 * @type {(name: string, ...text: Child[]) => HTMLElement | null}
 */
export function line(name, ...text) {
  const isEmpty = !flatten(text).some(Boolean);
  return isEmpty ? null : h("p", { class: "names" }, name ? h("b", {}, `${name}: `) : null, text);
}

/**
 * Put commas between links or texts.
 *
 * @type {(items: Child[]) => Child[]}
 */
export function withCommas(items) {
  return items.map((item, i) => [i ? ", " : "", item]);
}

/** @type {(model: Model, node: GraphNode) => HTMLElement} */
export function nodeLink(model, node) {
  const properties = { class: `node-link is-${node.kind}`, href: linkTo(selectNode(node)) };
  return h("a", properties, nodeGlyph(model, node), h("span", {}, node.name));
}

/** @type {(paper: Paper) => HTMLElement} */
export function paperLink(paper) {
  const year = paper.year ? h("span", { class: "year" }, String(paper.year)) : null;
  return h("a", { class: "paper-link", href: linkTo(selectNode(paper)) }, paper.name, year);
}

/** @type {(origin: Origin, name?: string) => HTMLElement} */
export function originLink(origin, name = origin.name) {
  return h("a", { class: "origin-link", href: linkTo(selectOrigin(origin)) }, name);
}

/**
 * Make a link of a community's name, after its colour.
 *
 * @type {(community: Community) => HTMLElement}
 */
export function communityLink(community) {
  const properties = { class: "community-link", href: linkTo(selectCommunity(community)) };
  return h("a", properties, swatch(community), h("span", {}, community.name));
}

/**
 * Make a link that leaves the page.
 *
 * @type {(url: string, name: string) => HTMLElement}
 */
export function outLink(url, name) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, `${name} ↗`);
}

/**
 * Make a cloud of entities; `noteOf` returns the number after a name.
 *
 * @type {(model: Model, entities: Entity[], noteOf?: (entity: Entity) => number | null | undefined)
 *   => Child[]}
 */
export function entityCloud(model, entities, noteOf = () => null) {
  return longList("ul", { class: "cloud" }, entities, 24, (entity) => {
    const note = noteOf(entity);
    const number = note === null ? null : h("span", { class: "note" }, String(note));
    return h("li", {}, nodeLink(model, entity), number);
  });
}

/** @type {(papers: Paper[]) => Paper[]} */
export function newestFirst(papers) {
  return [...papers].sort((p, q) => (q.year ?? 0) - (p.year ?? 0) || p.number - q.number);
}

/** @type {(text: string, mention: Mention) => HTMLElement} */
export function markMention(text, { entity }) {
  return inLabelColour(h("mark", {}, text), entity.look);
}

/** @type {(sentence: Sentence) => HTMLElement} */
export function quotation({ pieces, inTitle }) {
  return h(
    "blockquote",
    { class: "quote" },
    inTitle ? h("span", { class: "where" }, "Title") : null,
    pieces.map(({ text, mention }) => (mention ? markMention(text, mention) : text)),
  );
}

/**
 * Quote the sentences of a paper that mention some entities: the first, and the rest folded away.
 *
 * @type {(entities: Entity[], paper: Paper) => HTMLElement[]}
 */
export function quotations(entities, paper) {
  const mentions = paper.mentions.filter(({ entity }) => entities.includes(entity));
  const [first, ...rest] = evidence(paper, mentions).map(quotation);
  if (!rest.length) return [first];
  const summary = h("summary", {}, plural(rest.length, "more sentence"));
  return [first, h("details", { class: "rest" }, summary, rest)];
}

/**
 * Make the part that experts need, folded away: numbers, and what to copy.
 *
 * @type {(facts: HTMLElement[], ...content: Child[]) => HTMLElement}
 */
export function dataPart(facts, ...content) {
  return h(
    "details",
    { class: "part data" },
    h("summary", {}, "Data"),
    facts.length ? h("dl", { class: "facts" }, facts) : null,
    content,
  );
}

/** @type {(name: string, value: string, title?: string) => HTMLElement} */
export function fact(name, value, title) {
  return h("div", { title }, h("dt", {}, name), h("dd", {}, value));
}

/** @type {(name: string, text: string) => HTMLElement} */
export function copyButton(name, text) {
  const onclick = () => copy(name, text);
  return h("button", { type: "button", class: "quiet", title: text, onclick }, `Copy ${name}`);
}

/**
 * Make a bar for a share, from 0 to 1.
 *
 * @type {(share: number, title: string) => HTMLElement}
 */
export function meter(share, title) {
  const value = share.toFixed(3);
  return h("meter", { min: 0, max: 1, value, title, "aria-label": title });
}
