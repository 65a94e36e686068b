// Save: the map as a picture, and what is shown as a table, written to a file of the reader's.

const PICTURE_RATIO = 2;

function saveFile(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Save the map as it is now as a PNG with two pixels for each of the screen's. */
function savePng(map, name) {
  const { width, height } = map.extent();
  const canvas = h("canvas", { width: width * PICTURE_RATIO, height: height * PICTURE_RATIO });
  map.paint(canvas.getContext("2d"), PICTURE_RATIO);
  canvas.toBlob((blob) => saveFile(`${name}.png`, "image/png", blob), "image/png");
}

/** Get ready to be printed: the map in light colours, whatever the theme, and every sentence unfolded. */
function prepareForPaper(map) {
  const { width, height } = map.extent();
  const canvas = byElementId("paper-map");
  Object.assign(canvas, { width: width * PICTURE_RATIO, height: height * PICTURE_RATIO });
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "paper";
  map.retheme();
  const ctx = canvas.getContext("2d");
  ctx.rect(0, 0, canvas.width, canvas.height);
  ctx.clip(); // a printer is told all that was drawn, also beyond the edges
  map.paint(ctx, PICTURE_RATIO);
  dataset.theme = theme;
  map.retheme();
  for (const rest of document.querySelectorAll("#panel .rest")) rest.open = true;
}

function saveSvg(map, name) {
  const { width, height } = map.extent();
  const context = new SvgContext(width, height, h("canvas").getContext("2d"));
  map.paint(context, 1);
  saveFile(`${name}.svg`, "image/svg+xml", context.toString());
}

function saveCsv(model, nodes, name) {
  saveFile(`${name}.csv`, "text/csv", toCsv(model, nodes));
}

/** Nodes as CSV (RFC 4180): one row each, papers and entities alike, with the ids of every other export. */
function toCsv(model, nodes) {
  const measures = Object.keys(model.measures);
  const head = ["kind", "id", "name", "label", "papers", "entities", "links", "year", "community", ...measures];
  const rows = nodes.map((node) => [
    node.kind, node.id, node.name, node.labelName ?? "Paper", node.count ?? "", node.entities?.length ?? "",
    node.links?.length ?? "", node.year ?? "", node.community?.name ?? "",
    ...measures.map((measure) => model.measures[measure][node.number]),
  ]);
  return [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n").concat("\r\n");
}

function csvCell(value) {
  const text = String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text;
}
