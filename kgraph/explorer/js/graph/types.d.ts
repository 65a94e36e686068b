// Types of the graph: the columns in the file, and the values that are made of them.

/** The tables of the page, as `kgraph/explorer/data.py` writes them: each column is a list. */
export interface Data {
  base: string;
  /** Papers of the whole graph; the page has at most 3000 of them. */
  total: number;
  shares: Similarities;
  labels: LabelColumns;
  papers: PaperColumns;
  authors: OriginColumns;
  venues: OriginColumns;
  entities: EntityColumns;
  mentions: MentionColumns;
  /** The names of all predicates. */
  predicates: string[];
  statements: StatementColumns;
  links: LinkColumns;
  communities: CommunityColumns;
  /** For each node the index of its community, or -1. */
  community: number[];
  /** For each measure the score of every node. */
  measures: Record<string, number[]>;
}

export interface CommunityColumns {
  names: string[][];
  /** The share of its papers that have one of the names. */
  coverage: number[];
  /** 1 if that is so low that the names do not say what it is about. */
  mixed: number[];
  /** The caption of each part, and the number of its papers. */
  parts: [string, number][][];
  x: number[];
  y: number[];
  radius: number[];
}

export interface LabelColumns {
  name: string[];
  /** `#rrggbb` on a light ground. */
  color: string[];
  /** A name of `SHAPES`. */
  shape: string[];
}

export interface PaperColumns {
  id: string[];
  title: string[];
  abstract: string[];
  year: (number | null)[];
  /** Indices into `authors`, in the order of the paper. */
  authors: number[][];
  /** The venue as the paper has it, and its index in `venues` or -1. */
  venue: string[];
  inVenue: number[];
  keywords: string[][];
  /** Web addresses by name. */
  addresses: Record<string, string>[];
  sources: string[][];
  /** The entities that it is about, the highest score first. */
  about: number[][];
}

export interface OriginColumns {
  /** Empty where the id follows from the name. */
  id: string[];
  name: string[];
}

export interface EntityColumns {
  /** Empty where the id follows from the label and the name. */
  id: string[];
  name: string[];
  /** Indices into `labels`. */
  label: number[];
  aliases: string[][];
  abbreviations: string[][];
  /** In how many papers of the whole graph it is mentioned. */
  papers: number[];
  idf: number[];
  hub: number[];
  broader: number[][];
  matches: string[][];
}

export interface LinkColumns {
  /** Numbers of papers. */
  a: number[];
  b: number[];
  /** In ten-thousandths. */
  weight: number[];
  /** Numbers of entities that both papers mention, what matters most to the link first. */
  shared: number[][];
  /** Pairs of an entity of `a` and a near one of `b`, likewise. */
  near: [number, number][][];
  /** The three similarities, in hundredths. */
  entities: number[];
  words: number[];
  context: number[];
  weak: number[];
}

/** Offsets are UTF-16 units in the title, a line feed and the abstract. */
export interface MentionColumns {
  /** For each paper the number of its mentions, which follow each other. */
  count: number[];
  entity: number[];
  /** The start, counted from the start of the mention before. */
  start: number[];
  length: number[];
  /** How far the sentence reaches before and after the mention. */
  before: number[];
  after: number[];
}

export interface StatementColumns {
  /** For each paper the number of its statements, which follow each other. */
  count: number[];
  /** Numbers of entities, or -1 for the paper itself. */
  subject: number[];
  /** Indices into `predicates`. */
  predicate: number[];
  /** Numbers of entities. */
  object: number[];
  /** A mention in the sentence: its number among those of the paper. */
  mention: number[];
  /** Left out if no statement is tentative. */
  tentative?: number[];
}

/** Positions and radii of the nodes in layout units, and the lines between them. */
export interface Network {
  x: number[];
  y: number[];
  size: number[];
  from: number[];
  to: number[];
}

/** A row of a table of columns. */
export type Row<T> = { [K in keyof T]: T[K] extends (infer V)[] ? V : never };

export type Kind = "paper" | "entity";

export type OriginKind = "author" | "venue";

/** Where papers come from: an author or a venue, which is not a node of the map. */
export interface Origin {
  kind: OriginKind;
  /** The id without the kind; that of an author may be an ORCID. */
  id: string;
  name: string;
  papers: Paper[];
}

interface BaseNode {
  /** The index in `Model.nodes`: papers, then entities. */
  number: number;
  id: string;
  name: string;
  x: number;
  y: number;
  /** The radius in layout units. */
  size: number;
  community: Community | null;
}

export interface Paper extends BaseNode {
  kind: "paper";
  title: string;
  abstract: string;
  /** The title, a line feed and the abstract: what offsets count in. */
  text: string;
  year: number | null;
  authors: Origin[];
  /** The venue as the paper has it, and what it is. */
  venue: string;
  inVenue: Origin | null;
  keywords: string[];
  addresses: Record<string, string>;
  sources: string[];
  mentions: Mention[];
  /** By predicate, the most certain first. */
  statements: Statement[];
  /** Those that it is about, the highest score first. */
  about: Entity[];
  entities: Entity[];
  /** The heaviest link first. */
  links: LinkedPaper[];
}

