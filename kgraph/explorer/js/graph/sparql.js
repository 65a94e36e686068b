// SPARQL: queries that get what the panel shows from the RDF of the same build.

import { PAPER } from "./model.js";

/** @import { GraphNode, Model, Origin, Paper } from "./types.d.ts" */

const PREFIXES = `PREFIX kg: <https://w3id.org/kgraph/ontology#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
`;

/**
 * Return the IRI of a node, an author or a venue in the RDF.
 *
 * @type {(model: Model, node: GraphNode | Origin) => string}
 */
export function iriOf(model, node) {
  return `${model.base}${node.kind}/${node.id}`;
}

/** @type {(model: Model, node: GraphNode) => string} */
function sparqlIri(model, node) {
  return `<${encodeURI(iriOf(model, node))}>`;
}

/**
 * Return the query for the papers that mention an entity, or the entities that a paper mentions.
 *
 * @type {(model: Model, node: GraphNode) => string}
 */
export function nodeQuery(model, node) {
  const iri = sparqlIri(model, node);
  return (
    PREFIXES +
    (node.kind === PAPER
      ? `SELECT ?entity ?name ?specificity {
  ${iri} kg:mentions ?entity .
  ?entity skos:prefLabel ?name ; kg:idf ?specificity .
}
ORDER BY DESC(?specificity) ?entity
`
      : `SELECT ?paper ?title {
  ?paper kg:mentions ${iri} ; dct:title ?title .
}
ORDER BY ?paper
`)
  );
}

/**
 * Return the query for the entities that two papers share, the rarest first, and for those that are
 * near each other.
 *
 * @type {(model: Model, a: Paper, b: Paper) => string}
 */
export function whyQuery(model, a, b) {
  const [first, second] = [sparqlIri(model, a), sparqlIri(model, b)];
  return `${PREFIXES}SELECT ?entity ?name ?near ?nearName ?closeness ?weight {
  ?link kg:linksPaper ${first}, ${second} ; kg:weight ?weight .
  {
    ?link kg:sharedEntity ?entity .
    BIND(1.0 AS ?closeness)
  }
  UNION
  {
    ?link kg:nearPair ?pair .
    ?pair kg:nearEntity ?entity, ?near ; kg:closeness ?closeness .
    ${first} kg:mentions ?entity .
    ${second} kg:mentions ?near .
    FILTER(?near != ?entity)
    ?near skos:prefLabel ?nearName .
  }
  ?entity skos:prefLabel ?name ; kg:idf ?specificity .
}
ORDER BY DESC(?closeness) DESC(?specificity) ?entity ?near
`;
}
