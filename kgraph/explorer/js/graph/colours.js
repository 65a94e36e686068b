// Colours: between `#rrggbb`, which every program knows, and OKLCH, in which equal steps look equal.

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

/**
 * Return the colour for a dark ground: the same hue and chroma, 35 % of the way lighter.
 *
 * @type {(hex: string) => string}
 */
export function onDark(hex) {
  const [lightness, chroma, hue] = toOklch(hex);
  return toHex(lightness + 0.35 * (1 - lightness), chroma, hue);
}

/**
 * Convert `#rrggbb` to OKLCH: the inverse of `toHex`.
 *
 * @type {(hex: string) => [number, number, number]}
 */
export function toOklch(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => toLight(parseInt(hex.slice(i, i + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const across = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const along = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [lightness, Math.hypot(across, along), (Math.atan2(along, across) * 180) / Math.PI];
}

/**
 * Convert a value of sRGB, 0 to 1, to linear light.
 *
 * @type {(value: number) => number}
 */
function toLight(value) {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
