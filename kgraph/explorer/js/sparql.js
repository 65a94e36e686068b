// SPARQL: what to ask the RDF of the same build for what the panel shows.

const PREFIXES = `PREFIX kg: <https://w3id.org/kgraph/ontology#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
`;

/** The IRI of a paper or an entity, as in the RDF. */
function iriOf(model, node) {
  return `${model.base}${node.kind}/${node.id}`;
}

function sparqlIri(model, node) {
  return `<${encodeURI(iriOf(model, node))}>`;
}

/** Which papers mention an entity, or what a paper mentions. */
function nodeQuery(model, node) {
  const iri = sparqlIri(model, node);
  return PREFIXES + (node.kind === PAPER
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
`);
}

/** What two papers share, and what each adds to the weight of their link. */
function whyQuery(model, a, b) {
  return `${PREFIXES}SELECT ?entity ?name ?adds ?weight {
  ?link kg:linksPaper ${sparqlIri(model, a)}, ${sparqlIri(model, b)} ; kg:weight ?weight ; kg:sharedEntity ?entity .
  ?entity skos:prefLabel ?name ; kg:idf ?adds .
}
ORDER BY DESC(?adds) ?entity
`;
}
