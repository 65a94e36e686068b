// Labels: the names of nodes and communities on the map, those that fit without covering each other.

const LABEL_AREA = 12500;
const LABEL_LIMITS = [16, 80];
const FEW_LABELS = 15;
const CROWD = 40;
const CROWD_LABELS = 15;
const PAPER_NAMES = 0.8;
const NEAR_NAMES = 2;
const OBSTACLE = 6;
const CAPTION_SIZE = 13;
const [WANTED, MUST] = [1, 2];
const SHORT_NAME = 26;
const STAYS = 1.5;
const TRIED = 3;
const CAPTION_JOIN = " · ";

/**
 * Place texts in order of importance. Each is a list of boxes it could take: it takes the first that touches
 * neither an obstacle nor a text placed before it. Where there is none it is left out, but one that is wanted takes, of
 * those that touch no text, one with the fewest obstacles, and one that must be seen else its first.
 */
function declutter(texts, limit, obstacles) {
  const kept = [];
  const isClear = (box) => !kept.some((other) => touches(box, other));
  const inTheWay = (box) => obstacles.filter((other) => touches(box, other)).length;
  const isFree = (box) => isClear(box) && !obstacles.some((other) => touches(box, other));
  for (const boxes of texts) {
    if (kept.length >= limit) break;
    const { need } = boxes[0] ?? {};
    const box = boxes.find(isFree) ?? (need && (lowest(boxes.filter(isClear), inTheWay) ?? (need === MUST && boxes[0])));
    if (box) kept.push(box);
  }
  return kept;
}

