// Appearance: the shape, the colour, the size and the font that show what a node is.

import { toHex } from "../graph/colours.js";
import { OF_ENTITIES } from "../graph/measures.js";
import { PAPER } from "../graph/model.js";

/** @import { ColourBy, Community, GraphNode, Model, Network } from "../graph/types.d.ts" */
/** @import { Batch, Theme } from "./types.d.ts" */

/** @typedef {"entity" | "paper" | "caption"} Tone  What is painted in the colour of a community. */
/** @typedef {{ svg: string, points: [number, number][] | null }} Shape  A circle has no points. */

/**
 * The shapes of nodes by name; points are in units of the radius.
 *
 * @type {Record<string, Shape>}
 */
export const SHAPES = {
  circle: { svg: "M0-6.5A6.5 6.5 0 1 1 0 6.5A6.5 6.5 0 1 1 0-6.5Z", points: null },
  diamond: {
    svg: "M0-8L8 0L0 8L-8 0Z",
    points: [
      [0, -1.2],
      [1.2, 0],
      [0, 1.2],
      [-1.2, 0],
    ],
  },
  triangle: {
    svg: "M0-7L7.6 6L-7.6 6Z",
    points: [
      [0, -1.15],
      [1.2, 0.9],
      [-1.2, 0.9],
    ],
  },
  wedge: {
    svg: "M0 7L7.6-6L-7.6-6Z",
    points: [
      [0, 1.15],
      [-1.2, -0.9],
      [1.2, -0.9],
    ],
  },
  hexagon: {
    svg: "M4-7L8 0L4 7L-4 7L-8 0L-4-7Z",
    points: [
      [0.6, -1],
      [1.15, 0],
      [0.6, 1],
      [-0.6, 1],
      [-1.15, 0],
      [-0.6, -1],
    ],
  },
  pentagon: {
    svg: "M0-7.5L7.6-2L4.7 6.9L-4.7 6.9L-7.6-2Z",
    points: [
      [0, -1.15],
      [1.09, -0.36],
      [0.68, 0.93],
      [-0.68, 0.93],
      [-1.09, -0.36],
    ],
  },
  star: {
    svg: "M0-8L2.2-2.9L7.6-2.5L3.5 1.1L4.7 6.5L0 3.7L-4.7 6.5L-3.5 1.1L-7.6-2.5L-2.2-2.9Z",
    points: [
      [0, -1.4],
      [0.38, -0.52],
      [1.33, -0.43],
      [0.61, 0.2],
      [0.82, 1.13],
      [0, 0.64],
      [-0.82, 1.13],
      [-0.61, 0.2],
      [-1.33, -0.43],
      [-0.38, -0.52],
    ],
  },
  page: {
    svg: "M-5-7L5-7L5 7L-5 7Z",
    points: [
      [-0.75, -1],
      [0.75, -1],
      [0.75, 1],
      [-0.75, 1],
    ],
  },
};
export const PAPER_SHAPE = "page";

/** The width of the rim around a node, in layout units. */
export const RIM = 1.4;

const LEAST_RADIUS = 2.2;
const LARGEST_PAPER = 15;
const LARGEST_ENTITY = 26;

/**
 * Lightness and chroma in OKLCH of the colours of communities, in turn.
 *
 * @type {Record<Tone, Record<"light" | "dark", [number, number][]>>}
 */
const TONES = {
  entity: {
    light: [
      [0.55, 0.14],
      [0.66, 0.13],
      [0.46, 0.11],
    ],
    dark: [
      [0.72, 0.13],
      [0.8, 0.11],
      [0.64, 0.12],
    ],
  },
  paper: {
    light: [
      [0.76, 0.07],
      [0.8, 0.06],
      [0.72, 0.06],
    ],
    dark: [
      [0.5, 0.07],
      [0.54, 0.06],
      [0.46, 0.06],
    ],
  },
  caption: {
    light: [
      [0.44, 0.12],
      [0.47, 0.11],
      [0.4, 0.1],
    ],
    dark: [
      [0.83, 0.1],
      [0.87, 0.09],
      [0.8, 0.1],
    ],
  },
};
/** Degrees between the hues of successive communities: no two of a few are near each other. */
const GOLDEN_ANGLE = 137.508;

/**
 * Read the colours and fonts of the current theme from the style sheet.
 *
 * @type {(colour: ColourBy) => Theme}
 */
