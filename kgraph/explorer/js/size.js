// Size: how large each node is on the map, by the number of papers or by a centrality.

const PAPER_RADIUS = 6;
const LEAST_RADIUS = 2.2;
const LARGEST_RADIUS = 26;

/** Give every node its radius; `papers` is the one that the map was laid out for. An area stands for a score. */
function setSizes(model, network, measure) {
  const scores = model.measures[measure];
  if (!scores) {
    model.nodes.forEach((node, i) => { node.size = network.size[i]; });
    return;
  }
  for (const peers of [model.papers, model.entities]) {
    const highest = peers.reduce((most, node) => Math.max(most, scores[node.number]), 0) || 1;
    const largest = peers === model.papers ? 2.5 * PAPER_RADIUS : LARGEST_RADIUS;
    for (const node of peers) {
      node.size = LEAST_RADIUS + (largest - LEAST_RADIUS) * Math.sqrt(scores[node.number] / highest);
    }
  }
}
