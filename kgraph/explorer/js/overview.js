// Overview: what the panel says while nothing is chosen, of the view that is shown.

const KEYS_SHOWN = [
  ["/", "search"], ["Esc", "back to all"], ["1 2 3", "map, entities, list"], ["p", "path from what is chosen"],
  ["+ − 0", "zoom in, out, all"], ["arrows", "move on the map or in a list"],
  ["Enter", "open what is in the middle of the map"],
  ["Shift click", "a second node: why, or the path; a kind above: it alone"],
];

const SIZES = {
  papers: "how many papers name it; papers are alike",
  pagerank: "PageRank: how much it is linked to what is itself much linked to",
  betweenness: "betweenness: how many shortest paths between others go through it",
};
const SPECIFICITY = "the fewer papers name it, the higher: ln((1 + papers here) / papers that name it)";

const LOST = "The link that you followed names something that is not in this graph.";

/** Make the overview: what this is, how to read it, where to begin. */
function overview(model, state) {
  const { view, isLost } = state;
  const most = [...model.entities].sort((p, q) => q.count - p.count || p.number - q.number).slice(0, 18);
  const communities = model.communities.filter((community) => community.papers.length > 1)
    .sort((p, q) => q.papers.length - p.papers.length || p.index - q.index);
  return [
    isLost ? h("p", { class: "lost", role: "alert" }, LOST) : null,
    heading(null, "Overview", headline(model, view)),
    line("", "Entities are what papers name: methods, datasets, tasks, metrics and concepts. Choose anything to see what it is "
      + "linked to, and the sentence behind each link."),
    partShown(model),
    h("dl", { class: "legend" }, legend(model, state).map(([name, what]) => (
      h("div", {}, h("dt", {}, name), h("dd", {}, what))))),
    section(model.links.length, "Begin with", () => h("ul", { class: "starts" }, starts(model).map((start) => h("li", {}, start)))),
    section(communities.length, "Communities", () => longList("ol", { class: "titles communities" }, communities, 14,
      (community) => h("li", {}, communityLink(community),
        h("span", { class: "note" }, plural(community.papers.length, "paper"))))),
    section(most.length, "Named most", () => entityCloud(model, most, (entity) => entity.count)),
    h("section", { class: "part keys-part" }, h("h3", {}, "Keys"), h("dl", { class: "keys" }, KEYS_SHOWN.map(([key, what]) => (
      h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)))))),
  ];
}

function headline({ papers, entities }, view) {
  if (view === "entities") return `${plural(entities.length, "thing")} named in ${plural(papers.length, "paper")}`;
  const count = plural(papers.length, "paper and what it names", "papers and what they name");
  return view === "list" ? `${count}, in tables` : count;
}

/** That a page which holds a part of the papers lacks the others. */
function partShown({ papers, total }) {
  return line("", total > papers.length ? `This page holds the ${thousands(papers.length)} papers with the `
    + `strongest links, of ${thousands(total)}. The tables and the RDF hold all.` : "");
}

/** What shapes, colours, sizes, lines and columns stand for. */
function legend(model, { view, colour, size }) {
  const shapes = [...(view === "entities" ? [] : [PAPER]), ...model.labels];
  if (view === "list") return [["Specificity", SPECIFICITY], ["Community", "what is often named together"]];
  return [
    ["Shape", shapes.map((group) => h("span", { class: "shape" }, glyph(model, group), group.toLowerCase()))],
    colour === "community" ? ["Colour", "a community, with its disc and name: what is often named together"]
      : ["Colour", "as the shape; a disc is a community: what is often named together"],
    ["Size", view === "entities" && size === "papers" ? "how many papers name it" : SIZES[size]],
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
