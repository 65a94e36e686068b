// Model: the columns of the page turned into papers, entities, mentions and links that know each other.

const PAPER = "paper";
const ENTITY = "entity";
const DISC_MARGIN = 12;

/** Read the JSON of a script element. */
function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Turn a table of columns into a list of rows. */
function rows(table) {
  const names = Object.keys(table);
  const length = names.length ? table[names[0]].length : 0;
  return Array.from({ length }, (_, i) => Object.fromEntries(names.map((name) => [name, table[name][i]])));
}

/** Build the whole model. `nodes` lists papers, then entities; a node's `number` is its place there. */
function buildModel(data, network) {
  const papers = rows(data.papers).map(makePaper);
  const entities = rows(data.entities).map((row, i) => makeEntity(row, papers.length + i, data.labels));
  attachMentions(papers, entities, data.mentions);
  const links = rows(data.links)
    .map(({ a, b, shared }) => makeLink(papers[a], papers[b], shared.map((i) => entities[i])));
  attachLinks(papers, links);
  attachBroader(entities);
  const nodes = [...papers, ...entities];
  nodes.forEach((node, i) => Object.assign(node, { x: network.x[i], y: network.y[i], size: network.size[i] }));
  const members = rows(data.communities).map(() => []);
  nodes.forEach((node, i) => members[data.community[i]]?.push(node));
  return {
    base: data.base, labels: data.labels, measures: data.measures, total: data.total,
    papers, entities, links, nodes,
    edges: makeEdges(network, nodes, links),
    communities: rows(data.communities).map((row, i) => makeCommunity(row, i, members[i])),
    byId: { paper: byId(papers), entity: byId(entities) },
  };
}

function makePaper(row, number) {
  return { ...row, kind: PAPER, number, name: row.title || row.id, text: `${row.title}\n${row.abstract}`,
    mentions: [], entities: [], links: [], community: null };
}

/** An entity; `papers` lists those of this page, `count` says how many of the whole graph name it. */
function makeEntity(row, number, labels) {
  const labelName = labels[row.label];
  const id = row.id || `${labelName}/${row.name}`.toLowerCase().replace(/ /gu, "-");
  return { ...row, id, kind: ENTITY, number, labelName, count: row.papers, papers: [], mentions: new Map(),
    narrower: [], community: null };
}

/** Turn the numbers of broader entities into entities, and let these know the narrower ones. */
function attachBroader(entities) {
  for (const entity of entities) {
    entity.broader = entity.broader.map((i) => entities[i]);
    for (const other of entity.broader) other.narrower.push(entity);
  }
}

/** The lines of the map. One between papers has its link's weight. */
function makeEdges(network, nodes, links) {
  const weights = new Map(links.map(({ a, b, weight }) => [`${a.number}-${b.number}`, weight]));
  return network.from.map((from, i) => {
    const to = network.to[i];
    return { a: nodes[from], b: nodes[to], weight: weights.get(`${from}-${to}`) ?? null };
  });
}

/** Give each paper its links, the heaviest first. */
function attachLinks(papers, links) {
  for (const link of links) {
    link.a.links.push({ other: link.b, link });
    link.b.links.push({ other: link.a, link });
  }
  const heavier = (p, q) => q.link.weight - p.link.weight || p.other.number - q.other.number;
  for (const paper of papers) paper.links.sort(heavier);
}

/** A link weighs what its shared entities' specificities add up to. */
function makeLink(a, b, shared) {
  return { a, b, shared, weight: shared.reduce((sum, entity) => sum + entity.idf, 0) };
}

/** A community; its disc reaches a little beyond its nodes. */
function makeCommunity(row, index, members) {
  const community = { ...row, index, members, papers: members.filter((node) => node.kind === PAPER),
    name: row.names.join(", ") || `Group ${index + 1}`, radius: row.radius + DISC_MARGIN };
  for (const node of members) node.community = community;
  return community;
}

/** Give each paper its mentions in text order, and each entity its papers and their mentions of it. */
function attachMentions(papers, entities, table) {
  let row = 0;
  papers.forEach((paper, i) => {
    let start = 0;
    for (const last = row + table.count[i]; row < last; row += 1) {
      start += table.start[row];
      const end = start + table.length[row];
      const mention = { paper, entity: entities[table.entity[row]], start, end,
        sentenceStart: start - table.before[row], sentenceEnd: end + table.after[row] };
      paper.mentions.push(mention);
      attachEntity(paper, mention);
    }
    paper.entities.sort((a, b) => b.idf - a.idf || a.number - b.number);
  });
}

function attachEntity(paper, mention) {
  const { entity } = mention;
  if (!entity.mentions.has(paper)) {
    entity.mentions.set(paper, []);
    entity.papers.push(paper);
    paper.entities.push(entity);
  }
  entity.mentions.get(paper).push(mention);
}

function byId(items) {
  return new Map(items.map((item) => [item.id, item]));
}
