// Text: a paper's sentences and abstract cut into pieces that are marked as a mention or are not.

/** Cut text[from, to) at mentions (in text order; one that overlaps an earlier one is left out). */
function cutText(text, from, to, mentions) {
  const pieces = [];
  let place = from;
  for (const mention of mentions) {
    if (mention.start < place || mention.end > to) continue;
    if (mention.start > place) pieces.push({ text: text.slice(place, mention.start), mention: null });
    pieces.push({ text: text.slice(mention.start, mention.end), mention });
    place = mention.end;
  }
  if (place < to) pieces.push({ text: text.slice(place, to), mention: null });
  return pieces;
}

/** The sentences of a paper that hold some mentions, the abstract's before the title's. */
function evidence(paper, mentions) {
  const sentences = new Map();
  for (const mention of mentions) {
    const key = `${mention.sentenceStart}-${mention.sentenceEnd}`;
    if (!sentences.has(key)) sentences.set(key, { from: mention.sentenceStart, to: mention.sentenceEnd, mentions: [] });
    sentences.get(key).mentions.push(mention);
  }
  const titleEnd = paper.title.length;
  const inOrder = [...sentences.values()].sort((a, b) => (a.from < titleEnd) - (b.from < titleEnd) || a.from - b.from);
  return inOrder.map(({ from, to, mentions: marked }) => ({
    from, inTitle: from < titleEnd, pieces: cutText(paper.text, from, to, marked),
  }));
}

/** Shorten a name for the map, at a word where one is near. */
function shorten(name, length) {
  if (name.length <= length) return name;
  const cut = name.slice(0, length);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > length * 0.6 ? space : length).replace(/[\s,:;–-]+$/u, "")}…`;
}

/** Write a whole number with a comma before every three digits: a locale's own way takes 30 ms to be made ready. */
function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/gu, ",");
}

function plural(count, one, many = `${one}s`) {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** Names in a row, at most three; of more the first two, and how many are left. */
function enumerate(names) {
  if (names.length === 1) return names[0];
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
