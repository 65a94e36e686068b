// DOM: elements made from values; text only ever becomes a text node.

import { thousands } from "../graph/text.js";

/** @typedef {Node | string | null | undefined | Child[]} Child */
/**
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>}
 *   Properties  Attributes, and listeners under names such as `onclick`.
 */

/**
 * Make an element: `h("a", { class: "x", href: "#", onclick: f }, "text", child, [children])`.
 *
 * Attributes that are null, undefined or false are left out, and children that are null or
 * undefined.
 *
 * @type {<K extends keyof HTMLElementTagNameMap>(tag: K, properties?: Properties,
 *   ...children: Child[]) => HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flatten(children));
  return element;
}

/** @type {(children: Child[]) => (Node | string)[]} */
export function flatten(children) {
  return children.flatMap((child) => (Array.isArray(child) ? flatten(child) : (child ?? [])));
}

/**
 * Return an element of the page by its id.
 *
 * @type {(id: string) => HTMLElement}
 */
export function byElementId(id) {
  return find(`#${id}`, HTMLElement);
}

/** @type {(id: string) => HTMLInputElement} */
export function inputById(id) {
  return find(`#${id}`, HTMLInputElement);
}

/** @type {(id: string) => HTMLSelectElement} */
export function selectById(id) {
  return find(`#${id}`, HTMLSelectElement);
}

/**
 * Return the first element that matches a selector; the page has one.
 *
 * @type {<T extends Element>(selector: string, type: new () => T, root?: ParentNode) => T}
 */
export function find(selector, type, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${selector}.`);
  return element;
}

/**
 * Make a list that shows a few items at first, and some more on demand.
 *
 * @type {<K extends keyof HTMLElementTagNameMap, T>(tag: K, properties: Properties, items: T[],
 *   step: number, render: (item: T) => HTMLElement)
 *   => [HTMLElementTagNameMap[K], HTMLButtonElement]}
 */
export function longList(tag, properties, items, step, render) {
  const list = h(tag, properties);
  const more = h("button", { type: "button", class: "more", onclick: () => showMore(true) });
  let shown = 0;
  /** @type {(isByHand: boolean) => void} */
  function showMore(isByHand) {
    const added = items.slice(shown, shown + step).map(render);
    list.append(...added);
    shown += added.length;
    const left = items.length - shown;
    more.hidden = left <= 0;
    more.textContent =
      left > step ? `Show ${step} more (${thousands(left)} left)` : `Show ${left} more`;
    if (isByHand) focusOn(added[0]?.querySelector("a, button"));
  }
  showMore(false);
  return [list, more];
}

/**
 * Focus an element, if there is one.
 *
 * @type {(element: Element | null | undefined, options?: FocusOptions) => void}
 */
export function focusOn(element, options) {
  if (element instanceof HTMLElement) element.focus(options);
}
