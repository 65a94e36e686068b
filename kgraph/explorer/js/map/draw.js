// Draw: nodes, lines, discs and texts painted on a canvas.

import { colourOf, RIM, shapeOf } from "./appearance.js";

/** @import { Community, GraphNode } from "../graph/types.d.ts" */
/** @import { Batch, Label, Line, Painter, Theme, Viewport } from "./types.d.ts" */

/** The widest rim, in pixels. */
const MOST_RIM = 2;

/**
 * Paint the nodes that are in view, all of a batch at once; `least` is the smallest radius that can
 * be seen.
 *
 * @type {(ctx: Painter, batches: Batch[], view: Viewport, theme: Theme, least: number) => void}
 */
export function drawBatches(ctx, batches, view, theme, least) {
  ctx.strokeStyle = theme.ground;
  for (const { fill, rim, nodes } of batches) {
    ctx.beginPath();
    for (const node of nodes) {
      const radius = Math.max(node.size, least);
      if (isSeen(view, node, radius)) traceNode(ctx, node, radius);
    }
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.lineWidth = Math.min(Math.max(rim, Math.min(RIM, least / 4)), MOST_RIM / view.scale);
    ctx.stroke();
  }
}

/**
 * Return whether any of a node is in view; no shape reaches farther than 1.5 times its radius.
 *
 * @type {(view: Viewport, node: GraphNode, radius: number) => boolean}
 */
function isSeen(view, node, radius) {
  const x = node.x * view.scale + view.left;
  const y = node.y * view.scale + view.top;
  const reach = 1.5 * radius * view.scale;
  return x > -reach && y > -reach && x < view.width + reach && y < view.height + reach;
}

/**
 * Add the outline of a node to a path.
 *
 * All go round the same way, so that none cuts a hole into another. The last line closes the
 * outline because `closePath` would measure the whole path each time.
 *
 * @type {(ctx: Painter, node: GraphNode, radius: number) => void}
 */
function traceNode(ctx, node, radius) {
  const { x, y } = node;
  const { points } = shapeOf(node);
  if (!points) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const [startX, startY] = points[0];
  ctx.moveTo(x + startX * radius, y + startY * radius);
  for (let i = 1; i < points.length; i += 1) {
    ctx.lineTo(x + points[i][0] * radius, y + points[i][1] * radius);
  }
  ctx.lineTo(x + startX * radius, y + startY * radius);
}

/** @type {(ctx: Painter, node: GraphNode, theme: Theme, scale: number) => void} */
export function drawRing(ctx, node, theme, scale) {
  ctx.beginPath();
  ctx.arc(node.x, node.y, Math.max(node.size * 1.2, 5 / scale) + 4 / scale, 0, 2 * Math.PI);
  ctx.lineWidth = 2.5 / scale;
  ctx.strokeStyle = theme.accent;
  ctx.stroke();
}

/** @type {(ctx: Painter, lines: Line[], colour: string, width: number) => void} */
export function drawLines(ctx, lines, colour, width) {
  ctx.beginPath();
  for (const [a, b] of lines) {
    ctx.moveTo(a.x, a.y);
    ctx.lineTo(b.x, b.y);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

/**
 * Return the communities that have a disc: those of three members or more of which one is shown.
 *
 * @type {(communities: Community[], nodes: GraphNode[]) => Community[]}
 */
export function discsOf(communities, nodes) {
  const shown = new Set(nodes.map(({ community }) => community));
  return communities.filter((community) => community.members.length > 2 && shown.has(community));
}

/** @type {(ctx: Painter, discs: Community[], theme: Theme) => void} */
export function drawDiscs(ctx, discs, theme) {
  for (const community of discs) {
    ctx.globalAlpha = theme.colour === "community" ? 0.07 : 1;
    ctx.fillStyle = colourOf(community, "entity", theme, theme.disc);
    traceDisc(ctx, community);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** @type {(ctx: Painter, community: Community) => void} */
function traceDisc(ctx, { x, y, radius }) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * Paint a rim around the disc that the pointer is on.
 *
 * @type {(ctx: Painter, community: Community, theme: Theme, scale: number) => void}
 */
export function drawRim(ctx, community, theme, scale) {
  traceDisc(ctx, community);
  ctx.lineWidth = 1.5 / scale;
  ctx.strokeStyle = colourOf(community, "entity", theme, theme.muted);
  ctx.stroke();
}

/**
 * Paint a text with a rim in the colour of the ground, so that it can be read on lines.
 *
 * @type {(ctx: Painter, label: Label, theme: Theme) => void}
 */
export function drawText(ctx, label, theme) {
  ctx.font = label.font;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = theme.ground;
  ctx.strokeText(label.text, label.x, label.y);
  ctx.fillStyle = label.colour;
  ctx.fillText(label.text, label.x, label.y);
}
