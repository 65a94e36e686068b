// Statements: what papers state, in words, as claims of several papers, and as lines of the map.

/** @import { Claim, Entity, GraphNode, Paper, Statement } from "./types.d.ts" */

/** @typedef {Set<string> | null} Predicates  Those that are shown, or null for all. */

/**
 * How a predicate is read from the paper or the subject, from the object, and of two papers.
 *
 * @type {Record<string, [string, string, string?]>}
 */
const WORDS = {
  proposes: ["proposes", "proposed in", "propose"],
  studies: ["studies", "studied in", "study"],
  addresses: ["addresses", "addressed in", "address"],
  uses: ["uses", "used in", "use"],
  "evaluates-on": ["evaluates on", "benchmark in", "evaluate on"],
  "measures-by": ["measures by", "metric in", "measure by"],
  "compares-with": ["compares with", "baseline in", "compare with"],
  "used-for": ["is used for", "methods"],
  "part-of": ["is part of", "parts"],
  "is-a": ["is a kind of", "kinds"],
  "improves-over": ["improves over", "improved by"],
  affects: ["affects", "affected by"],
  "evaluated-on": ["is evaluated on", "evaluates"],
  "based-on": ["is based on", "basis of"],
};

/** @type {(predicate: string) => string} */
export function inWords(predicate) {
  return WORDS[predicate][0];
}

/**
 * Return the words with which the list of what is stated about an entity names a claim.
 *
 * @type {(claim: Claim, entity: Entity) => string}
 */
export function wordsAbout({ subject, predicate }, entity) {
  const [forward, backward] = WORDS[predicate];
  return subject === entity ? forward.replace(/^is (?:a )?/u, "") : backward;
}

/**
 * Return the predicates with which a paper states something of itself and an entity.
 *
 * @type {(paper: Paper, entity: Entity) => string[]}
 */
export function statedOf({ statements }, entity) {
  return statements
    .filter(({ subject, object }) => !subject && object === entity)
    .map(({ predicate }) => predicate);
}

/**
 * Say what each of two papers states of itself and an entity: "both study it", or "1 proposes it, 2
 * uses it".
 *
 * @type {(entity: Entity, a: Paper, b: Paper) => string}
 */
export function whoStates(entity, a, b) {
  const [ofA, ofB] = [a, b].map((paper) => statedOf(paper, entity));
  if (ofA.length && ofA.join() === ofB.join()) return `both ${ofA.map(ofBoth).join(" and ")} it`;
  return [states(1, ofA), states(2, ofB)].filter(Boolean).join(", ");
}

/**
 * Say what a paper, called by a number, states of itself and an entity; nothing without predicates.
 *
 * @type {(number: number, predicates: string[]) => string}
 */
export function states(number, predicates) {
  return predicates.length ? `${number} ${predicates.map(inWords).join(" and ")} it` : "";
}

/** @type {(predicate: string) => string} */
export function ofBoth(predicate) {
  return WORDS[predicate][2] ?? predicate;
}

/** @type {(predicates: Predicates, statements: Statement[]) => Statement[]} */
export function statementsOf(predicates, statements) {
  return predicates ? statements.filter(({ predicate }) => predicates.has(predicate)) : statements;
}

/**
 * Return the statements of papers: the first of each paper, then the second, and so on.
 *
 * @type {(predicates: Predicates, papers: Paper[]) => Statement[]}
 */
export function inTurn(predicates, papers) {
  const lists = papers.map(({ statements }) => statementsOf(predicates, statements));
  const most = lists.reduce((length, list) => Math.max(length, list.length), 0);
  return Array.from({ length: most }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}

/**
 * Join the same statement of several papers to one claim, those of most papers first.
 *
 * @type {(statements: Statement[]) => Claim[]}
 */
export function claimsOf(statements) {
  /** @type {Map<string, Claim>} */
  const claims = new Map();
  for (const statement of statements) {
    const { subject, predicate, object } = statement;
    const key = `${subject?.number} ${predicate} ${object.number}`;
    const claim = claims.get(key);
    if (claim) claim.statements.push(statement);
    else claims.set(key, { subject, predicate, object, statements: [statement] });
  }
  return [...claims.values()].sort((p, q) => q.statements.length - p.statements.length);
}

/**
 * Return the lines that statements are drawn as, each once: between two entities, or from the paper
 * to the object of its own statement.
 *
 * @type {(statements: Statement[]) => [GraphNode, GraphNode][]}
 */
export function statedLines(statements) {
  /** @type {Map<string, [GraphNode, GraphNode]>} */
  const lines = new Map();
  for (const { paper, subject, object } of statements) {
    const [a, b] = [subject ?? paper, object].sort((p, q) => p.number - q.number);
    lines.set(`${a.number}-${b.number}`, [a, b]);
  }
  return [...lines.values()];
}

/**
 * Return what the statements of a paper or an entity join, without the node itself.
 *
 * @type {(predicates: Predicates, node: GraphNode) => GraphNode[]}
 */
export function statedNeighbours(predicates, node) {
  const joined = statedLines(statementsOf(predicates, node.statements)).flat();
  return [...new Set(joined)].filter((other) => other !== node);
}

/**
 * Group what a paper states about itself by predicate and sentence, so that no sentence is shown
 * twice for the same predicate, unless only some of it is tentative.
 *
 * @type {(statements: Statement[]) => Statement[][]}
 */
export function bySentenceAndPredicate(statements) {
  /** @type {Map<string, Statement[]>} */
  const groups = new Map();
  for (const statement of statements) {
    const key = `${statement.predicate} ${statement.from} ${statement.tentative}`;
    const group = groups.get(key);
    if (group) group.push(statement);
    else groups.set(key, [statement]);
  }
  return [...groups.values()];
}
