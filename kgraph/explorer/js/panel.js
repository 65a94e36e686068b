// Panel: what is known about the selection, with the sentence behind every statement.

const LONG_ABSTRACT = 420;

/**
 * Make the content of the panel: of what is selected, else an overview. `on.path(node)` starts a search for a path from
 * a node.
 */
function panelFor(model, state, on) {
  const { selection } = state;
  if (!selection) return overview(model, state);
  const { kind, nodes, community, path } = selection;
  if (kind === ENTITY) return entityPanel(model, nodes[0], on);
  if (kind === PAPER) return paperPanel(model, nodes[0], on);
  if (kind === "why") return whyPanel(model, ...nodes);
  if (kind === "path") return pathPanel(model, nodes, path);
  return communityPanel(model, community);
}

/** A part of the panel under a title; nothing where `show` is false. */
function section(show, title, content) {
  return show ? h("section", { class: "part" }, h("h3", {}, title), content()) : null;
}

function heading(mark, kicker, title) {
  return h("header", { class: "head" }, h("p", { class: "kicker" }, mark, kicker), h("h2", { tabindex: "-1" }, title));
}

/** A line of small text, its name before it; nothing where it is empty. */
function line(name, text) {
  return text ? h("p", { class: "names" }, name ? h("b", {}, `${name}: `) : null, text) : null;
}

function nodeLink(model, node) {
  const properties = { class: `node-link is-${node.kind}`, href: linkTo(selectNode(node)) };
  return h("a", properties, nodeGlyph(model, node), h("span", {}, node.name));
}

function paperLink(paper) {
  const year = paper.year ? h("span", { class: "year" }, String(paper.year)) : null;
  return h("a", { class: "paper-link", href: linkTo(selectNode(paper)) }, paper.name, year);
}

/** Entities as a cloud of links; `noteOf` gives the small number behind a name. */
function entityCloud(model, entities, noteOf = () => null) {
  return longList("ul", { class: "cloud" }, entities, 24, (entity) => {
    const note = noteOf(entity);
    const number = note === null ? null : h("span", { class: "note" }, String(note));
    return h("li", {}, nodeLink(model, entity), number);
  });
}

function newestFirst(papers) {
  return [...papers].sort((p, q) => (q.year ?? 0) - (p.year ?? 0) || p.number - q.number);
}

function markMention(text, { entity }) {
  return h("mark", { class: `is-label-${entity.label}` }, text);
}

/** A sentence as a quotation, its mentions marked in their label's colour. */
function quotation({ pieces, inTitle }) {
  return h("blockquote", { class: "quote" }, inTitle ? h("span", { class: "where" }, "Title") : null,
    pieces.map(({ text, mention }) => (mention ? markMention(text, mention) : text)));
}

/** The first sentence of a paper that names some entities, and the others folded away. */
function quotations(entities, paper) {
  const mentions = paper.mentions.filter(({ entity }) => entities.includes(entity));
  const [first, ...rest] = evidence(paper, mentions).map(quotation);
  if (!rest.length) return [first];
  return [first, h("details", { class: "rest" }, h("summary", {}, plural(rest.length, "more sentence")), rest)];
}

function copyButton(name, text) {
  return h("button", { type: "button", class: "quiet", title: text, onclick: () => copy(name, text) }, `Copy ${name}`);
}

function pathButton(node, on) {
  const properties = { type: "button", class: "quiet", title: "Then choose where it should lead (p)", onclick: () => on.path(node) };
  return h("p", { class: "buttons" }, h("button", properties, "Path to…"));
}

/** What an expert asks for, folded away: numbers, and what to copy. */
function dataPart(facts, ...content) {
  return h("details", { class: "part data" }, h("summary", {}, "Data"),
    facts.length ? h("dl", { class: "facts" }, facts) : null, content);
}

function copyButtons(model, node) {
  return h("p", { class: "buttons" }, copyButton("id", node.id), copyButton("IRI", iriOf(model, node)),
    copyButton("SPARQL", nodeQuery(model, node)));
}

/** A link that leaves the page. */
function outLink(url, name) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, `${name} ↗`);
}

function fact(name, value, title = null) {
  return h("div", { title }, h("dt", {}, name), h("dd", {}, value));
}

/** A node's place by each centrality among its kind. */
function rankFacts(model, node) {
  const peers = thousands((node.kind === PAPER ? model.papers : model.entities).length);
  return Object.entries(model.measures).map(([name, scores]) => (
    fact(measureName(name), `#${thousands(rankOf(model, node, scores))}`,
      `${scores[node.number]}, by which it is ranked among ${peers}`)));
}

