// Panel: what is known about the selection, with the sentence behind every statement.

/** Make the content of the panel for a selection. `link(selection)` gives the address of another one. */
function panelFor(model, selection, link) {
  if (!selection) return overview(model, link);
  const { kind, nodes, community } = selection;
  if (kind === ENTITY) return entityPanel(model, nodes[0], link);
  if (kind === PAPER) return paperPanel(model, nodes[0], link);
  if (kind === "why") return whyPanel(model, nodes[0], nodes[1], link);
  return communityPanel(model, community, link);
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

function nodeLink(model, node, link) {
  const properties = { class: `node-link is-${node.kind}`, href: link(selectNode(node)) };
  return h("a", properties, glyph(model, groupOf(node)), h("span", {}, node.name));
}

function paperLink(paper, link) {
  const year = paper.year ? h("span", { class: "year" }, String(paper.year)) : null;
  return h("a", { class: "paper-link", href: link(selectNode(paper)) }, paper.name, year);
}

/** Entities as a cloud of links; `noteOf` gives the small number behind a name. */
function entityCloud(model, entities, link, noteOf = () => null) {
  return longList("ul", { class: "cloud" }, entities, 24, (entity) => {
    const note = noteOf(entity);
    const number = note === null ? null : h("span", { class: "note" }, String(note));
    return h("li", {}, nodeLink(model, entity, link), number);
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

/** The first sentence of a paper that names an entity, and the others folded away. */
function quotations(entity, paper) {
  const [first, ...rest] = evidence(paper, entity.mentions.get(paper) ?? []).map(quotation);
  if (!rest.length) return [first];
  return [first, h("details", { class: "rest" }, h("summary", {}, plural(rest.length, "more sentence")), rest)];
}

function copyButton(name, text) {
  const label = `Copy ${name}`;
  const button = h("button", { type: "button", class: "quiet", title: text, onclick: async () => {
    const done = await copyText(text);
    button.textContent = done ? "Copied" : text;
    announce(done ? `${name} copied` : text);
    setTimeout(() => { button.textContent = label; }, 1600);
  } }, label);
  return button;
}

function idButtons(model, node) {
  const iri = `${model.base}${node.kind}/${node.id}`;
  return h("p", { class: "buttons" }, copyButton("id", node.id), copyButton("IRI", iri));
}

function fact(name, value, title = null) {
  return h("div", { title }, h("dt", {}, name), h("dd", {}, value));
}

function inCommunity({ community }, link) {
  if (!community) return null;
  const address = link(selectCommunity(community));
  return h("p", { class: "in-community" }, "In ", h("a", { href: address }, community.name));
}

function entityPanel(model, entity, link) {
  const together = cooccurring(entity);
  const counts = new Map(together.map(({ other, count }) => [other, count]));
  const more = (other) => (counts.get(other) > 1 ? counts.get(other) : null);
  return [
    heading(glyph(model, entity.labelName), entity.labelName, entity.name),
    line("Short", entity.abbreviations.join(", ")),
    line("Also", otherNames(entity, entity.abbreviations).join(", ")),
    h("dl", { class: "facts" }, fact("Papers", entity.count.toLocaleString("en")),
      fact("Specificity", entity.idf.toFixed(2), "ln((1 + papers here) / papers that name it): the rarer, the higher")),
    inCommunity(entity, link),
    idButtons(model, entity),
    section(true, `Named in ${plural(entity.count, "paper")}`, () => longList("ol", { class: "evidence" },
      newestFirst(entity.papers), 20, (paper) => h("li", {}, paperLink(paper, link), quotations(entity, paper)))),
    section(together.length, "Named together with", () => entityCloud(model, [...counts.keys()], link, more)),
  ];
}

function paperPanel(model, paper, link) {
  const out = { href: paper.url, target: "_blank", rel: "noopener noreferrer" };
  return [
    heading(glyph(model, PAPER), ["Paper", paper.year].filter(Boolean).join(" · "), paper.name),
    line("", [paper.authors.join(", "), paper.venue].filter(Boolean).join(" · ")),
    paper.url ? h("p", { class: "out" }, h("a", out, "Read the paper ↗")) : null,
    inCommunity(paper, link),
    idButtons(model, paper),
    section(paper.abstract, "Abstract", () => abstractText(paper, link)),
    section(paper.entities.length, "What it names",
      () => model.labels.map((label) => labelGroup(model, paper, label, link))),
    section(paper.links.length, `Linked to ${plural(paper.links.length, "paper")}`, () => linkedPapers(paper, link)),
  ];
}

/** The abstract with every mention marked, each mark leading to its entity. */
function abstractText(paper, link) {
  const pieces = cutText(paper.text, paper.title.length + 1, paper.text.length, paper.mentions);
  return h("p", { class: "abstract" }, pieces.map(({ text, mention }) => {
    if (!mention) return text;
    const { entity } = mention;
    const properties = { href: link(selectNode(entity)), title: `${entity.labelName}: ${entity.name}` };
    return h("a", properties, markMention(text, mention));
  }));
}

function labelGroup(model, paper, label, link) {
  const entities = paper.entities.filter((entity) => entity.labelName === label);
  return entities.length ? [h("h4", {}, label), entityCloud(model, entities, link)] : null;
}

function linkedPapers(paper, link) {
  const strongest = paper.links[0].link.weight;
  return longList("ol", { class: "linked" }, paper.links, 12, ({ other, link: { weight, shared } }) => {
    const why = { class: "why", href: link(selectWhy(paper, other)), "aria-label": `Why linked to ${other.name}` };
    const names = shared.slice(0, 3).map((entity) => entity.name).join(", ");
    return h("li", {}, paperLink(other, link), h("p", { class: "because" },
      meter(weight / strongest, `Weight ${weight.toFixed(1)}`), h("span", {}, names), h("a", why, "Why?")));
  });
}

function meter(share, title) {
  return h("meter", { min: 0, max: 1, value: share.toFixed(3), title, "aria-label": title });
}

function whyPanel(model, a, b, link) {
  const { linked, weight, parts, common } = explainLink(a, b);
  const summary = `They share ${plural(parts.length, "entity", "entities")}; the rarer one is, the more it counts.`;
  return [
    heading(null, linked ? `Why linked · weight ${weight.toFixed(1)}` : "Not linked", "What two papers share"),
    h("ol", { class: "pair" }, [a, b].map((paper) => h("li", {}, paperLink(paper, link)))),
    line("", parts.length ? summary : "No entity is named in both."),
    parts.map((part) => whyPart(model, part, a, b, link)),
    section(common.length, "Also in both, too common to count", () => entityCloud(model, common, link)),
  ];
}

function whyPart(model, { entity, share }, a, b, link) {
  const percent = `${Math.round(share * 100)} %`;
  const side = (paper, i) => h("div", { class: "side" },
    h("span", { class: "side-number", title: paper.name }, String(i + 1)), h("div", {}, quotations(entity, paper)));
  return h("section", { class: "part shared" },
    h("h3", {}, nodeLink(model, entity, link)),
    h("p", { class: "share" }, meter(share, `${percent} of the weight`), `${percent} of the weight`),
    [a, b].map(side));
}

function communityPanel(model, community, link) {
  const within = new Map();
  for (const paper of community.papers) {
    for (const entity of paper.entities) within.set(entity, (within.get(entity) ?? 0) + 1);
  }
  const telling = [...within.keys()].filter((entity) => entity.community === community && within.get(entity) > 1)
    .sort((p, q) => within.get(q) * q.idf - within.get(p) * p.idf || p.number - q.number);
  return [
    heading(null, `Community · ${plural(community.papers.length, "paper")}`, community.name),
    section(telling.length, "What its papers name",
      () => entityCloud(model, telling, link, (entity) => within.get(entity))),
    section(true, "Papers", () => longList("ol", { class: "titles" }, newestFirst(community.papers), 30,
      (paper) => h("li", {}, paperLink(paper, link)))),
  ];
}

const KEYS_SHOWN = [
  ["/", "search"], ["Esc", "back to all"], ["+ − 0", "zoom in, out, all"], ["arrows", "move on the map or in a list"],
];

function overview(model, link) {
  const most = [...model.entities].sort((p, q) => q.count - p.count || p.number - q.number).slice(0, 18);
  const communities = model.communities.filter((community) => community.papers.length > 1)
    .sort((p, q) => q.papers.length - p.papers.length || p.index - q.index);
  return [
    heading(null, "Overview", "Start anywhere"),
    line("", "Choose a dot, a line or a name. Every statement comes with the sentence it was read in."),
    section(communities.length, "Communities", () => longList("ol", { class: "titles communities" }, communities, 14,
      (community) => h("li", {}, h("a", { href: link(selectCommunity(community)) }, community.name),
        h("span", { class: "note" }, plural(community.papers.length, "paper"))))),
    section(most.length, "Named most", () => entityCloud(model, most, link, (entity) => entity.count)),
    section(true, "Keys", () => h("dl", { class: "keys" }, KEYS_SHOWN.map(([key, what]) => h("div", {},
      h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))))),
  ];
}
