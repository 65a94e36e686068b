// Draw: the shapes, colours and texts of the map, painted on a canvas.

const SHAPES = [
  { svg: "M0-6.5A6.5 6.5 0 1 1 0 6.5A6.5 6.5 0 1 1 0-6.5Z", points: null },
  { svg: "M0-8L8 0L0 8L-8 0Z", points: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]] },
  { svg: "M0-7L7.6 6L-7.6 6Z", points: [[0, -1.15], [1.2, 0.9], [-1.2, 0.9]] },
  { svg: "M0 7L7.6-6L-7.6-6Z", points: [[0, 1.15], [-1.2, -0.9], [1.2, -0.9]] },
  { svg: "M4-7L8 0L4 7L-4 7L-8 0L-4-7Z", points: [[0.6, -1], [1.15, 0], [0.6, 1], [-0.6, 1], [-1.15, 0], [-0.6, -1]] },
  { svg: "M-5-7L5-7L5 7L-5 7Z", points: [[-0.75, -1], [0.75, -1], [0.75, 1], [-0.75, 1]] },
];
const PAPER_SHAPE = 5;
const RIM = 1.4;
const MOST_RIM = 2;

/**
 * Read the colours of the present theme and the fonts from the style sheet, and how much larger than usual the reader
 * has texts; `colour` says what nodes are coloured by.
 */
function readTheme(colour) {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    colour, dark: style.colorScheme === "dark", textScale: parseFloat(style.fontSize) / 16,
    sans: read("--sans"), serif: read("--serif"),
    ground: read("--ground"), ink: read("--ink"), muted: read("--muted"), edge: read("--edge"), disc: read("--disc"),
    accent: read("--accent"), fills: [0, 1, 2, 3, 4].map((i) => read(`--label-${i}`)).concat(read("--paper")),
  };
}

/** Lightness and chroma of a community's colour by what is painted in it, on light ground and on dark. */
const TONES = {
  entity: { light: [[0.55, 0.14], [0.66, 0.13], [0.46, 0.11]], dark: [[0.72, 0.13], [0.8, 0.11], [0.64, 0.12]] },
  paper: { light: [[0.76, 0.07], [0.8, 0.06], [0.72, 0.06]], dark: [[0.5, 0.07], [0.54, 0.06], [0.46, 0.06]] },
  caption: { light: [[0.44, 0.12], [0.47, 0.11], [0.4, 0.1]], dark: [[0.83, 0.1], [0.87, 0.09], [0.8, 0.1]] },
};
const GOLDEN_ANGLE = 137.508;

const colours = new Map();

/** The colour of a community: hues that lie far apart, in three tones in turn. */
function communityColour({ index }, tone, dark) {
  const key = `${index} ${tone} ${dark}`;
  if (!colours.has(key)) {
    const tones = TONES[tone][dark ? "dark" : "light"];
    const [lightness, chroma] = tones[index % tones.length];
    colours.set(key, toHex(lightness, chroma, (255 + index * GOLDEN_ANGLE) % 360));
  }
  return colours.get(key);
}

/**
 * A colour of OKLCH (lightness 0 to 1, chroma, hue in degrees) as `#rrggbb`, which programs that read pictures know, too.
 * The matrices are those of Ottosson 2020, https://bottosson.github.io/posts/oklab/
 */
function toHex(lightness, chroma, hue) {
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

/** A share of a primary colour's light, 0 to 1, as two hexadecimal digits of sRGB (IEC 61966-2-1). */
function toByte(light) {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.max(0, Math.min(1, value))).toString(16).padStart(2, "0");
}

function shapeOf(node) {
  return node.kind === PAPER ? PAPER_SHAPE : node.label;
}

function fillOf(node, theme) {
  if (theme.colour === "label" || !node.community) return theme.fills[shapeOf(node)];
  return communityColour(node.community, node.kind, theme.dark);
}

