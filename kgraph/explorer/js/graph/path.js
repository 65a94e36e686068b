// Path: the shortest path between two nodes through specific entities, as `kgraph path` finds it.

import { ENTITY, PAPER } from "./model.js";

/** @import { Entity, GraphNode } from "./types.d.ts" */

/** @typedef {[length: number, node: GraphNode]} Item  A node in the heap, by its distance. */

/**
 * Find the shortest path between two nodes by Dijkstra's algorithm; null if there is no path.
 *
 * An edge of an entity has the length 1 / idf: a rare entity is worth a detour.
 *
 * @type {(from: GraphNode, to: GraphNode) => GraphNode[] | null}
 */
export function findPath(from, to) {
  const lengths = new Map([[from, 0]]);
  /** @type {Map<GraphNode, GraphNode>} */
  const before = new Map();
  const done = new Set();
  /** @type {Item[]} */
  const heap = [[0, from]];
  while (heap.length) {
    const [length, node] = popNearest(heap);
    if (done.has(node)) continue;
    if (node === to) return walkBack(before, to);
    done.add(node);
    for (const next of node.kind === PAPER ? node.entities : node.papers) {
      const longer = length + edgeLength(node, next);
      if (longer >= (lengths.get(next) ?? Infinity)) continue;
      lengths.set(next, longer);
      before.set(next, node);
      pushNearest(heap, [longer, next]);
    }
  }
  return null;
}

/** @type {(a: GraphNode, b: GraphNode) => number} */
function edgeLength(a, b) {
  return 1 / /** @type {Entity} */ (a.kind === ENTITY ? a : b).idf;
}

/** @type {(before: Map<GraphNode, GraphNode>, to: GraphNode) => GraphNode[]} */
function walkBack(before, to) {
  const path = [to];
  for (let node = before.get(to); node; node = before.get(node)) path.unshift(node);
  return path;
}

/** @type {(p: Item, q: Item) => boolean} */
function isNearer([a, p], [b, q]) {
  return a < b || (a === b && p.number < q.number);
}

/**
 * Add an item to a binary heap whose first item is the nearest.
 *
 * @type {(heap: Item[], item: Item) => void}
 */
function pushNearest(heap, item) {
  let index = heap.push(item) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isNearer(item, heap[parent])) break;
    heap[index] = heap[parent];
    index = parent;
  }
  heap[index] = item;
}

/**
 * Remove the first item of a heap that is not empty, and return it.
 *
 * @type {(heap: Item[]) => Item}
 */
function popNearest(heap) {
  const [first] = heap;
  const item = /** @type {Item} */ (heap.pop());
  if (!heap.length) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isNearer(heap[child + 1], heap[child])) child += 1;
    if (!isNearer(heap[child], item)) break;
    heap[index] = heap[child];
    index = child;
  }
  heap[index] = item;
  return first;
}
