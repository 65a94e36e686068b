// Labels: the names of nodes and communities on the map, those that fit without covering each other.

const LABEL_AREA = 12500;
const LABEL_LIMITS = [16, 80];
const FEW_LABELS = 15;
const CROWD = 40;
const CROWD_LABELS = 15;
const PAPER_NAMES = 0.8;
const OBSTACLE = 6;
const CAPTION_SIZE = 13;
const CAPTION_JOIN = " · ";

/**
 * Place texts in order of importance. Each is a list of boxes it could take: it takes the first that touches
 * neither an obstacle nor a text placed before it, and is left out where there is none. One that must be seen takes
 * the first that touches no text, else its first.
 */
function declutter(texts, limit, obstacles) {
  const kept = [];
  const isClear = (box) => !kept.some((other) => touches(box, other));
  const isFree = (box) => isClear(box) && !obstacles.some((other) => touches(box, other));
  for (const boxes of texts) {
    if (kept.length >= limit) break;
    const box = boxes.find(isFree) ?? (boxes[0]?.must && (boxes.find(isClear) ?? boxes[0]));
    if (box) kept.push(box);
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

/** The texts that the map shows in a view, as boxes in the order they were placed. */
function placeLabels(ctx, view, model, state) {
  const { focus, reserved } = state;
  const names = focus.size ? labelOrder([...focus]) : state.order;
  const limit = focus.size > CROWD ? CROWD_LABELS + model.communities.length : labelLimit(view);
  return declutter(textBoxes(ctx, view, model, state, names), limit, [...reserved, ...obstacles(view, state, names)]);
}

/** How many names a view of some size can hold and stay readable. */
function labelLimit({ width, height }) {
  const [least, most] = LABEL_LIMITS;
  return Math.round(Math.max(least, Math.min(most, (width * height) / LABEL_AREA)));
}

/** The boxes of the nodes that are large on the screen or selected: names keep off them. */
function obstacles(view, { selected }, nodes) {
  const large = nodes.filter((node) => node.size * view.scale > OBSTACLE && isOnScreen(view, node));
  return [...selected, ...large].map((node) => {
    const radius = Math.max(node.size * view.scale, OBSTACLE);
    const { x, y } = onMap(view, node);
    return boxAt(x, y - radius, 2 * radius, 2 * radius, 0);
  });
}

/**
 * The boxes of all texts, the most important first, made one by one: few are asked for before the map is full. Of a
 * small focus the names come before the captions, which say where it lies.
 */
function* textBoxes(ctx, view, model, state, names) {
  const { focus } = state;
  const first = new Set(state.selected);
  for (const node of first) yield nameBoxes(ctx, view, state, node, true);
  const captions = captionsOf(ctx, view, model, state);
  const isNear = view.scale > PAPER_NAMES;
  const said = new Set(isNear ? [] : captions.flatMap(([box]) => box.names));
  const isWorthy = (node) => isNear || focus.size || (node.kind === ENTITY && !said.has(node.name));
  const isLate = focus.size && focus.size <= CROWD;
  if (!isLate) yield* captions;
  for (const node of names) {
    if (!first.has(node) && isOnScreen(view, node) && isWorthy(node)) yield nameBoxes(ctx, view, state, node, false);
  }
  if (isLate) yield* captions;
}

/** The places a node's name can take: below it, above, to the right or to the left. */
function nameBoxes(ctx, view, state, node, strong) {
  const { size, font } = nameFont(node, strong, state.theme);
  const room = Math.floor(view.width / 8);
  const text = shorten(node.name, Math.min(room, nameLength(state, node, strong)));
  const width = textWidth(ctx, state.widths, text, font);
  const { x, y } = onMap(view, node);
  const away = Math.max(1.2 * node.size * view.scale, 3) + 4;
  const aside = away + width / 2 + 3;
  const colour = node.kind === PAPER && !strong ? state.theme.muted : state.theme.ink;
  const centre = clampCentre(x, width, 6, view.width - 6);
  const sides = [x + aside, x - aside].filter((at) => at === clampCentre(at, width, 6, view.width - 6));
  const places = [[centre, y + away], [centre, y - away - size], ...sides.map((at) => [at, y - size / 2])];
  return places.map(([at, top]) => (
    { text, font, node, x: at, y: top, colour, must: strong, ...boxAt(at, top, width, size, 4) }));
}

/** How many characters a name may have: more where few are in focus. */
function nameLength({ focus }, { kind }, strong) {
  if (strong) return 60;
  return focus.size && focus.size <= FEW_LABELS ? 48 : kind === PAPER ? 30 : 34;
}

/** The places that the caption of each community in view can take. */
function captionsOf(ctx, view, model, state) {
  const named = model.communities.filter(({ papers, names }) => papers.length > 3 && names.length);
  const inView = named.filter((community) => isOnScreen(view, { ...community, y: community.y - community.radius })
    || isOnScreen(view, community));
  return inView.map((community) => captionBoxes(ctx, view, model, state, community));
}

/** Above a disc, below it, or inside at its top or foot: where the caption covers least of other discs. */
function captionBoxes(ctx, view, model, state, community) {
  const size = CAPTION_SIZE * state.theme.textScale;
  const font = `${state.focus.size ? 500 : 650} ${size}px ${state.theme.sans}`;
  const radius = community.radius * view.scale;
  const { x: middle, y } = onMap(view, community);
  const measure = (text) => textWidth(ctx, state.widths, text, font);
  const names = captionNames(community, 2.2 * radius, measure);
  const text = shorten(names.join(CAPTION_JOIN), 46);
  const width = measure(text);
  const x = clampCentre(middle, width, 8, view.width - 8);
  const colour = state.focus.size ? state.theme.muted : captionColour(community, state.theme);
  const boxes = [y - radius + 3 - size, y + radius, y - radius + 10, y + radius - 7 - size].map((top) => (
    { text, names, font, community, x, y: top, colour, ...boxAt(x, top, width, size, 5) }));
  const others = onDiscs(model.communities).filter((other) => other !== community);
  const cover = new Map(boxes.map((box) => [box, others.reduce((sum, other) => sum + depthIn(view, other, box), 0)]));
  return boxes.sort((a, b) => cover.get(a) - cover.get(b));
}

/** Two of a community's names where both are no wider than its disc, else one. */
function captionNames({ names }, room, measure) {
  const two = names.slice(0, 2);
  return measure(two.join(CAPTION_JOIN)) <= room ? two : names.slice(0, 1);
}

/** How far a box reaches into a community's disc, in whole steps of its height, so that near things are equal. */
function depthIn(view, community, box) {
  const { x, y } = onMap(view, community);
  const [nearX, nearY] = [Math.max(box.left, Math.min(box.right, x)), Math.max(box.top, Math.min(box.bottom, y))];
  const depth = community.radius * view.scale - Math.hypot(nearX - x, nearY - y);
  return Math.max(0, Math.floor(depth / (box.bottom - box.top)));
}

function captionColour(community, theme) {
  return theme.colour === "community" ? communityColour(community, "caption", theme.dark) : theme.muted;
}

function textWidth(ctx, widths, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}
