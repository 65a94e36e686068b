// Menus: they open inside the window, and close when the reader turns to something else.

import { focusOn } from "./dom.js";

export function startMenus() {
  for (const menu of menus()) menu.addEventListener("toggle", () => keepInside(menu));
  const closeOthers = (/** @type {Event} */ { target }) => {
    for (const menu of menus()) {
      if (!(target instanceof Node && menu.contains(target))) menu.open = false;
    }
  };
  addEventListener("pointerdown", closeOthers);
  addEventListener("focusin", closeOthers);
}

/** @type {() => NodeListOf<HTMLDetailsElement>} */
function menus() {
  return document.querySelectorAll("details.menu");
}

/** @type {(menu: HTMLDetailsElement) => void} */
function keepInside(menu) {
  const body = menu.querySelector(".menu-body");
  if (!(body instanceof HTMLElement)) return;
  body.style.translate = "";
  const over = body.getBoundingClientRect().right + 12 - document.documentElement.clientWidth;
  if (over > 0) body.style.translate = `${-over}px`;
}

/**
 * Close the open menu, and return whether there was one.
 *
 * @type {() => boolean}
 */
export function closeMenu() {
  const menu = [...menus()].find(({ open }) => open);
  if (!menu) return false;
  menu.open = false;
  focusOn(menu.querySelector("summary"));
  return true;
}
