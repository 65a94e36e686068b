// Labels: which names fit on the map without covering each other.

/**
 * Place texts in order of importance. Each is a list of boxes it could take: it takes the first that touches
 * neither an obstacle nor a text placed before it, and is left out where there is none.
 */
function declutter(texts, limit, obstacles) {
  const kept = [];
  const isFree = (box) => !kept.some((other) => touches(box, other)) && !obstacles.some((other) => touches(box, other));
  for (const boxes of texts) {
    if (kept.length >= limit) break;
    const free = boxes.find((box) => box.must || isFree(box));
    if (free) kept.push(free);
  }
  return kept;
}

function touches(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The box of a text that is centred at x and whose top is at y. */
function boxAt(x, y, width, height, margin) {
  const half = width / 2 + margin;
  return { left: x - half, right: x + half, top: y - margin / 2, bottom: y + height + margin / 2 };
}

/** Move a centre so that a text of some width stays between two edges. */
function clampCentre(x, width, left, right) {
  return Math.max(left + width / 2, Math.min(right - width / 2, x));
}

/** Order nodes for labelling: the more papers an entity has the earlier; papers come between. */
function labelOrder(nodes) {
  return [...nodes].sort((a, b) => b.size - a.size || a.number - b.number);
}
