// Save: the map as a picture, on paper or in a file, and what is shown as a table.

import { ENTITY } from "../graph/model.js";
import { SvgContext } from "../map/svg.js";
import { byElementId, find, h } from "./dom.js";
import { closeMenu } from "./menus.js";
import { copy } from "./messages.js";

/** @import { GraphNode, Model } from "../graph/types.d.ts" */
/** @import { GraphMap } from "../map/map.js" */

/** Pixels of a picture for each of the screen's. */
const PICTURE_RATIO = 2;

/** @type {(name: string, type: string, content: BlobPart) => void} */
function saveFile(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
function contextOf(canvas) {
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("The browser has no canvas to draw on.");
  return ctx;
}

/** @type {(map: GraphMap, name: string) => void} */
function savePng(map, name) {
  const canvas = sizeCanvas(h("canvas"), map);
  map.paint(contextOf(canvas), PICTURE_RATIO);
  canvas.toBlob((blob) => {
    if (blob) saveFile(`${name}.png`, "image/png", blob);
  }, "image/png");
}

/** @type {(canvas: HTMLCanvasElement, map: GraphMap) => HTMLCanvasElement} */
function sizeCanvas(canvas, map) {
  const { width, height } = map.size();
  return Object.assign(canvas, { width: width * PICTURE_RATIO, height: height * PICTURE_RATIO });
}

/**
 * Prepare the page for paper: the map in light colours, and every sentence unfolded.
 *
 * @type {(map: GraphMap) => void}
 */
function prepareForPaper(map) {
  const canvas = sizeCanvas(find("#paper-map", HTMLCanvasElement), map);
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "paper";
  map.retheme();
  const ctx = contextOf(canvas);
  ctx.rect(0, 0, canvas.width, canvas.height);
  ctx.clip(); // a printer also gets what was drawn beyond the edges
  map.paint(ctx, PICTURE_RATIO);
  dataset.theme = theme;
  map.retheme();
  const folded = document.querySelectorAll("#panel :is(.rest, .source)");
  for (const details of folded) details.setAttribute("open", "");
}

/** @type {(map: GraphMap, name: string) => void} */
function saveSvg(map, name) {
  const { width, height } = map.size();
  const context = new SvgContext(width, height, contextOf(h("canvas")));
  map.paint(context, 1);
  saveFile(`${name}.svg`, "image/svg+xml", context.toString());
}

/**
 * Write nodes as CSV (RFC 4180): a row each, with the ids of all other exports.
 *
 * @type {(model: Model, nodes: GraphNode[]) => string}
 */
function toCsv(model, nodes) {
  const measures = Object.keys(model.measures);
  const head = [
    "kind",
    "id",
    "name",
    "label",
    "papers",
    "entities",
    "links",
    "year",
    "community",
    ...measures,
  ];
  const rows = nodes.map((node) => [
    node.kind,
    node.id,
    node.name,
    ...csvCells(node),
    node.community?.name ?? "",
    ...measures.map((measure) => model.measures[measure][node.number]),
  ]);
  return [head, ...rows]
    .map((row) => row.map(csvCell).join(","))
    .join("\r\n")
    .concat("\r\n");
}

/**
 * Return the label, papers, entities, links and year of a node.
 *
 * @type {(node: GraphNode) => (string | number)[]}
 */
function csvCells(node) {
  if (node.kind === ENTITY) return [node.labelName, node.count, "", "", ""];
  return ["Paper", "", node.entities.length, node.links.length, node.year ?? ""];
}

/** @type {(value: unknown) => string} */
export function csvCell(value) {
  const text = String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text;
}

/**
 * Start the buttons that save, copy and print; `shownNodes` returns what the table is of.
 *
 * @type {(map: GraphMap, model: Model, title: string, shownNodes: () => GraphNode[]) => void}
 */
export function startSaving(map, model, title, shownNodes) {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "kgraph";
  const actions = {
    "save-png": () => savePng(map, name),
    "save-svg": () => saveSvg(map, name),
    "save-csv": () => saveFile(`${name}.csv`, "text/csv", toCsv(model, shownNodes())),
    "copy-link": () => copy("Link", location.href),
    print: () => print(),
  };
  addEventListener("beforeprint", () => prepareForPaper(map));
  for (const [id, action] of Object.entries(actions)) {
    byElementId(id).addEventListener("click", () => {
      closeMenu();
      action();
    });
  }
}
