// Why panel: how similar two papers are, what they have in common, and the sentences behind it.

import { aboutIt, explainLink, NEAR_SHOWN } from "../graph/relations.js";
import { whyQuery } from "../graph/sparql.js";
import { ofBoth, statedOf, states, whoStates } from "../graph/statements.js";
import { enumerate, evidence } from "../graph/text.js";
import { h, longList } from "./dom.js";
import {
  copyButton,
  dataPart,
  entityCloud,
  heading,
  line,
  meter,
  nodeLink,
  paperLink,
  quotations,
  section,
  WEAK,
} from "./parts.js";

/** @import { Entity, Link, Model, NearPair, Paper, Similarities } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */

/**
 * The similarities of a link: the key, the name and what is compared.
 *
 * @type {[keyof Similarities, string, string][]}
 */
const SIMILARITIES = [
  ["entities", "What they are about", "what they are about, the same or near it"],
  ["words", "Telling words", "their words, rare ones most"],
  ["context", "Meaning of the texts", "the vectors of their texts"],
];

/** @type {(model: Model, a: Paper, b: Paper) => Child[]} */
export function whyPanel(model, a, b) {
  const { link, shared, near, common } = explainLink(a, b);
  const kicker = link ? (link.weak ? "Why weakly linked" : "Why linked") : "Not linked";
  return [
    heading(null, kicker, answer(a, b, shared, near)),
    h(
      "ol",
      { class: "pair" },
      [a, b].map((paper) => h("li", {}, paperLink(paper))),
    ),
    link ? weightPart(model, link) : line("", whyNot(shared, common)),
    bySentence(shared, a, b).map((group) => sharedPart(model, group, a, b)),
    nearPart(model, near, a, b),
    section(common.length, "In both, but too common to count", () => entityCloud(model, common)),
    link
      ? dataPart([], h("p", { class: "buttons" }, copyButton("SPARQL", whyQuery(model, a, b))))
      : null,
  ];
}

/** @type {(a: Paper, b: Paper, shared: Entity[], near: NearPair[]) => string} */
function answer(a, b, shared, near) {
  if (shared.length) return `Both ${whatBothState(a, b, shared).join(", and ")}`;
  if (near.length) return `One names ${near[0][0].name}, the other ${near[0][1].name}`;
  return "Both name nothing that counts";
}

/**
 * Say which shared entities both papers state the same of as of the first such, and name the rest.
 *
 * @type {(a: Paper, b: Paper, shared: Entity[]) => string[]}
 */
function whatBothState(a, b, shared) {
  /** @type {(entity: Entity) => string[]} */
  const same = (entity) => {
    const ofB = statedOf(b, entity);
    return statedOf(a, entity).filter((predicate) => ofB.includes(predicate));
  };
  const [first] = shared.flatMap(same);
  const stated = shared.filter((entity) => same(entity).includes(first));
  const rest = shared.filter((entity) => !stated.includes(entity));
  return [
    ...(stated.length ? [`${ofBoth(first)} ${namesOf(stated)}`] : []),
    ...(rest.length ? [`name ${namesOf(rest)}`] : []),
  ];
}

/** @type {(entities: Entity[]) => string} */
function namesOf(entities) {
  return enumerate(entities.map(({ name }) => name));
}

/** @type {(shared: Entity[], common: Entity[]) => string} */
function whyNot(shared, common) {
  if (shared.length) return "Each of them is more like other papers.";
  return common.length ? "What they share is too common to link papers." : "";
}

/**
 * Show the weight of a link as the mean of the three similarities.
 *
 * @type {(model: Model, link: Link) => HTMLElement}
 */
function weightPart({ shares }, link) {
  return h(
    "div",
    { class: "weight" },
    line("", link.weak ? WEAK : ""),
    h(
      "dl",
      {},
      weightRow("Weight, from 0 to 1", link.weight, "", "The mean of these similarities"),
      SIMILARITIES.map(([key, name, what]) => {
        const percent = `${Math.round(100 * shares[key])} %`;
        const title = `How similar the papers are by ${what}; ${percent} of the weight`;
        return weightRow(name, link[key], `× ${percent}`, title);
      }),
    ),
  );
}

/** @type {(name: string, value: number, share: string, title: string) => HTMLElement} */
function weightRow(name, value, share, title) {
  return h(
    "div",
    { title },
    h("dt", {}, name),
    h("dd", {}, meter(value, name), value.toFixed(2), h("span", { class: "note" }, share)),
  );
}

/**
 * Group what the same sentences of both papers mention, so that no sentence is shown twice.
 *
 * @type {(shared: Entity[], a: Paper, b: Paper) => Entity[][]}
 */
function bySentence(shared, a, b) {
  /** @type {Map<string, Entity[]>} */
  const groups = new Map();
  for (const entity of shared) {
    const [first, second] = [a, b].map(
      (paper) => evidence(paper, entity.mentions.get(paper) ?? [])[0].from,
    );
    const key = `${first} ${second}`;
    groups.set(key, [...(groups.get(key) ?? []), entity]);
  }
  return [...groups.values()];
}

/**
 * Show shared entities with what the papers state of them, who is about them, and the sentences
 * that mention them.
 *
 * @type {(model: Model, entities: Entity[], a: Paper, b: Paper) => HTMLElement}
 */
function sharedPart(model, entities, a, b) {
  return h(
    "section",
    { class: "part shared" },
    h(
      "h3",
      {},
      entities.map((entity) =>
        h(
          "span",
          { class: "named" },
          nodeLink(model, entity),
          note([whoStates(entity, a, b), whoIsAbout(entity, a, b)]),
        ),
      ),
    ),
    side(1, entities, a),
    side(2, entities, b),
  );
}

/** @type {(texts: string[]) => HTMLElement | null} */
function note(texts) {
  const text = texts.filter(Boolean).join(", ");
  return text ? h("span", { class: "note" }, text) : null;
}

/** @type {(entity: Entity, a: Paper, b: Paper) => string} */
function whoIsAbout(entity, a, b) {
  const papers = aboutIt(entity, a, b);
  if (!papers.length) return "";
  return `${papers.length > 1 ? "both are" : `${papers[0] === a ? 1 : 2} is`} about it`;
}

/** @type {(number: number, entities: Entity[], paper: Paper) => HTMLElement} */
function side(number, entities, paper) {
  return h(
    "div",
    { class: "side" },
    h("span", { class: "side-number", title: paper.name }, String(number)),
    h("div", {}, quotations(entities, paper)),
  );
}

/** @type {(model: Model, near: NearPair[], a: Paper, b: Paper) => HTMLElement | null} */
function nearPart(model, near, a, b) {
  return section(near.length, "Near in meaning", () =>
    longList("ul", { class: "near" }, near, NEAR_SHOWN, ([own, other]) =>
      h(
        "li",
        { class: "shared" },
        h("h4", {}, nearName(model, 1, own, a), " ~ ", nearName(model, 2, other, b)),
        side(1, [own], a),
        side(2, [other], b),
      ),
    ),
  );
}

/** @type {(model: Model, number: number, entity: Entity, paper: Paper) => HTMLElement} */
function nearName(model, number, entity, paper) {
  const stated = note([states(number, statedOf(paper, entity))]);
  return h("span", { class: "named" }, nodeLink(model, entity), stated);
}
