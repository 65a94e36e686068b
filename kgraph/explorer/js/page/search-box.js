// Search box: a field and a list of hits, operated by keys or by pointer.

import { PAPER } from "../graph/model.js";
import { IN_ABSTRACT } from "../graph/search.js";
import { plural } from "../graph/text.js";
import { h } from "./dom.js";
import { announce } from "./messages.js";
import { nodeGlyph, originGlyph, swatch } from "./parts.js";

/** @import { Hit, Model } from "../graph/types.d.ts" */

/**
 * @typedef {object} SearchEvents
 * @property {(text: string) => Hit[]} find
 * @property {(hit: Hit) => void} choose
 * @property {() => void} leave  The box was left by Escape.
 */

/** The field and its list; one of the hits is active: Enter chooses it. */
export class SearchBox {
  /** @type {Hit[]} */
  hits = [];
  active = -1;

  /**
   * @param {Model} model
   * @param {HTMLInputElement} box
   * @param {HTMLElement} list
   * @param {SearchEvents} on
   */
  constructor(model, box, list, on) {
    this.model = model;
    this.box = box;
    this.list = list;
    this.on = on;
    box.addEventListener("input", () => this.update());
    box.addEventListener("focus", () => this.update());
    box.addEventListener("blur", () => this.close());
    box.addEventListener("keydown", (event) => this.onKey(event));
    list.addEventListener("mousedown", (event) => this.onMouseDown(event));
  }

  update() {
    const { box, list } = this;
    this.hits = this.on.find(box.value);
    const items = this.hits.map((hit, i) => hitItem(this.model, hit, i));
    const remark = remarkOn(this.hits);
    list.replaceChildren(...(remark ? [remarkItem(remark)] : []), ...items);
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    this.activate(0);
    if (!list.hidden) announce(remark ?? plural(items.length, "result"));
  }

  /** @type {() => HTMLElement[]} */
  items() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[data-hit]"))];
  }

  /**
   * Make a hit the active one, going round at both ends.
   *
   * @type {(index: number) => void}
   */
  activate(index) {
    const items = this.items();
    this.active = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === this.active));
    });
    this.box.removeAttribute("aria-activedescendant");
    if (this.active < 0) return;
    this.box.setAttribute("aria-activedescendant", items[this.active].id);
    items[this.active].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  /** @type {(index: number) => void} */
  choose(index) {
    this.box.value = "";
    this.box.blur();
    this.on.choose(this.hits[index]);
  }

  /** @type {(event: MouseEvent) => void} */
  onMouseDown(event) {
    event.preventDefault(); // the field keeps the focus
    const item = event.target instanceof Element && event.target.closest("[data-hit]");
    if (item && !event.button) this.choose(Number(item.getAttribute("data-hit")));
  }

  /**
   * Handle the keys of the field; Escape empties it first, then leaves it.
   *
   * @type {(event: KeyboardEvent) => void}
   */
  onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (!this.box.value) this.on.leave();
      this.box.value = "";
      this.close();
    }
  }
}

/**
 * Return what to say about hits that are missing or only similar.
 *
 * @type {(hits: Hit[]) => string | null}
 */
function remarkOn(hits) {
  if (!hits.length) return "Nothing found";
  return hits[0].isClose ? "Nothing found. Did you mean:" : null;
}

/** @type {(remark: string) => HTMLElement} */
function remarkItem(remark) {
  return h("li", { class: "none", role: "option", "aria-disabled": "true" }, remark);
}

/** @type {(model: Model, hit: Hit, i: number) => HTMLElement} */
function hitItem(model, hit, i) {
  const { node, community, origin } = hit;
  const via = matchNote(hit);
  const properties = { id: `hit-${i}`, role: "option", "aria-selected": "false", "data-hit": i };
  return h(
    "li",
    properties,
    node && nodeGlyph(model, node),
    community && swatch(community),
    origin && originGlyph(origin.kind),
    h(
      "span",
      { class: "hit-name" },
      (node ?? community ?? origin)?.name,
      via === null ? null : h("span", { class: "via" }, via),
    ),
    h("span", { class: "note" }, sizeNote(hit)),
  );
}

/**
 * Return what a hit matches by, unless it is its name.
 *
 * @type {(hit: Hit) => string | null}
 */
function matchNote({ community, origin, name, alias, rank }) {
  if (community) return "community";
  if (origin) return origin.kind;
  if (alias) return name;
  return rank === IN_ABSTRACT ? "in its abstract" : null;
}

/** @type {(hit: Hit) => string} */
function sizeNote({ node, community, origin }) {
  if (node?.kind === PAPER) return String(node.year ?? "");
  return plural(node?.count ?? (community ?? origin)?.papers.length ?? 0, "paper");
}
