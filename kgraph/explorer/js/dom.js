// DOM: elements made from values; text only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";
const SAID_FOR = 4000;

/** Make an element: `h("a", { class: "x", href: "#", onclick: f }, "text", child, [children], null)`. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

function byElementId(id) {
  return document.getElementById(id);
}

/** The mark of a group (`paper` or a label), in its shape and the colour of its label. */
function glyph(model, group) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("class", `glyph ${groupClass(model, group)}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[group === PAPER ? PAPER_SHAPE : model.labels.indexOf(group)].svg);
  svg.append(path);
  return svg;
}

/** The mark of a node, in the shape and colours that the map can draw it in: its label's, its community's. */
function nodeGlyph(model, node) {
  const mark = glyph(model, groupOf(node));
  if (node.community) inCommunityColour(mark, node.community);
  return mark;
}

function groupClass(model, group) {
  return group === PAPER ? "is-paper" : `is-label-${model.labels.indexOf(group)}`;
}

/** A ring in a community's colour, as its disc on the map. */
function swatch(community) {
  return inCommunityColour(h("span", { class: "swatch", "aria-hidden": "true" }), community);
}

/** Give an element a community's colour on the map; the style sheet takes the tone of the theme. */
function inCommunityColour(element, community) {
  element.classList.add("in-colour");
  element.style.setProperty("--on-light", communityColour(community, "entity", false));
  element.style.setProperty("--on-dark", communityColour(community, "entity", true));
  return element;
}

/** A list that shows a few items and, on demand, some more. */
function longList(tag, properties, items, step, render) {
  const list = h(tag, properties);
  const more = h("button", { type: "button", class: "more", onclick: () => showMore(true) });
  let shown = 0;
  function showMore(byHand) {
    const added = items.slice(shown, shown + step).map(render);
    list.append(...added);
    shown += added.length;
    more.hidden = shown >= items.length;
    const left = items.length - shown;
    more.textContent = left > step ? `Show ${step} more (${thousands(left)} left)` : `Show ${left} more`;
    if (byHand) added[0]?.querySelector("a, button")?.focus();
  }
  showMore(false);
  return [list, more];
}

/** Copy text, also where the clipboard is closed to files, and say that it was, or else the text. */
async function copy(name, text) {
  const done = await navigator.clipboard.writeText(text).then(() => true, () => copyByHand(text));
  say(done ? `${name} copied` : text);
}

function copyByHand(text) {
  const before = document.activeElement;
  const area = h("textarea", { class: "visually-hidden", readonly: true, "aria-hidden": "true" }, text);
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before.focus();
  return done;
}

/** Say something to every reader, for a moment. */
function say(text) {
  const toast = byElementId("toast");
  announce(text);
  toast.textContent = text;
  toast.classList.add("is-said");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove("is-said"), SAID_FOR);
}

/** Say something to a screen reader. */
function announce(text) {
  byElementId("live").textContent = text;
}
