// Overview: what the panel says while nothing is chosen, of the view that is shown.

const KEYS_SHOWN = [
  ["/", "search"], ["Esc", "back to all"], ["1 2 3", "map, entities, list"], ["p", "path from what is chosen"],
  ["+ − 0", "zoom in, out, all"], ["arrows", "move on the map or in a list"], ["Shift click", "a second node: why, or the path"],
];

/** Make the overview: what this is, how to read it, where to begin. */
function overview(model, view, colour) {
  const most = [...model.entities].sort((p, q) => q.count - p.count || p.number - q.number).slice(0, 18);
  const communities = model.communities.filter((community) => community.papers.length > 1)
    .sort((p, q) => q.papers.length - p.papers.length || p.index - q.index);
  return [
    heading(null, "Overview", headline(model, view)),
    line("", "Choose anything to see what it is linked to, and the sentence behind each link."),
    partShown(model),
    view === "list" ? null : h("dl", { class: "legend" }, legend(model, view, colour).map(([name, what]) => (
      h("div", {}, h("dt", {}, name), h("dd", {}, what))))),
    section(model.links.length, "Begin with", () => h("ul", { class: "starts" }, starts(model).map((start) => h("li", {}, start)))),
    section(communities.length, "Communities", () => longList("ol", { class: "titles communities" }, communities, 14,
      (community) => h("li", {}, communityLink(community),
        h("span", { class: "note" }, plural(community.papers.length, "paper"))))),
    section(most.length, "Named most", () => entityCloud(model, most, (entity) => entity.count)),
    section(true, "Keys", () => h("dl", { class: "keys" }, KEYS_SHOWN.map(([key, what]) => h("div", {},
      h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))))),
  ];
}

function headline({ papers, entities }, view) {
  if (view === "entities") return `${plural(entities.length, "thing")} named in ${plural(papers.length, "paper")}`;
  const count = plural(papers.length, "paper and what it names", "papers and what they name");
  return view === "list" ? `${count}, in tables` : count;
}

/** That a page which holds a part of the papers lacks the others. */
function partShown({ papers, total }) {
  return line("", total > papers.length ? `This page holds the ${papers.length.toLocaleString("en")} papers with the `
    + `strongest links, of ${total.toLocaleString("en")}. The tables and the RDF hold all.` : "");
}

/** What shapes, colours, sizes and lines stand for. */
function legend(model, view, colour) {
  const shapes = [...(view === "entities" ? [] : [PAPER]), ...model.labels];
  return [
    ["Shape", shapes.map((group) => h("span", { class: "shape" }, glyph(model, group), group.toLowerCase()))],
    colour === "community" ? ["Colour, disc", "a community: what is often named together"]
      : ["Colour", "as the shape; a disc is a community: what is often named together"],
    ["Size", view === "entities" ? "how many papers name it" : "how many papers name it; papers are alike"],
    ["Line", view === "entities" ? "named together in two papers or more" : "what two papers share, or what a paper names"],
  ];
}

/** A few ways in: what most links rest on, the strongest of these links, and the largest community. */
function starts(model) {
  const uses = new Map();
  for (const { shared } of model.links) for (const entity of shared) uses.set(entity, (uses.get(entity) ?? 0) + 1);
  const [entity] = [...uses.keys()].sort((p, q) => uses.get(q) - uses.get(p) || p.number - q.number);
  const [link] = model.links.filter(({ shared }) => shared.includes(entity)).sort((p, q) => q.weight - p.weight);
  const [community] = model.communities;
  const ask = (selection, question, ...names) => h("a", { href: linkTo(selection) }, question,
    names.map((name, i) => [i ? " and " : " ", h("b", {}, shorten(name, 60))]), "?");
  return [
    entity && ask(selectNode(entity), "Which papers name", entity.name),
    link && ask(selectWhy(link.a, link.b), "Why are these linked:", link.a.name, link.b.name),
    community?.names.length && ask(selectCommunity(community), "What do these papers have in common:", community.name),
  ].filter(Boolean);
}