/** How the entities of a label are drawn: the shape, and the colour by the ground. */
export interface Look {
  shape: string;
  light: string;
  dark: string;
}

export interface Entity extends BaseNode {
  kind: "entity";
  label: number;
  labelName: string;
  look: Look;
  aliases: string[];
  abbreviations: string[];
  /** In how many papers of the whole graph it is mentioned. */
  count: number;
  idf: number;
  hub: number;
  broader: Entity[];
  narrower: Entity[];
  matches: string[];
  /** The papers of this page that mention it. */
  papers: Paper[];
  mentions: Map<Paper, Mention[]>;
  /** What is stated about it. */
  statements: Statement[];
}

export type GraphNode = Paper | Entity;

export interface Mention {
  paper: Paper;
  entity: Entity;
  start: number;
  end: number;
  sentenceStart: number;
  sentenceEnd: number;
}

/** What a sentence of a paper states about the paper itself or about two entities. */
export interface Statement {
  paper: Paper;
  /** Null for the paper itself. */
  subject: Entity | null;
  predicate: string;
  object: Entity;
  /** The sentence, in the text of the paper. */
  from: number;
  to: number;
  tentative: boolean;
}

/** The same statement from one or several papers. */
export interface Claim {
  subject: Entity | null;
  predicate: string;
  object: Entity;
  /** One of each paper. */
  statements: Statement[];
}

/** How similar two papers are, or how much that counts: by what they are about and so on; 0 to 1. */
export interface Similarities {
  entities: number;
  words: number;
  context: number;
}

export type NearPair = [Entity, Entity];

export interface Link extends Similarities {
  a: Paper;
  b: Paper;
  /** From 0 to 1. */
  weight: number;
  /** What both mention, what matters most to the link first. */
  shared: Entity[];
  /** An entity of `a` and a near one of `b`, likewise. */
  near: NearPair[];
  weak: boolean;
}

/** A link as one of its papers has it: the paper at its other end. */
export interface LinkedPaper {
  paper: Paper;
  link: Link;
}

export interface Edge {
  a: GraphNode;
  b: GraphNode;
  /** The weight of the link between two papers, null for other edges. */
  weight: number | null;
}

/** A community; `x`, `y` and `radius` are its disc on the map. */
export interface Community {
  index: number;
  /** All its names in one line, or a number. */
  name: string;
  names: string[];
  /** The share of its papers that have one of the names. */
  coverage: number;
  /** Whether the names do not say what it is about. */
  isMixed: boolean;
  /** The largest first. */
  parts: { name: string; count: number }[];
  members: GraphNode[];
  papers: Paper[];
  x: number;
  y: number;
  radius: number;
}

export interface Model {
  base: string;
  total: number;
  /** How much each similarity counts in the weight of a link; together 1. */
  shares: Similarities;
  labels: string[];
  /** The look of each label. */
  looks: Look[];
  measures: Record<string, number[]>;
  papers: Paper[];
  entities: Entity[];
  nodes: GraphNode[];
  links: Link[];
  /** The predicates of its statements. */
  predicates: string[];
  edges: Edge[];
  communities: Community[];
  /** Authors, then venues. */
  origins: Origin[];
  byId: {
    paper: Map<string, Paper>;
    entity: Map<string, Entity>;
    author: Map<string, Origin>;
    venue: Map<string, Origin>;
  };
}

export type Selection =
  | { kind: "paper"; nodes: [Paper] }
  | { kind: "entity"; nodes: [Entity] }
  | { kind: "community"; nodes: []; community: Community }
  | { kind: "origin"; nodes: []; origin: Origin }
  | { kind: "why"; nodes: [Paper, Paper] }
  | { kind: "path"; nodes: [GraphNode, GraphNode]; path: GraphNode[] | null };

/** What a chip switches: "paper" or the name of a label. */
export type Group = string;

export interface Filter {
  hidden: Set<Group>;
  /** The least number of papers that mention an entity. */
  support: number;
  years: [number, number] | null;
  /** The least weight of a link between papers. */
  weight: number;
  community: Community | null;
  /** The predicates of the statements that are shown, or null for all. */
  predicates: Set<string> | null;
}

export type View = "map" | "entities" | "list";

/** What nodes are coloured by. */
export type ColourBy = "community" | "label";

/** All that the page shows, as its address names it. */
export interface State {
  view: View;
  selection: Selection | null;
  /** Whether the address names something that the graph does not have. */
  isLost: boolean;
  filter: Filter;
  /** What the nodes are sized by: "papers" or a measure. */
  size: string;
  colour: ColourBy;
  table: Kind;
  /** The words that the table is narrowed by. */
  words: string;
  /** The column that the table is sorted by, with a minus if descending; empty for the default. */
  sort: string;
}

/** A piece of text, and the mention that it is. */
export interface Piece {
  text: string;
  mention: Mention | null;
}

export interface Sentence {
  from: number;
  inTitle: boolean;
  pieces: Piece[];
}

/** What a search finds: a node, a community or an origin. */
export interface Hit {
  node?: GraphNode;
  community?: Community;
  origin?: Origin;
  rank: number;
  /** The name that matches the query. */
  name: string;
  alias: boolean;
  /** Whether the name is only similar to the query. */
  isClose?: boolean;
}