/** Group nodes by what they are painted with: a fill, and the width of the rim that parts neighbours. */
function batchNodes(nodes, theme) {
  const batches = new Map();
  for (const node of nodes) {
    const fill = fillOf(node, theme);
    const rim = Math.min(RIM, Math.ceil(node.size) / 4);
    const key = `${fill} ${rim}`;
    if (!batches.has(key)) batches.set(key, { fill, rim, nodes: [] });
    batches.get(key).nodes.push(node);
  }
  return [...batches.values()];
}

/**
 * Paint the nodes that are in view, all of a batch in one stroke of the brush; `least` is the smallest radius that can
 * still be seen.
 */
function drawBatches(ctx, batches, view, theme, least) {
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

/** Whether any of a node is in view; no shape reaches farther than 1.5 times its radius. */
function isSeen(view, node, radius) {
  const x = node.x * view.scale + view.left;
  const y = node.y * view.scale + view.top;
  const reach = 1.5 * radius * view.scale;
  return x > -reach && y > -reach && x < view.width + reach && y < view.height + reach;
}

/**
 * Add the outline of a node to a path; all go round the same way, so that none cuts a hole into another. A last line
 * closes it: `closePath` would measure the whole path each time.
 */
function traceNode(ctx, node, radius) {
  const { x, y } = node;
  const { points } = SHAPES[shapeOf(node)];
  if (!points) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const [startX, startY] = points[0];
  ctx.moveTo(x + startX * radius, y + startY * radius);
  for (let i = 1; i < points.length; i += 1) ctx.lineTo(x + points[i][0] * radius, y + points[i][1] * radius);
  ctx.lineTo(x + startX * radius, y + startY * radius);
}

function drawRing(ctx, node, theme, scale) {
  ctx.beginPath();
  ctx.arc(node.x, node.y, Math.max(node.size * 1.2, 5 / scale) + 4 / scale, 0, 2 * Math.PI);
  ctx.lineWidth = 2.5 / scale;
  ctx.strokeStyle = theme.accent;
  ctx.stroke();
}

/** Paint straight lines between pairs of nodes in one stroke. */
function drawLines(ctx, pairs, colour, width) {
  ctx.beginPath();
  for (const [a, b] of pairs) {
    ctx.moveTo(a.x, a.y);
    ctx.lineTo(b.x, b.y);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

/** The communities that have a disc on the map: those of some size with a member that is shown. */
function discsOf(communities, nodes) {
  const homes = new Set(nodes.map(({ community }) => community));
  return communities.filter((community) => community.members.length > 2 && homes.has(community));
}

/** A community's colour where the theme shows communities, else a plain one. */
function colourOf(community, tone, theme, plain) {
  return theme.colour === "community" ? communityColour(community, tone, theme.dark) : plain;
}

function drawDiscs(ctx, discs, theme) {
  for (const community of discs) {
    ctx.globalAlpha = theme.colour === "community" ? 0.07 : 1;
    ctx.fillStyle = colourOf(community, "entity", theme, theme.disc);
    traceDisc(ctx, community);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

function traceDisc(ctx, { x, y, radius }) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Paint a rim round a community's disc, for the pointer is on it. */
function drawRim(ctx, community, theme, scale) {
  traceDisc(ctx, community);
  ctx.lineWidth = 1.5 / scale;
  ctx.strokeStyle = colourOf(community, "entity", theme, theme.muted);
  ctx.stroke();
}

/** Paint a text with a rim in the ground's colour, so that it reads on lines. */
function drawText(ctx, text, box, theme) {
  ctx.font = box.font;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = theme.ground;
  ctx.strokeText(text, box.x, box.y);
  ctx.fillStyle = box.colour;
  ctx.fillText(text, box.x, box.y);
}

/** The font of a node's name: larger for entities of many papers, a slanted serif for papers. */
function nameFont(node, strong, { textScale, sans, serif }) {
  const size = Math.round(textScale * (node.kind === PAPER ? 12 : Math.min(16, 10.5 + node.size / 5)));
  if (node.kind === PAPER) return { size, font: `italic ${strong ? 600 : 400} ${size}px ${serif}` };
  return { size, font: `${strong || node.size > 12 ? 600 : 400} ${size}px ${sans}` };
}
