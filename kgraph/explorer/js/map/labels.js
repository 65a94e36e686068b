// Labels: the names of nodes and communities on the map, those that fit without covering others.

import { ENTITY, PAPER } from "../graph/model.js";
import { captionOf, shorten } from "../graph/text.js";
import { colourOf, nameFont } from "./appearance.js";
import { boxAt, declutter, OPTIONAL, REQUIRED, WANTED } from "./declutter.js";
import { isNearScreen, isOnScreen, onScreen } from "./view.js";

/** @import { Community, GraphNode } from "../graph/types.d.ts" */
/** @import { Box, Label, MapState, Need, Painter, Viewport } from "./types.d.ts" */

/** The pixels of the map for each name, and the least and the most names. */
const LABEL_AREA = 12500;
const LABEL_LIMITS = [16, 80];
/** How many nodes in focus all have names, and how many are too many for that. */
const FEW_LABELS = 15;
const CROWD = 40;
const CROWD_LABELS = 15;
/** The scale above which papers have names, and the scale above which there are more names. */
const PAPER_NAMES = 0.8;
const NEAR_NAMES = 2;
/** The least radius, in pixels, of a node that names do not cover. */
export const OBSTACLE = 6;
const CAPTION_SIZE = 13;
const CAPTION_JOIN = " · ";
const SHORT_NAME = 26;
/** How much less the position that a name had last counts as covering others. */
const STAYS = 1.5;
/** How many names are tried for each that is placed. */
const TRIED = 3;

/**
 * Order nodes for labelling: the largest first, so that entities of many papers come early.
 *
 * @type {(nodes: Iterable<GraphNode>) => GraphNode[]}
 */
export function labelOrder(nodes) {
  return [...nodes].sort((a, b) => b.size - a.size || a.number - b.number);
}

/**
 * Return the texts that the map shows in a view, in the order they were placed.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState) => Label[]}
 */
export function placeLabels(ctx, view, state) {
  const { focus, reserved, discs } = state;
  const nodes = focus.size ? labelOrder(focus) : state.order;
  const limit = focus.size > CROWD ? CROWD_LABELS + discs.length : labelLimit(view);
  const texts = textBoxes(ctx, view, state, nodes, TRIED * limit);
  const placed = declutter(texts, limit, [...reserved, ...obstacles(view, state, nodes)]);
  for (const { node, community, side } of placed) {
    const owner = node ?? community;
    if (owner) state.sides.set(owner, side);
  }
  return placed;
}

/**
 * Return whether there is a focus, and so small that all of it can have names.
 *
 * @type {(focus: Set<GraphNode>) => boolean}
 */
function isSmall(focus) {
  return focus.size > 0 && focus.size <= FEW_LABELS;
}

/** @type {(view: Viewport) => number} */
function labelLimit({ width, height, scale }) {
  const [least, most] = LABEL_LIMITS;
  const room = (width * height) / LABEL_AREA;
  return Math.round(Math.max(least, Math.min(most, scale > NEAR_NAMES ? 2 * room : room)));
}

/**
 * Return the boxes of the nodes that names do not cover: selected, large, or in a small focus.
 *
 * @type {(view: Viewport, state: MapState, nodes: GraphNode[]) => Box[]}
 */
function obstacles(view, { selected, focus }, nodes) {
  const least = isSmall(focus) ? 0 : OBSTACLE;
  const large = nodes.filter((node) => node.size * view.scale > least && isNearScreen(view, node));
  return [...selected, ...large].map((node) => {
    const radius = Math.max(node.size * view.scale, OBSTACLE);
    const { x, y } = onScreen(view, node);
    return boxAt(x, y - radius, 2 * radius, 2 * radius, 0);
  });
}

/**
 * Yield the boxes of each text, the most important first.
 *
 * A generator because the map is full after a few. In a small focus names come before captions,
 * which only say where it is. At most `most` names are tried: if the important names find no room,
 * names of minor nodes would mislead.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState, nodes: GraphNode[], most: number)
 *   => Generator<Label[]>}
 */
