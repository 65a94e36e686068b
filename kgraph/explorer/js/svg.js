// SVG: a drawing context that writes what is painted on it as SVG, for the few calls that the map makes.

/** A font as the map writes it: an italic or not, the weight, the size in pixels, the families. */
const FONT = /^(italic )?(\d+) ([\d.]+)px (.+)$/u;
const BOLD = 600;
const DRAWING = ["fillStyle", "strokeStyle", "lineWidth", "globalAlpha", "font", "lineJoin"];

class SvgContext {
  /** `ruler` is a canvas's context, to measure texts with. */
  constructor(width, height, ruler) {
    Object.assign(this, { width, height, ruler, parts: [], path: "", stack: [], matrix: [1, 0, 0, 1, 0, 0] });
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "400 10px sans-serif" });
  }

  save() {
    this.stack.push([this.matrix, ...DRAWING.map((name) => this[name])]);
  }

  restore() {
    const [matrix, ...values] = this.stack.pop();
    this.matrix = matrix;
    DRAWING.forEach((name, i) => { this[name] = values[i]; });
  }

  setTransform(...matrix) {
    this.matrix = matrix;
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`;
  }

  /** A whole circle; the map has no other arcs. */
  arc(x, y, radius) {
    const r = short(radius);
    this.path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0`;
  }

  fill() {
    this.write("path", { d: this.path, fill: this.fillStyle });
  }

  stroke() {
    this.write("path", { d: this.path, ...this.outline() });
  }

  fillRect(x, y, width, height) {
    this.write("rect", { x, y, width, height, fill: this.fillStyle });
  }

  fillText(text, x, y) {
    this.write("text", { ...this.textPlace(text, x, y), fill: this.fillStyle }, text);
  }

  strokeText(text, x, y) {
    this.write("text", { ...this.textPlace(text, x, y), ...this.outline() }, text);
  }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  outline() {
    return { fill: "none", stroke: this.strokeStyle, "stroke-width": short(this.lineWidth),
      "stroke-linejoin": this.lineJoin };
  }

  /** All texts of the map are centred and hang from their top; not every program knows another line than the base. */
  textPlace(text, x, y) {
    const [, slant, weight, size, family] = FONT.exec(this.font);
    return { x: short(x), y: short(y + this.measureText(text).fontBoundingBoxAscent), "text-anchor": "middle",
      "font-style": slant ? "italic" : undefined, "font-weight": weight < BOLD ? 400 : 700, "font-size": size,
      "font-family": family };
  }

  write(tag, attributes, text = "") {
    const all = { ...attributes, opacity: this.globalAlpha === 1 ? undefined : this.globalAlpha,
      transform: this.isPlain() ? undefined : `matrix(${this.matrix.map(short).join(" ")})` };
    const named = Object.entries(all).filter(([, value]) => value !== undefined);
    const written = named.map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join("");
    this.parts.push(text ? `<${tag}${written}>${escapeXml(text)}</${tag}>` : `<${tag}${written}/>`);
  }

  isPlain() {
    return this.matrix.join() === "1,0,0,1,0,0";
  }

  toString() {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    return `<svg xmlns="${SVG}" ${size}>\n${this.parts.join("\n")}\n</svg>\n`;
  }
}

function short(number) {
  return Math.round(number * 1000) / 1000;
}

/** Escape text for XML, without the characters that XML cannot hold. */
function escapeXml(text) {
  const names = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
    .replace(/[<>&"]/gu, (character) => names[character]);
}
