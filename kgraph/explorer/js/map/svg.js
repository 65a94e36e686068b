// SVG: a drawing context that writes SVG, for the few calls that the map makes.

export const SVG = "http://www.w3.org/2000/svg";

/** A font as the map writes it: perhaps italic, the weight, the size in pixels, the families. */
const FONT = /^(italic )?(\d+) ([\d.]+)px (.+)$/u;
const BOLD = 600;

/** @typedef {[number, number, number, number, number, number]} Matrix */
/** @typedef {Record<string, unknown>} Attributes  Those that are undefined are left out. */

/** The settings that `save` and `restore` keep. */
const START = {
  fillStyle: /** @type {CanvasRenderingContext2D["fillStyle"]} */ ("#000"),
  strokeStyle: /** @type {CanvasRenderingContext2D["strokeStyle"]} */ ("#000"),
  lineWidth: 1,
  globalAlpha: 1,
  font: "400 10px sans-serif",
  lineJoin: /** @type {CanvasLineJoin} */ ("miter"),
  matrix: /** @type {Matrix} */ ([1, 0, 0, 1, 0, 0]),
};

export class SvgContext {
  fillStyle = START.fillStyle;
  strokeStyle = START.strokeStyle;
  lineWidth = START.lineWidth;
  globalAlpha = START.globalAlpha;
  font = START.font;
  lineJoin = START.lineJoin;
  matrix = START.matrix;
  // All texts of the map are centred and hang from their top, so these two are not read.
  textAlign = /** @type {CanvasTextAlign} */ ("center");
  textBaseline = /** @type {CanvasTextBaseline} */ ("top");
  path = "";
  /** @type {string[]} */
  parts = [];
  /** @type {(typeof START)[]} */
  stack = [];

  /**
   * @param {number} width  In pixels.
   * @param {number} height
   * @param {CanvasRenderingContext2D} ruler  Measures texts.
   */
  constructor(width, height, ruler) {
    this.width = width;
    this.height = height;
    this.ruler = ruler;
  }

  save() {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, lineJoin, matrix } = this;
    this.stack.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, font, lineJoin, matrix });
  }

  restore() {
    Object.assign(this, this.stack.pop());
  }

  /** @param {Matrix} matrix */
  setTransform(...matrix) {
    this.matrix = matrix;
  }

  beginPath() {
    this.path = "";
  }

  /** @type {(x: number, y: number) => void} */
  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
  }

  /** @type {(x: number, y: number) => void} */
  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`;
  }

  /**
   * Add a whole circle: the map has no other arcs.
   *
   * @type {(x: number, y: number, radius: number) => void}
   */
  arc(x, y, radius) {
    const r = short(radius);
    const half = `a${r} ${r} 0 1 1`;
    this.path += `M${short(x - radius)} ${short(y)}${half} ${2 * r} 0${half} ${-2 * r} 0`;
  }

  fill() {
    this.write("path", { d: this.path, fill: this.fillStyle });
  }

  stroke() {
    this.write("path", { d: this.path, ...this.outline() });
  }

  /** @type {(x: number, y: number, width: number, height: number) => void} */
  fillRect(x, y, width, height) {
    this.write("rect", { x, y, width, height, fill: this.fillStyle });
  }

  /** @type {(text: string, x: number, y: number) => void} */
  fillText(text, x, y) {
    this.write("text", { ...this.textAttributes(text, x, y), fill: this.fillStyle }, text);
  }

  /** @type {(text: string, x: number, y: number) => void} */
  strokeText(text, x, y) {
    this.write("text", { ...this.textAttributes(text, x, y), ...this.outline() }, text);
  }

  /** @type {(text: string) => TextMetrics} */
  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  /** @type {() => Attributes} */
  outline() {
    return {
      fill: "none",
      stroke: this.strokeStyle,
      "stroke-width": short(this.lineWidth),
      "stroke-linejoin": this.lineJoin,
    };
  }

  /**
   * Return the attributes of a text by its base line, the only one that every program knows.
   *
   * @type {(text: string, x: number, y: number) => Attributes}
   */
  textAttributes(text, x, y) {
    const [, slant, weight, size, family] = FONT.exec(this.font) ?? [];
    return {
      x: short(x),
      y: short(y + this.measureText(text).fontBoundingBoxAscent),
      "text-anchor": "middle",
      "font-style": slant ? "italic" : undefined,
      "font-weight": Number(weight) < BOLD ? 400 : 700,
      "font-size": size,
      "font-family": family,
    };
  }

  /** @type {(tag: string, attributes: Attributes, text?: string) => void} */
  write(tag, attributes, text = "") {
    const matrix = this.matrix.join() === START.matrix.join() ? undefined : this.matrix;
    const all = {
      ...attributes,
      opacity: this.globalAlpha === 1 ? undefined : this.globalAlpha,
      transform: matrix && `matrix(${matrix.map(short).join(" ")})`,
    };
    const present = Object.entries(all).filter(([, value]) => value !== undefined);
    const written = present.map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join("");
    this.parts.push(text ? `<${tag}${written}>${escapeXml(text)}</${tag}>` : `<${tag}${written}/>`);
  }

  toString() {
    const { width, height } = this;
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return `<svg xmlns="${SVG}" ${size}>\n${this.parts.join("\n")}\n</svg>\n`;
  }
}

/** @type {(number: number) => number} */
function short(number) {
  return Math.round(number * 1000) / 1000;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot contain these characters
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/** @type {Record<string, string>} */
const ENTITIES = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/**
 * Escape text for XML, without the characters that XML cannot contain.
 *
 * @type {(value: unknown) => string}
 */
function escapeXml(value) {
  return String(value)
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[<>&"]/gu, (character) => ENTITIES[character]);
}