function* textBoxes(ctx, view, state, nodes, most) {
  const { focus } = state;
  const first = new Set(state.selected);
  for (const node of first) yield nameBoxes(ctx, view, state, node, REQUIRED);
  const captions = captionsOf(ctx, view, state);
  const isLate = focus.size > 0 && focus.size <= CROWD;
  if (!isLate) yield* captions;
  const need = isSmall(focus) ? WANTED : OPTIONAL;
  const worthy = worthyNodes(view, state, nodes, captions);
  let tried = 0;
  for (const node of worthy) {
    if (tried === most) break;
    if (first.has(node)) continue;
    tried += 1;
    yield nameBoxes(ctx, view, state, node, need);
  }
  if (isLate) yield* captions;
}

/**
 * Yield the nodes in view that may have names: on a small map only entities, without those that a
 * caption names already.
 *
 * @type {(view: Viewport, state: MapState, nodes: GraphNode[], captions: Label[][])
 *   => Generator<GraphNode>}
 */
function* worthyNodes(view, { focus }, nodes, captions) {
  const isAny = view.scale > PAPER_NAMES || focus.size > 0;
  const named = new Set(captions.flatMap(([label]) => label.names ?? []));
  for (const node of nodes) {
    if (!isOnScreen(view, node)) continue;
    if (isAny || (node.kind === ENTITY && !named.has(node.name))) yield node;
  }
}

/**
 * Return the boxes that a node's name can take: below it, above or at a side; if it is needed also
 * at a corner or cut shorter.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState, node: GraphNode, need: Need) => Label[]}
 */
export function nameBoxes(ctx, view, state, node, need) {
  const { size, font } = nameFont(node, need === REQUIRED, state.theme);
  const most = Math.min(Math.floor(view.width / 8), nameLength(view, node, need));
  const texts = new Set(
    [most, need ? SHORT_NAME : most].map((length) => shorten(node.name, length)),
  );
  const isFaint = node.kind === PAPER && need !== REQUIRED;
  const colour = isFaint ? state.theme.muted : state.theme.ink;
  const boxes = [...texts].flatMap((text) => {
    const width = textWidth(ctx, state.widths, text, font);
    return namePositions(view, node, width, size, need).map(([x, top], side) => ({
      text,
      font,
      node,
      side,
      x,
      y: top,
      colour,
      need,
      ...boxAt(x, top, width, size, 4),
    }));
  });
  if (state.focus.size) return boxes;
  const strange = state.discs.filter((disc) => disc !== node.community);
  const own = boxes.filter((box) => !strange.some((disc) => contains(view, disc, box)));
  return leastCover(view, state, node, node.community, own);
}

/**
 * Return whether the middle of a text is on a disc: readers would take it for a name of the disc.
 *
 * @type {(view: Viewport, disc: Community, label: Label) => boolean}
 */
function contains(view, disc, { x, top, bottom }) {
  const centre = onScreen(view, disc);
  return Math.hypot(centre.x - x, centre.y - (top + bottom) / 2) < disc.radius * view.scale;
}

/**
 * Return the positions of a text at a node, as its centre and its top; at a side only if it fits.
 *
 * @type {(view: Viewport, node: GraphNode, width: number, size: number, need: Need)
 *   => [number, number][]}
 */
function namePositions(view, node, width, size, need) {
  const { x, y } = onScreen(view, node);
  const away = Math.max(1.2 * node.size * view.scale, 3) + 4;
  const [below, above, level] = [y + away, y - away - size, y - size / 2];
  const inside = (/** @type {number} */ centre) => clampCentre(centre, width, 6, view.width - 6);
  const [aside, half] = [away + width / 2 + 3, width / 2];
  /** @type {[number, number][]} */
  const corners = [
    [x + half, above],
    [x + half, below],
    [x - half, above],
    [x - half, below],
  ];
  /** @type {[number, number][]} */
  const sides = [[x + aside, level], [x - aside, level], ...(need ? corners : [])];
  const fitting = sides.filter(([centre]) => centre === inside(centre));
  return [[inside(x), below], [inside(x), above], ...fitting];
}

/**
 * Move a centre so that a text of some width stays between two edges.
 *
 * @type {(x: number, width: number, left: number, right: number) => number}
 */
function clampCentre(x, width, left, right) {
  return Math.max(left + width / 2, Math.min(right - width / 2, x));
}

