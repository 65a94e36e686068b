// Text: sentences cut into pieces at their mentions, and the wording of names and numbers.

/** @import { Mention, Paper, Piece, Sentence } from "./types.d.ts" */

/**
 * Cut text[from, to) at mentions in text order; a mention that overlaps an earlier one is left out.
 *
 * @type {(text: string, from: number, to: number, mentions: Mention[]) => Piece[]}
 */
export function cutText(text, from, to, mentions) {
  /** @type {Piece[]} */
  const pieces = [];
  let end = from;
  for (const mention of mentions) {
    if (mention.start < end || mention.end > to) continue;
    if (mention.start > end) pieces.push({ text: text.slice(end, mention.start), mention: null });
    pieces.push({ text: text.slice(mention.start, mention.end), mention });
    end = mention.end;
  }
  if (end < to) pieces.push({ text: text.slice(end, to), mention: null });
  return pieces;
}

/**
 * Return the sentences of a paper that contain mentions, those of the abstract before the title.
 *
 * @type {(paper: Paper, mentions: Mention[]) => Sentence[]}
 */
export function evidence(paper, mentions) {
  /** @type {Map<string, { from: number, to: number, mentions: Mention[] }>} */
  const sentences = new Map();
  for (const mention of mentions) {
    const { sentenceStart: from, sentenceEnd: to } = mention;
    const sentence = sentences.get(`${from}-${to}`);
    if (sentence) sentence.mentions.push(mention);
    else sentences.set(`${from}-${to}`, { from, to, mentions: [mention] });
  }
  const titleEnd = paper.title.length;
  const cut = Array.from(sentences.values(), ({ from, to, mentions: inside }) => ({
    from,
    inTitle: from < titleEnd,
    pieces: cutText(paper.text, from, to, inside),
  }));
  return cut.sort((a, b) => Number(a.inTitle) - Number(b.inTitle) || a.from - b.from);
}

/**
 * Shorten a name, at a space if there is one near the limit.
 *
 * @type {(name: string, length: number) => string}
 */
export function shorten(name, length) {
  if (name.length <= length) return name;
  const cut = name.slice(0, length);
  const space = cut.lastIndexOf(" ");
  const kept = cut.slice(0, space > length * 0.6 ? space : length);
  return `${kept.replace(/[\s,:;–-]+$/u, "")}…`;
}

/**
 * Write a whole number with a comma before every three digits.
 *
 * By hand because the first use of `toLocaleString` takes 30 ms.
 *
 * @type {(number: number) => string}
 */
export function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/gu, ",");
}

/** @type {(count: number, noun: string, nouns?: string) => string} */
export function plural(count, noun, nouns = `${noun}s`) {
  return `${thousands(count)} ${count === 1 ? noun : nouns}`;
}

/**
 * Return the plural of a label: Genes, Properties, Species.
 *
 * @type {(label: string) => string}
 */
export function pluralOf(label) {
  if (label.endsWith("s")) return label;
  return /[^aeiou]y$/u.test(label) ? `${label.slice(0, -1)}ies` : `${label}s`;
}

/**
 * Return names of a community as its caption: after "mixed:" if they do not say what it is about.
 *
 * @type {(isMixed: boolean, names: string) => string}
 */
export function captionOf(isMixed, names) {
  return isMixed ? `mixed: ${names}` : names;
}

/**
 * Join names with commas and "and"; of more than three, the first two and a count.
 *
 * @type {(names: string[]) => string}
 */
export function enumerate(names) {
  if (names.length === 1) return names[0];
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
