// Why panel: what two papers share, and the sentences of both that mention it.

import { explainLink } from "../graph/relations.js";
import { whyQuery } from "../graph/sparql.js";
import { enumerate, evidence } from "../graph/text.js";
import { h } from "./dom.js";
import {
  copyButton,
  dataPart,
  entityCloud,
  fact,
  heading,
  line,
  meter,
  nodeLink,
  paperLink,
  quotations,
  section,
} from "./parts.js";

/** @import { Entity, Model, Paper } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */

/** @typedef {{ entity: Entity, share: number }} Part  An entity and its share of the weight. */

/** @type {(model: Model, a: Paper, b: Paper) => Child[]} */
export function whyPanel(model, a, b) {
  const { linked, weight, parts, common } = explainLink(a, b);
  const summary = linked
    ? "The rarer a name is, the more it counts."
    : "What they share is too common, or named too much in passing, to link them.";
  return [
    heading(null, linked ? "Why linked" : "Not linked", answer(parts)),
    h(
      "ol",
      { class: "pair" },
      [a, b].map((paper) => h("li", {}, paperLink(paper))),
    ),
    line("", parts.length || common.length ? summary : ""),
    bySentence(parts, a, b).map((group) =>
      sharedPart(model, group, linked && group.length < parts.length, a, b),
    ),
    section(common.length, "In both, but too common to count", () => entityCloud(model, common)),
    linked ? weightPart(model, weight, a, b) : null,
  ];
}

/** @type {(parts: Part[]) => string} */
function answer(parts) {
  if (!parts.length) return "Both name nothing that counts";
  return `Both name ${enumerate(parts.map(({ entity }) => entity.name))}`;
}

/**
 * Group what the same sentences of both papers mention, so that no sentence is shown twice.
 *
 * @type {(parts: Part[], a: Paper, b: Paper) => Part[][]}
 */
function bySentence(parts, a, b) {
  /** @type {Map<string, Part[]>} */
  const groups = new Map();
  for (const part of parts) {
    const [first, second] = [a, b].map(
      (paper) => evidence(paper, part.entity.mentions.get(paper) ?? [])[0].from,
    );
    const key = `${first} ${second}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

/**
 * Show shared entities with their sentences and, if `hasShare`, their share of the weight.
 *
 * @type {(model: Model, parts: Part[], hasShare: boolean, a: Paper, b: Paper) => HTMLElement}
 */
function sharedPart(model, parts, hasShare, a, b) {
  const entities = parts.map(({ entity }) => entity);
  const share = parts.reduce((sum, part) => sum + part.share, 0);
  const percent = `${Math.round(share * 100)} % of the weight`;
  return h(
    "section",
    { class: "part shared" },
    h(
      "h3",
      {},
      entities.map((entity) => nodeLink(model, entity)),
    ),
    hasShare ? h("p", { class: "share" }, meter(share, percent), percent) : null,
    [a, b].map((paper, i) =>
      h(
        "div",
        { class: "side" },
        h("span", { class: "side-number", title: paper.name }, String(i + 1)),
        h("div", {}, quotations(entities, paper)),
      ),
    ),
  );
}

/** @type {(model: Model, weight: number, a: Paper, b: Paper) => HTMLElement} */
function weightPart(model, weight, a, b) {
  const sum = "The sum of the specificities of what they share";
  return dataPart(
    [fact("Weight", weight.toFixed(2), sum)],
    h("p", { class: "buttons" }, copyButton("SPARQL", whyQuery(model, a, b))),
  );
}
