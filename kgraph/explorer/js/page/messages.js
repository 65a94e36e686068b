// Messages: what is said to every reader for a moment, or to a screen reader.

import { byElementId, focusOn, h } from "./dom.js";

/** Milliseconds that a message is shown. */
const SHOWN_FOR = 4000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @type {(text: string) => void} */
export function say(text) {
  const toast = byElementId("toast");
  announce(text);
  toast.textContent = text;
  toast.classList.add("is-said");
  clearTimeout(timer);
  timer = setTimeout(() => toast.classList.remove("is-said"), SHOWN_FOR);
}

/**
 * Say something to a screen reader.
 *
 * @type {(text: string) => void}
 */
export function announce(text) {
  byElementId("live").textContent = text;
}

/**
 * Copy text and say so; where the browser forbids it, show the text.
 *
 * @type {(name: string, text: string) => Promise<void>}
 */
export async function copy(name, text) {
  const isDone = await navigator.clipboard.writeText(text).then(
    () => true,
    () => copyByHand(text),
  );
  say(isDone ? `${name} copied` : text);
}

/**
 * Copy text as a browser does that closes the clipboard to pages from files.
 *
 * @type {(text: string) => boolean}
 */
function copyByHand(text) {
  const before = document.activeElement;
  const hidden = { class: "visually-hidden", readonly: true, "aria-hidden": "true" };
  const area = h("textarea", hidden, text);
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  focusOn(before);
  return isDone;
}
