// Path: the shortest way between two nodes by way of specific entities, as `kgraph path` finds it.

/**
 * Find the path of papers and entities from one node to another, or null. An edge of an entity has the length
 * 1 / idf, so that a rare entity is worth a detour; Dijkstra's algorithm.
 */
function findPath(from, to) {
  const lengths = new Map([[from, 0]]);
  const before = new Map();
  const done = new Set();
  const queue = [[0, from]];
  while (queue.length) {
    const [length, node] = popNearest(queue);
    if (done.has(node)) continue;
    if (node === to) return walkBack(before, to);
    done.add(node);
    for (const other of node.kind === PAPER ? node.entities : node.papers) {
      const longer = length + 1 / (node.kind === PAPER ? other : node).idf;
      if (longer >= (lengths.get(other) ?? Infinity)) continue;
      lengths.set(other, longer);
      before.set(other, node);
      pushNearest(queue, [longer, other]);
    }
  }
  return null;
}

function walkBack(before, to) {
  const path = [to];
  while (before.has(path[0])) path.unshift(before.get(path[0]));
  return path;
}

const isNearer = ([a, p], [b, q]) => a < b || (a === b && p.number < q.number);

/** Add to a heap whose first item is the nearest. */
function pushNearest(heap, item) {
  let place = heap.push(item) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isNearer(item, heap[parent])) break;
    heap[place] = heap[parent];
    place = parent;
  }
  heap[place] = item;
}

/** Take the first item out of a heap. */
function popNearest(heap) {
  const [first] = heap;
  const item = heap.pop();
  if (!heap.length) return first;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isNearer(heap[child + 1], heap[child])) child += 1;
    if (!isNearer(heap[child], item)) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = item;
  return first;
}
