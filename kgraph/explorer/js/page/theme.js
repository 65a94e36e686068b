// Theme: light or dark colours, as the system has them or as the reader chose.

import { byElementId } from "./dom.js";

const THEME_KEY = "kgraph-theme";

/**
 * Start the button for light and dark colours; `onChange` is called when colours have changed.
 *
 * @type {(onChange: () => void) => void}
 */
export function startTheme(onChange) {
  const button = byElementId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const { dataset } = document.documentElement;
  const isDark = () => (dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  dataset.theme = keptTheme();
  const nameButton = () => {
    const name = `Use ${isDark() ? "light" : "dark"} colours`;
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  const update = () => {
    nameButton();
    onChange();
  };
  button.addEventListener("click", () => {
    dataset.theme = isDark() ? "light" : "dark";
    keepTheme(dataset.theme);
    update();
  });
  dark.addEventListener("change", update);
  nameButton();
}

/**
 * Keep the choice for the next visit, if the browser allows it.
 *
 * @type {(theme: string) => void}
 */
function keepTheme(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // the choice then lasts until the page is left
  }
}

/**
 * Return the theme that was chosen at an earlier visit, or "".
 *
 * @type {() => string}
 */
function keptTheme() {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return theme === "light" || theme === "dark" ? theme : "";
  } catch {
    return "";
  }
}