/**
 * Return how many characters a name may have: more if it is needed or the map is near.
 *
 * @type {(view: Viewport, node: GraphNode, need: Need) => number}
 */
function nameLength({ scale }, { kind }, need) {
  if (need === REQUIRED || scale > NEAR_NAMES) return 60;
  if (need) return 48;
  return kind === PAPER ? 30 : 34;
}

/**
 * Sort boxes by how much of other communities' discs they cover. The position where the text was
 * painted last has an advantage, so that names do not jump.
 *
 * @type {(view: Viewport, state: MapState, owner: GraphNode | Community, home: Community | null,
 *   boxes: Label[]) => Label[]}
 */
function leastCover(view, { discs, sides }, owner, home, boxes) {
  const foreign = discs.filter((disc) => disc !== home);
  const last = sides.get(owner);
  const costs = new Map(
    boxes.map((box) => [
      box,
      foreign.reduce((sum, disc) => sum + depthIn(view, disc, box), box.side === last ? -STAYS : 0),
    ]),
  );
  return boxes.sort((a, b) => Number(costs.get(a)) - Number(costs.get(b)));
}

/**
 * Return the boxes of the caption of each community in view.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState) => Label[][]}
 */
function captionsOf(ctx, view, state) {
  const named = state.discs.filter(({ papers, names }) => papers.length > 3 && names.length);
  const inView = named.filter(
    ({ x, y, radius }) => isNearScreen(view, { x, y: y - radius }) || isNearScreen(view, { x, y }),
  );
  return inView.map((community) => captionBoxes(ctx, view, state, community));
}

/**
 * Return the boxes that a caption can take: above its disc, below it, or inside at top or foot.
 *
 * @type {(ctx: Painter, view: Viewport, state: MapState, community: Community) => Label[]}
 */
function captionBoxes(ctx, view, state, community) {
  const { theme, focus } = state;
  const size = CAPTION_SIZE * theme.textScale;
  const font = `${focus.size ? 500 : 650} ${size}px ${theme.sans}`;
  const colour = focus.size ? theme.muted : colourOf(community, "caption", theme, theme.muted);
  const radius = community.radius * view.scale;
  const { x: middle, y } = onScreen(view, community);
  /** @type {(text: string) => number} */
  const measure = (text) => textWidth(ctx, state.widths, text, font);
  const names = captionNames(community, 2.2 * radius, measure);
  const text = shorten(captionOf(community.isMixed, names.join(CAPTION_JOIN)), 46);
  const width = measure(text);
  const x = clampCentre(middle, width, 8, view.width - 8);
  const tops = [y - radius + 3 - size, y + radius, y - radius + 10, y + radius - 7 - size];
  const boxes = tops.map((top, side) => ({
    text,
    names,
    font,
    community,
    side,
    x,
    y: top,
    colour,
    ...boxAt(x, top, width, size, 5),
  }));
  return leastCover(view, state, community, community, boxes);
}

/**
 * Return two of a community's names if both fit into the room, otherwise one.
 *
 * @type {(community: Community, room: number, measure: (text: string) => number) => string[]}
 */
function captionNames({ names, isMixed }, room, measure) {
  const two = names.slice(0, 2);
  const text = captionOf(isMixed, two.join(CAPTION_JOIN));
  return measure(text) <= room ? two : names.slice(0, 1);
}

/**
 * Return how far a box reaches into a disc, in whole heights of the box: almost equal positions
 * are then equal.
 *
 * @type {(view: Viewport, disc: Community, box: Box) => number}
 */
function depthIn(view, disc, box) {
  const { x, y } = onScreen(view, disc);
  const nearX = Math.max(box.left, Math.min(box.right, x));
  const nearY = Math.max(box.top, Math.min(box.bottom, y));
  const depth = disc.radius * view.scale - Math.hypot(nearX - x, nearY - y);
  return Math.max(0, Math.floor(depth / (box.bottom - box.top)));
}

/** @type {(ctx: Painter, widths: Map<string, number>, text: string, font: string) => number} */
function textWidth(ctx, widths, text, font) {
  const key = `${font}|${text}`;
  const cached = widths.get(key);
  if (cached !== undefined) return cached;
  ctx.font = font;
  const { width } = ctx.measureText(text);
  widths.set(key, width);
  return width;
}
