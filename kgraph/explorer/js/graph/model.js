// Model: the columns of the page as papers, entities, mentions and links that refer to each other.

/**
 * @import { Community, Data, Edge, Entity, EntityColumns, GraphNode, Link, LinkColumns, Look,
 *   Mention, MentionColumns, Model, Network, Paper, PaperColumns, Row } from "./types.d.ts"
 */

import { onDark } from "./colours.js";
import { AUTHOR, attachOrigins, makeOrigins, VENUE } from "./origins.js";
import { captionOf } from "./text.js";

export const PAPER = "paper";
export const ENTITY = "entity";

/** How far a community's disc reaches beyond its nodes, in layout units. */
const DISC_MARGIN = 12;

/**
 * Build the model from the tables of the page.
 *
 * @type {(data: Data, network: Network) => Model}
 */
export function buildModel(data, network) {
  const papers = rows(data.papers).map((row, i) => makePaper(row, i, network));
  const labels = data.labels.name;
  const looks = rows(data.labels).map(({ color, shape }) => ({
    shape,
    light: color,
    dark: onDark(color),
  }));
  const entities = rows(data.entities).map((row, i) =>
    makeEntity(row, papers.length + i, labels[row.label], looks[row.label], network),
  );
  attachMentions(papers, entities, data.mentions);
  attachStatements(papers, entities, data);
  papers.forEach((paper, i) => {
    paper.about = data.papers.about[i].map((number) => entities[number]);
  });
  const authors = makeOrigins(AUTHOR, data.authors);
  const venues = makeOrigins(VENUE, data.venues);
  attachOrigins(papers, authors, venues, data.papers);
  attachBroader(entities, data.entities.broader);
  const links = rows(data.links).map((row) => makeLink(row, papers, entities));
  attachLinks(papers, links);
  const nodes = [...papers, ...entities];
  const { base, total, shares, measures } = data;
  return {
    base,
    total,
    shares,
    labels,
    looks,
    measures,
    papers,
    entities,
    nodes,
    links,
    predicates: data.predicates.filter((_, i) => data.statements.predicate.includes(i)),
    edges: makeEdges(network, nodes, links),
    communities: makeCommunities(data, nodes),
    origins: [...authors, ...venues],
    byId: {
      paper: indexById(papers),
      entity: indexById(entities),
      author: indexById(authors),
      venue: indexById(venues),
    },
  };
}

/**
 * Turn a table of columns into a list of rows.
 *
 * @type {<T extends object>(table: T) => Row<T>[]}
 */
function rows(table) {
  const columns = Object.entries(table);
  const length = columns.length ? columns[0][1].length : 0;
  return Array.from(
    { length },
    (_, i) =>
      /** @type {any} */ (Object.fromEntries(columns.map(([name, values]) => [name, values[i]]))),
  );
}

/** @type {(network: Network, number: number) => { x: number, y: number, size: number }} */
function placeOf(network, number) {
  return { x: network.x[number], y: network.y[number], size: network.size[number] };
}

/** @type {(row: Row<PaperColumns>, number: number, network: Network) => Paper} */
function makePaper(row, number, network) {
  return {
    ...row,
    ...placeOf(network, number),
    kind: PAPER,
    number,
    name: row.title || row.id,
    text: `${row.title}\n${row.abstract}`,
    authors: [],
    inVenue: null,
    mentions: [],
    statements: [],
    about: [],
    entities: [],
    links: [],
    community: null,
  };
}

/**
 * @type {(row: Row<EntityColumns>, number: number, labelName: string, look: Look, network: Network)
 *   => Entity}
 */
function makeEntity(row, number, labelName, look, network) {
  const id = row.id || `${labelName}/${row.name}`.toLowerCase().replace(/ /gu, "-");
  return {
    ...row,
    ...placeOf(network, number),
    id,
    kind: ENTITY,
    number,
    labelName,
    look,
    count: row.papers,
    papers: [],
    mentions: new Map(),
    statements: [],
    broader: [],
    narrower: [],
    community: null,
  };
}

/** @type {(entities: Entity[], broader: number[][]) => void} */
function attachBroader(entities, broader) {
  entities.forEach((entity, i) => {
    entity.broader = broader[i].map((number) => entities[number]);
    for (const wider of entity.broader) wider.narrower.push(entity);
  });
}