function measureName(name) {
  return { pagerank: "PageRank", papers: "Papers" }[name] ?? name[0].toUpperCase() + name.slice(1);
}

function inCommunity({ community }) {
  return community ? h("p", { class: "in-community" }, "In ", communityLink(community)) : null;
}

/** A community's name as a link, the colour of its nodes before it. */
function communityLink(community) {
  const properties = { class: "community-link", href: linkTo(selectCommunity(community)) };
  return h("a", properties, swatch(community), h("span", {}, community.name));
}

function entityPanel(model, entity, on) {
  const together = cooccurring(entity);
  const counts = new Map(together.map(({ other, count }) => [other, count]));
  const more = (other) => (counts.get(other) > 1 ? counts.get(other) : null);
  return [
    heading(nodeGlyph(model, entity), entity.labelName, entity.name),
    line("Short", entity.abbreviations.join(", ")),
    line("Also", otherNames(entity, entity.abbreviations).join(", ")),
    inCommunity(entity),
    pathButton(entity, on),
    section(true, `Named in ${plural(entity.count, "paper")}`, () => [beyond(entity), longList("ol", { class: "evidence" },
      newestFirst(entity.papers), 20, (paper) => h("li", {}, paperLink(paper), quotations([entity], paper)))]),
    section(together.length, "Named together with", () => entityCloud(model, [...counts.keys()], more)),
    section(entity.broader.length, "Broader", () => entityCloud(model, entity.broader)),
    section(entity.narrower.length, "Narrower", () => entityCloud(model, entity.narrower)),
    section(entity.matches.length, "Elsewhere", () => h("ul", {}, entity.matches.map((iri) => h("li", {}, outLink(iri, iri))))),
    dataPart([
      fact("Specificity", entity.idf.toFixed(2), SPECIFICITY),
      ...rankFacts(model, entity),
    ], copyButtons(model, entity)),
  ];
}

/** That a page which holds a part of the papers lacks some of an entity's. */
function beyond({ count, papers }) {
  return line("", count > papers.length ? `${thousands(papers.length)} of them are on this page.` : "");
}

function paperPanel(model, paper, on) {
  return [
    heading(nodeGlyph(model, paper), ["Paper", paper.year].filter(Boolean).join(" · "), paper.name),
    line("", [paper.authors.join(", "), paper.venue].filter(Boolean).join(" · ")),
    h("p", { class: "out" }, Object.entries(elsewhere(paper)).map(([name, url]) => outLink(url, name))),
    inCommunity(paper),
    pathButton(paper, on),
    section(paper.abstract, "Abstract", () => abstractText(paper)),
    section(paper.links.length, `Linked to ${plural(paper.links.length, "paper")}, the most similar first`,
      () => linkedPapers(model, paper)),
    section(paper.entities.length, "What it names",
      () => model.labels.map((label) => labelGroup(model, paper, label))),
    dataPart(rankFacts(model, paper), line("Read in", paper.sources.join(", ")), copyButtons(model, paper)),
  ];
}

/** Where a paper is found in the web, else where its title can be looked for. */
function elsewhere({ addresses, name }) {
  if (Object.keys(addresses).length) return addresses;
  return { "Look for it in Semantic Scholar": `https://www.semanticscholar.org/search?q=${encodeURIComponent(name)}` };
}

/** The abstract with every mention marked, each mark leading to its entity; a long one is cut until it is asked for. */
function abstractText(paper) {
  const pieces = cutText(paper.text, paper.title.length + 1, paper.text.length, paper.mentions);
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
    text.querySelector("a")?.focus({ preventScroll: true });
  });
  return [text, more];
}

function abstractPiece({ text, mention }) {
  if (!mention) return text;
  const { entity } = mention;
  const properties = { href: linkTo(selectNode(entity)), title: `${entity.labelName}: ${entity.name}` };
  return h("a", properties, markMention(text, mention));
}

function labelGroup(model, paper, label) {
  const entities = paper.entities.filter((entity) => entity.labelName === label);
  return entities.length ? [h("h4", {}, label), entityCloud(model, entities)] : null;
}

function linkedPapers(model, paper) {
  const similar = similarPapers(paper);
  const best = similar[0].score;
  return longList("ol", { class: "linked" }, similar, 6, ({ other, link, score }) => {
    const why = { class: "why", href: linkTo(selectWhy(paper, other)), "aria-label": `Why linked to ${other.name}` };
    const names = [...link.shared].sort((p, q) => q.idf - p.idf || p.number - q.number).slice(0, 3);
    return h("li", {}, paperLink(other), h("p", { class: "because" },
      meter(score / best, `Similarity ${score.toFixed(2)}, weight ${link.weight.toFixed(1)}`),
      h("span", {}, names.map((entity) => entity.name).join(", ")), h("a", why, "Why?")));
  });
}