export function readTheme(colour) {
  const style = getComputedStyle(document.documentElement);
  /** @type {(name: string) => string} */
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    colour,
    dark: style.colorScheme === "dark",
    textScale: parseFloat(style.fontSize) / 16,
    sans: read("--sans"),
    serif: read("--serif"),
    ground: read("--ground"),
    ink: read("--ink"),
    muted: read("--muted"),
    edge: read("--edge"),
    disc: read("--disc"),
    accent: read("--accent"),
    paper: read("--paper"),
  };
}

/** @type {Map<string, string>} */
const colours = new Map();

/**
 * Return the colour of a community as `#rrggbb`.
 *
 * @type {(community: Community, tone: Tone, dark: boolean) => string}
 */
export function communityColour({ index }, tone, dark) {
  const key = `${index} ${tone} ${dark}`;
  const cached = colours.get(key);
  if (cached) return cached;
  const tones = TONES[tone][dark ? "dark" : "light"];
  const [lightness, chroma] = tones[index % tones.length];
  const colour = toHex(lightness, chroma, (255 + index * GOLDEN_ANGLE) % 360);
  colours.set(key, colour);
  return colour;
}

/**
 * Return the community's colour if the theme shows communities, otherwise a plain colour.
 *
 * @type {(community: Community, tone: Tone, theme: Theme, plain: string) => string}
 */
export function colourOf(community, tone, theme, plain) {
  return theme.colour === "community" ? communityColour(community, tone, theme.dark) : plain;
}

/** @type {(node: GraphNode) => Shape} */
export function shapeOf(node) {
  return SHAPES[node.kind === PAPER ? PAPER_SHAPE : node.look.shape];
}

/** @type {(node: GraphNode, theme: Theme) => string} */
function fillOf(node, theme) {
  if (theme.colour === "community") {
    const { community, kind } = node;
    return community ? communityColour(community, kind, theme.dark) : theme.paper;
  }
  if (node.kind === PAPER) return theme.paper;
  return theme.dark ? node.look.dark : node.look.light;
}

/**
 * Group nodes by fill and rim, so that each group is painted at once.
 *
 * @type {(nodes: Iterable<GraphNode>, theme: Theme) => Batch[]}
 */
export function batchNodes(nodes, theme) {
  /** @type {Map<string, Batch>} */
  const batches = new Map();
  for (const node of nodes) {
    const fill = fillOf(node, theme);
    const rim = Math.min(RIM, Math.ceil(node.size) / 4);
    const key = `${fill} ${rim}`;
    const batch = batches.get(key);
    if (batch) batch.nodes.push(node);
    else batches.set(key, { fill, rim, nodes: [node] });
  }
  return [...batches.values()];
}

/**
 * Set the radius of every node: that of the layout for prominence, otherwise one whose area grows
 * with the score. By "papers" and prominence papers are alike.
 *
 * @type {(model: Model, network: Network, measure: string) => void}
 */
export function setSizes(model, network, measure) {
  if (OF_ENTITIES.includes(measure)) {
    for (const node of model.nodes) node.size = network.size[node.number];
    if (measure === "papers") scaleSizes(model.entities, ({ count }) => count, LARGEST_ENTITY);
    return;
  }
  const scores = model.measures[measure];
  scaleSizes(model.papers, ({ number }) => scores[number], LARGEST_PAPER);
  scaleSizes(model.entities, ({ number }) => scores[number], LARGEST_ENTITY);
}

/**
 * @type {<T extends GraphNode>(peers: T[], scoreOf: (node: T) => number, largest: number) => void}
 */
function scaleSizes(peers, scoreOf, largest) {
  const highest = peers.reduce((most, node) => Math.max(most, scoreOf(node)), 0) || 1;
  for (const node of peers) {
    const share = scoreOf(node) / highest;
    node.size = LEAST_RADIUS + (largest - LEAST_RADIUS) * Math.sqrt(share);
  }
}

/**
 * Return the font of a node's name: larger for large entities, an italic serif for papers.
 *
 * @type {(node: GraphNode, strong: boolean, theme: Theme) => { size: number, font: string }}
 */
export function nameFont(node, strong, { textScale, sans, serif }) {
  if (node.kind === PAPER) {
    const size = Math.round(textScale * 12);
    return { size, font: `italic ${strong ? 600 : 400} ${size}px ${serif}` };
  }
  const size = Math.round(textScale * Math.min(16, 10.5 + node.size / 5));
  return { size, font: `${strong || node.size > 12 ? 600 : 400} ${size}px ${sans}` };
}