/** @type {(network: Network, nodes: GraphNode[], links: Link[]) => Edge[]} */
function makeEdges(network, nodes, links) {
  const weights = new Map(links.map(({ a, b, weight }) => [`${a.number}-${b.number}`, weight]));
  return network.from.map((from, i) => {
    const to = network.to[i];
    return { a: nodes[from], b: nodes[to], weight: weights.get(`${from}-${to}`) ?? null };
  });
}

/**
 * Give each paper its links, the heaviest first.
 *
 * @type {(papers: Paper[], links: Link[]) => void}
 */
function attachLinks(papers, links) {
  for (const link of links) {
    link.a.links.push({ paper: link.b, link });
    link.b.links.push({ paper: link.a, link });
  }
  for (const { links: own } of papers) {
    own.sort((p, q) => q.link.weight - p.link.weight || p.paper.number - q.paper.number);
  }
}

/** @type {(row: Row<LinkColumns>, papers: Paper[], entities: Entity[]) => Link} */
function makeLink(row, papers, entities) {
  return {
    a: papers[row.a],
    b: papers[row.b],
    weight: row.weight / 10_000,
    shared: row.shared.map((i) => entities[i]),
    near: row.near.map(([i, j]) => [entities[i], entities[j]]),
    entities: row.entities / 100,
    words: row.words / 100,
    context: row.context / 100,
    weak: row.weak === 1,
  };
}

/** @type {(data: Data, nodes: GraphNode[]) => Community[]} */
function makeCommunities(data, nodes) {
  const communities = rows(data.communities).map(makeCommunity);
  nodes.forEach((node, i) => {
    const community = communities[data.community[i]];
    if (!community) return;
    node.community = community;
    community.members.push(node);
    if (node.kind === PAPER) community.papers.push(node);
  });
  return communities;
}

/** @type {(row: Row<Data["communities"]>, index: number) => Community} */
function makeCommunity({ mixed, parts, ...row }, index) {
  const isMixed = mixed === 1;
  return {
    ...row,
    index,
    isMixed,
    parts: parts.map(([name, count], i) => ({ name: name || `Part ${i + 1}`, count })),
    members: [],
    papers: [],
    name: captionOf(isMixed, row.names.join(", ")) || `Group ${index + 1}`,
    radius: row.radius + DISC_MARGIN,
  };
}

/**
 * Give each paper its mentions in text order, and each entity its papers and mentions.
 *
 * @type {(papers: Paper[], entities: Entity[], table: MentionColumns) => void}
 */
function attachMentions(papers, entities, table) {
  let row = 0;
  papers.forEach((paper, i) => {
    let start = 0;
    for (const last = row + table.count[i]; row < last; row += 1) {
      start += table.start[row];
      const end = start + table.length[row];
      attachMention({
        paper,
        entity: entities[table.entity[row]],
        start,
        end,
        sentenceStart: start - table.before[row],
        sentenceEnd: end + table.after[row],
      });
    }
    paper.entities.sort((a, b) => b.idf - a.idf || a.number - b.number);
  });
}

/** @type {(mention: Mention) => void} */
function attachMention(mention) {
  const { paper, entity } = mention;
  paper.mentions.push(mention);
  const mentions = entity.mentions.get(paper);
  if (mentions) {
    mentions.push(mention);
    return;
  }
  entity.mentions.set(paper, [mention]);
  entity.papers.push(paper);
  paper.entities.push(entity);
}

/**
 * Give each paper what it states, and each entity what is stated about it.
 *
 * @type {(papers: Paper[], entities: Entity[], data: Data) => void}
 */
function attachStatements(papers, entities, { statements: table, predicates }) {
  let row = 0;
  papers.forEach((paper, i) => {
    for (const last = row + table.count[i]; row < last; row += 1) {
      const subject = entities[table.subject[row]] ?? null;
      const object = entities[table.object[row]];
      const predicate = predicates[table.predicate[row]];
      const { sentenceStart: from, sentenceEnd: to } = paper.mentions[table.mention[row]];
      const tentative = table.tentative?.[row] === 1;
      const statement = { paper, subject, predicate, object, from, to, tentative };
      for (const node of [paper, subject, object]) node?.statements.push(statement);
    }
  });
}

/** @type {<T extends { id: string }>(items: T[]) => Map<string, T>} */
function indexById(items) {
  return new Map(items.map((item) => [item.id, item]));
}
