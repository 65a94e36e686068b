// Overview: what the panel shows while nothing is selected.

import { OF_ENTITIES, SIZES, SPECIFICITY } from "../graph/measures.js";
import { PAPER } from "../graph/model.js";
import { linkTo, selectCommunity, selectNode, selectWhy } from "../graph/selection.js";
import { plural, shorten, thousands } from "../graph/text.js";
import { h, longList } from "./dom.js";
import { communityLink, entityCloud, glyph, heading, line, section } from "./parts.js";

/** @import { Entity, Model, Selection, State, View } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */

const KEYS_SHOWN = [
  ["/", "search"],
  ["Esc", "back to all"],
  ["1 2 3", "map, entities, list"],
  ["p", "path from what is chosen"],
  ["+ − 0", "zoom in, out, all"],
  ["arrows", "move on the map or in a list"],
  ["Enter", "open what is in the middle of the map"],
  ["Shift click", "a second node: why, or the path; a kind above: it alone"],
];

const LOST = "The link that you followed names something that is not in this graph.";
const CHOOSE = "Choose anything to see what it is linked to, and the sentence behind each link.";

/** @type {(model: Model) => string} */
function kinds(model) {
  return model.labels.map((label) => label.toLowerCase()).join(", ");
}

/** @type {(model: Model, state: State) => Child[]} */
export function overview(model, state) {
  const most = [...model.entities].sort((p, q) => q.count - p.count || p.number - q.number);
  return [
    state.isLost ? h("p", { class: "lost", role: "alert" }, LOST) : null,
    heading(null, "Overview", headline(model, state.view)),
    line("", `Entities are what papers name, by kind: ${kinds(model)}. ${CHOOSE}`),
    partShown(model),
    h("dl", { class: "legend" }, legend(model, state).map(definition)),
    section(model.links.length, "Begin with", () =>
      h(
        "ul",
        { class: "starts" },
        starts(model).map((start) => h("li", {}, start)),
      ),
    ),
    communitiesPart(model),
    section(most.length, "Named most", () =>
      entityCloud(model, most.slice(0, 18), (entity) => entity.count),
    ),
    h(
      "section",
      { class: "part keys-part" },
      h("h3", {}, "Keys"),
      h(
        "dl",
        { class: "keys" },
        KEYS_SHOWN.map(([key, what]) => definition([h("kbd", {}, key), what])),
      ),
    ),
  ];
}

/** @type {(entry: [Child, Child]) => HTMLElement} */
function definition([term, what]) {
  return h("div", {}, h("dt", {}, term), h("dd", {}, what));
}

/** @type {(model: Model, view: View) => string} */
function headline({ papers, entities }, view) {
  if (view === "entities") {
    return `${plural(entities.length, "thing")} named in ${plural(papers.length, "paper")}`;
  }
  const count = plural(papers.length, "paper and what it names", "papers and what they name");
  return view === "list" ? `${count}, in tables` : count;
}

/**
 * Say that a page with a part of the papers lacks the others.
 *
 * @type {(model: Model) => HTMLElement | null}
 */
function partShown({ papers, total }) {
  return line(
    "",
    total > papers.length
      ? `This page holds the ${thousands(papers.length)} papers ` +
          `with the strongest links, of ${thousands(total)}. The tables and the RDF hold all.`
      : "",
  );
}

/**
 * Explain shapes, colours, sizes and lines, or columns.
 *
 * @type {(model: Model, state: State) => [string, Child][]}
 */
function legend(model, { view, colour, size, filter }) {
  if (view === "list") {
    return [
      ["Specificity", SPECIFICITY],
      ["Community", "papers about the same, and what they are about"],
    ];
  }
  const isEntities = view === "entities";
  const shapes = [...(isEntities ? [] : [PAPER]), ...model.labels];
  return [
    [
      "Shape",
      shapes.map((group) =>
        h("span", { class: "shape" }, glyph(model, group), group.toLowerCase()),
      ),
    ],
    [
      "Colour",
      colour === "community"
        ? "a community, with its disc and name: papers about the same; grey: in none"
        : "as the shape; a disc is a community: papers about the same",
    ],
    ["Size", SIZES[size] + (isEntities || !OF_ENTITIES.includes(size) ? "" : "; papers are alike")],
    ["Line", filter.predicates ? "what the chosen statements join" : lineMeaning(isEntities)],
  ];
}

/** @type {(isEntities: boolean) => string} */
function lineMeaning(isEntities) {
  return isEntities
    ? "named together in two papers or more"
    : "two papers about the same, thin if the link is weak, or what a paper names";
}

/** @type {(model: Model) => HTMLElement | null} */
function communitiesPart(model) {
  const communities = model.communities
    .filter(({ papers }) => papers.length > 1)
    .sort((p, q) => q.papers.length - p.papers.length || p.index - q.index);
  return section(communities.length, "Communities", () =>
    longList("ol", { class: "titles communities" }, communities, 14, (community) =>
      h(
        "li",
        {},
        communityLink(community),
        h("span", { class: "note" }, plural(community.papers.length, "paper")),
      ),
    ),
  );
}

/**
 * Make links to begin with: the entity that most links share, the heaviest link, and the largest
 * community.
 *
 * @type {(model: Model) => HTMLElement[]}
 */
function starts(model) {
  const entity = mostShared(model);
  const [link] = [...model.links].sort((p, q) => q.weight - p.weight);
  const [community] = model.communities;
  const links = [ask(selectWhy(link.a, link.b), "Why are these linked:", link.a.name, link.b.name)];
  if (entity) links.unshift(ask(selectNode(entity), "Which papers name", entity.name));
  if (community?.names.length) {
    links.push(
      ask(selectCommunity(community), "What do these papers have in common:", community.name),
    );
  }
  return links;
}

/**
 * Return the entity that most links share; undefined if none shares any.
 *
 * @type {(model: Model) => Entity | undefined}
 */
function mostShared(model) {
  /** @type {Map<Entity, number>} */
  const uses = new Map();
  for (const { shared } of model.links) {
    for (const entity of shared) uses.set(entity, (uses.get(entity) ?? 0) + 1);
  }
  const counted = [...uses].sort(([p, m], [q, n]) => n - m || p.number - q.number);
  return counted[0]?.[0];
}

/** @type {(selection: Selection, question: string, ...names: string[]) => HTMLElement} */
function ask(selection, question, ...names) {
  return h(
    "a",
    { href: linkTo(selection) },
    question,
    names.map((name, i) => [i ? " and " : " ", h("b", {}, shorten(name, 60))]),
    "?",
  );
}
