// Appearance: the shape, the colour, the size and the font that show what a node is.

import { PAPER } from "../graph/model.js";

/** @import { ColourBy, Community, GraphNode, Model, Network } from "../graph/types.d.ts" */
/** @import { Batch, Theme } from "./types.d.ts" */

/** @typedef {"entity" | "paper" | "caption"} Tone  What is painted in the colour of a community. */
/** @typedef {{ svg: string, points: [number, number][] | null }} Shape  A circle has no points. */

/**
 * The shapes of the labels, then of papers; points are in units of the radius.
 *
 * @type {Shape[]}
 */
export const SHAPES = [
  { svg: "M0-6.5A6.5 6.5 0 1 1 0 6.5A6.5 6.5 0 1 1 0-6.5Z", points: null },
  {
    svg: "M0-8L8 0L0 8L-8 0Z",
    points: [
      [0, -1.2],
      [1.2, 0],
      [0, 1.2],
      [-1.2, 0],
    ],
  },
  {
    svg: "M0-7L7.6 6L-7.6 6Z",
    points: [
      [0, -1.15],
      [1.2, 0.9],
      [-1.2, 0.9],
    ],
  },
  {
    svg: "M0 7L7.6-6L-7.6-6Z",
    points: [
      [0, 1.15],
      [-1.2, -0.9],
      [1.2, -0.9],
    ],
  },
  {
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
  {
    svg: "M-5-7L5-7L5 7L-5 7Z",
    points: [
      [-0.75, -1],
      [0.75, -1],
      [0.75, 1],
      [-0.75, 1],
    ],
  },
];
export const PAPER_SHAPE = 5;

/** The width of the rim around a node, in layout units. */
export const RIM = 1.4;

const PAPER_RADIUS = 6;
const LEAST_RADIUS = 2.2;
const LARGEST_RADIUS = 26;

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
  const labels = [0, 1, 2, 3, 4].map((i) => read(`--label-${i}`));
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
    fills: [...labels, read("--paper")],
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

/**
 * Convert OKLCH (lightness 0 to 1, chroma, hue in degrees) to `#rrggbb`, which every program that
 * reads our pictures knows.
 *
 * The matrices are those of Ottosson 2020, https://bottosson.github.io/posts/oklab/
 *
 * @type {(lightness: number, chroma: number, hue: number) => string}
 */
export function toHex(lightness, chroma, hue) {
  const [a, b] = [Math.cos, Math.sin].map((part) => chroma * part((hue * Math.PI) / 180));
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(toByte).join("")}`;
}

/**
 * Convert linear light, 0 to 1, to two hexadecimal digits of sRGB (IEC 61966-2-1).
 *
 * @type {(light: number) => string}
 */
function toByte(light) {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.max(0, Math.min(1, value)))
    .toString(16)
    .padStart(2, "0");
}

/** @type {(node: GraphNode) => number} */
export function shapeOf(node) {
  return node.kind === PAPER ? PAPER_SHAPE : node.label;
}

/** @type {(node: GraphNode, theme: Theme) => string} */
function fillOf(node, theme) {
  if (theme.colour === "label" || !node.community) return theme.fills[shapeOf(node)];
  return communityColour(node.community, node.kind, theme.dark);
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
 * Set the radius of every node: that of the layout for "papers", otherwise one whose area is
 * proportional to the score.
 *
 * @type {(model: Model, network: Network, measure: string) => void}
 */
export function setSizes(model, network, measure) {
  const scores = model.measures[measure];
  if (!scores) {
    model.nodes.forEach((node, i) => {
      node.size = network.size[i];
    });
    return;
  }
  scaleSizes(model.papers, scores, 2.5 * PAPER_RADIUS);
  scaleSizes(model.entities, scores, LARGEST_RADIUS);
}

/** @type {(peers: GraphNode[], scores: number[], largest: number) => void} */
function scaleSizes(peers, scores, largest) {
  const highest = peers.reduce((most, node) => Math.max(most, scores[node.number]), 0) || 1;
  for (const node of peers) {
    const share = scores[node.number] / highest;
    node.size = LEAST_RADIUS + (largest - LEAST_RADIUS) * Math.sqrt(share);
  }
}

/**
 * Return the font of a node's name: larger for entities of many papers, an italic serif for papers.
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