/** The first of some items whose number is the lowest. */
function lowest(items, number) {
  const numbers = items.map(number);
  return items[numbers.indexOf(Math.min(...numbers))];
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
function placeLabels(ctx, view, state) {
  const { focus, reserved, discs } = state;
  const names = focus.size ? labelOrder([...focus]) : state.order;
  const limit = focus.size > CROWD ? CROWD_LABELS + discs.length : labelLimit(view);
  const texts = textBoxes(ctx, view, state, names, TRIED * limit);
  const placed = declutter(texts, limit, [...reserved, ...obstacles(view, state, names)]);
  for (const { node, community, side } of placed) state.sides.set(node ?? community, side);
  return placed;
}

/** Whether so little is in focus that all of it can have its name. */
function isSmall(focus) {
  return focus.size > 0 && focus.size <= FEW_LABELS;
}

/** How many names a view of some size can hold and stay readable. */
function labelLimit({ width, height, scale }) {
  const [least, most] = LABEL_LIMITS;
  const room = (width * height) / LABEL_AREA;
  return Math.round(Math.max(least, Math.min(most, scale > NEAR_NAMES ? 2 * room : room)));
}

/** The boxes of the nodes that are selected, large on the screen, or in a small focus: names keep off them. */
function obstacles(view, { selected, focus }, nodes) {
  const least = isSmall(focus) ? 0 : OBSTACLE;
  const large = nodes.filter((node) => node.size * view.scale > least && isOnScreen(view, node));
  return [...selected, ...large].map((node) => {
    const radius = Math.max(node.size * view.scale, OBSTACLE);
    const { x, y } = onMap(view, node);
    return boxAt(x, y - radius, 2 * radius, 2 * radius, 0);
  });
}

/**
 * The boxes of all texts, the most important first, made one by one: few are asked for before the map is full. Of a
 * small focus the names come before the captions, which say where it lies. At most so many names are tried: where the
 * important ones find no place, minor ones would mislead.
 */
function* textBoxes(ctx, view, state, names, most) {
  const { focus } = state;
  const first = new Set(state.selected);
  for (const node of first) yield nameBoxes(ctx, view, state, node, MUST);
  const captions = captionsOf(ctx, view, state);
  const isNear = view.scale > PAPER_NAMES;
  const said = new Set(isNear ? [] : captions.flatMap(([box]) => box.names));
  const isWorthy = (node) => isNear || focus.size || (node.kind === ENTITY && !said.has(node.name));
  const isLate = focus.size && focus.size <= CROWD;
  const need = isSmall(focus) && WANTED;
  if (!isLate) yield* captions;
  let tried = 0;
  for (const node of names) {
    if (tried === most) break;
    if (first.has(node) || !isInside(view, node) || !isWorthy(node)) continue;
    tried += 1;
    yield nameBoxes(ctx, view, state, node, need);
  }
  if (isLate) yield* captions;
}

/** The places a node's name can take: below it, above or at a side; where it is wanted also at a corner or cut shorter. */
function nameBoxes(ctx, view, state, node, need) {
  const { size, font } = nameFont(node, need === MUST, state.theme);
  const most = Math.min(Math.floor(view.width / 8), nameLength(state, view, node, need));
  const texts = new Set([most, need ? SHORT_NAME : most].map((length) => shorten(node.name, length)));
  const colour = node.kind === PAPER && need !== MUST ? state.theme.muted : state.theme.ink;
  const boxes = [...texts].flatMap((text) => {
    const width = textWidth(ctx, state.widths, text, font);
    return namePlaces(view, node, width, size, need).map(([x, top], side) => (
      { text, font, node, side, x, y: top, colour, need, ...boxAt(x, top, width, size, 4) }));
  });
  if (state.focus.size) return boxes;
  const own = boxes.filter((box) => !state.discs.some((disc) => disc !== node.community && holds(view, disc, box)));
  return leastCover(view, state, node, node.community, own);
}

/** Whether a text would be taken for one of a disc's: its middle lies there. */
function holds(view, disc, { x, top, bottom }) {
  const at = onMap(view, disc);
  return Math.hypot(at.x - x, at.y - (top + bottom) / 2) < disc.radius * view.scale;
}

/** Where a text of some size can stand by a node, as its centre and its top: at the sides only where it fits. */
function namePlaces(view, node, width, size, need) {
  const { x, y } = onMap(view, node);
  const away = Math.max(1.2 * node.size * view.scale, 3) + 4;
  const [below, above, beside] = [y + away, y - away - size, y - size / 2];
  const inside = (at) => clampCentre(at, width, 6, view.width - 6);
  const [aside, half] = [away + width / 2 + 3, width / 2];
  const corners = need ? [[x + half, above], [x + half, below], [x - half, above], [x - half, below]] : [];
  const sides = [[x + aside, beside], [x - aside, beside], ...corners].filter(([at]) => at === inside(at));
  return [[inside(x), below], [inside(x), above], ...sides];
}

/** How many characters a name may have: more where few are in focus, or where the map is near. */
function nameLength({ focus }, { scale }, { kind }, need) {
  if (need === MUST || scale > NEAR_NAMES) return 60;
  return need ? 48 : kind === PAPER ? 30 : 34;
}

/** Put the boxes first that cover least of other communities' discs; where it was drawn last has an advantage. */
function leastCover(view, { discs, sides }, thing, home, boxes) {
  const others = discs.filter((other) => other !== home);
  const last = sides.get(thing);
  const cover = (box) => others.reduce((sum, other) => sum + depthIn(view, other, box), box.side === last ? -STAYS : 0);
  const costs = new Map(boxes.map((box) => [box, cover(box)]));
  return boxes.sort((a, b) => costs.get(a) - costs.get(b));
}

/** The places that the caption of each community in view can take. */
function captionsOf(ctx, view, state) {
  const named = state.discs.filter(({ papers, names }) => papers.length > 3 && names.length);
  const inView = named.filter((community) => isOnScreen(view, { ...community, y: community.y - community.radius })
    || isOnScreen(view, community));
  return inView.map((community) => captionBoxes(ctx, view, state, community));
}

/** Above a disc, below it, or inside at its top or foot: where the caption covers least of other discs. */
function captionBoxes(ctx, view, state, community) {
  const size = CAPTION_SIZE * state.theme.textScale;
  const font = `${state.focus.size ? 500 : 650} ${size}px ${state.theme.sans}`;
  const radius = community.radius * view.scale;
  const { x: middle, y } = onMap(view, community);
  const measure = (text) => textWidth(ctx, state.widths, text, font);
  const names = captionNames(community, 2.2 * radius, measure);
  const text = shorten(names.join(CAPTION_JOIN), 46);
  const width = measure(text);
  const x = clampCentre(middle, width, 8, view.width - 8);
  const { theme } = state;
  const colour = state.focus.size ? theme.muted : colourOf(community, "caption", theme, theme.muted);
  const boxes = [y - radius + 3 - size, y + radius, y - radius + 10, y + radius - 7 - size].map((top, side) => (
    { text, names, font, community, side, x, y: top, colour, ...boxAt(x, top, width, size, 5) }));
  return leastCover(view, state, community, community, boxes);
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

function textWidth(ctx, widths, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}