function meter(share, title) {
  return h("meter", { min: 0, max: 1, value: share.toFixed(3), title, "aria-label": title });
}

function whyPanel(model, a, b) {
  const { linked, weight, parts, common } = explainLink(a, b);
  const summary = linked ? "The rarer a name is, the more it counts."
    : "What they share is too common, or named too much in passing, to link them.";
  return [
    heading(null, linked ? "Why linked" : "Not linked", answer(parts)),
    h("ol", { class: "pair" }, [a, b].map((paper) => h("li", {}, paperLink(paper)))),
    line("", parts.length || common.length ? summary : ""),
    bySentence(parts, a, b).map((group) => whyPart(model, group, linked && group.length < parts.length, a, b)),
    section(common.length, "Also in both, too common to count", () => entityCloud(model, common)),
    linked ? dataPart([fact("Weight", weight.toFixed(2), "The sum of the specificities of what they share")],
      h("p", { class: "buttons" }, copyButton("SPARQL", whyQuery(model, a, b)))) : null,
  ];
}

/** What two papers share, in a sentence. */
function answer(parts) {
  return parts.length ? `Both name ${enumerate(parts.map(({ entity }) => entity.name))}` : "Both name nothing that counts";
}

/** Put together what is named in the same sentence of both papers, so that no reader meets a sentence again. */
function bySentence(parts, a, b) {
  const groups = new Map();
  for (const part of parts) {
    const [first, second] = [a, b].map((paper) => evidence(paper, part.entity.mentions.get(paper))[0].from);
    const key = `${first} ${second}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(part);
  }
  return [...groups.values()];
}

/** Some shared entities with their sentences and, where it `hasShare`, how much of the link's weight they are. */
function whyPart(model, parts, hasShare, a, b) {
  const entities = parts.map(({ entity }) => entity);
  const share = parts.reduce((sum, part) => sum + part.share, 0);
  const percent = `${Math.round(share * 100)} % of the weight`;
  const side = (paper, i) => h("div", { class: "side" },
    h("span", { class: "side-number", title: paper.name }, String(i + 1)), h("div", {}, quotations(entities, paper)));
  return h("section", { class: "part shared" },
    h("h3", {}, entities.map((entity) => nodeLink(model, entity))),
    hasShare ? h("p", { class: "share" }, meter(share, percent), percent) : null,
    [a, b].map(side));
}

/** A path: its papers and entities in turn, and between two of them the sentence that joins them. */
function pathPanel(model, [from, to], path) {
  if (!path) {
    return [heading(null, "No path", "Nothing joins them"),
      h("ol", { class: "pair" }, [from, to].map((node) => h("li", {}, nodeLink(model, node)))),
      line("", "No chain of papers that share entities leads from one to the other.")];
  }
  const step = (node, i) => h("li", {}, nodeLink(model, node), i + 1 < path.length ? stepEvidence(node, path[i + 1]) : null);
  return [
    heading(null, `Path · ${plural(path.length - 1, "step")}`, byWayOf(path)),
    line("", "Each step is a sentence in which a paper names an entity. A rare entity is worth a detour."),
    h("ol", { class: "path" }, path.map(step)),
  ];
}

/** What a path leads through: the entities between its ends. */
function byWayOf(path) {
  if (path.length === 2) return "One names the other";
  const between = path.slice(1, -1).filter(({ kind }) => kind === ENTITY).map(({ name }) => name);
  return between.length ? `Joined by ${enumerate(between)}` : "Named in one paper";
}

function stepEvidence(node, next) {
  const [entity, paper] = node.kind === ENTITY ? [node, next] : [next, node];
  return h("div", { class: "step" }, quotations([entity], paper));
}

function communityPanel(model, community) {
  const within = new Map();
  for (const paper of community.papers) {
    for (const entity of paper.entities) within.set(entity, (within.get(entity) ?? 0) + 1);
  }
  const telling = [...within.keys()].filter((entity) => entity.community === community && within.get(entity) > 1)
    .sort((p, q) => within.get(q) * q.idf - within.get(p) * p.idf || p.number - q.number);
  return [
    heading(swatch(community), `Community · ${plural(community.papers.length, "paper")}`, community.name),
    line("", community.names.length ? "Named after what its papers are about and others are not." : ""),
    section(telling.length, "What its papers name", () => entityCloud(model, telling, (entity) => within.get(entity))),
    section(true, "Papers", () => longList("ol", { class: "titles" }, newestFirst(community.papers), 30,
      (paper) => h("li", {}, paperLink(paper)))),
  ];
}
