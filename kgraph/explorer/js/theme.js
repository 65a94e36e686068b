// Theme: light or dark colours, as the system has them or as the reader chose.

const THEME_KEY = "kgraph-theme";

/** Bring the button for light and dark to life; `on()` tells that colours have changed. */
function startTheme(on) {
  const button = byElementId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  root.dataset.theme = keptTheme();
  const nameButton = () => {
    const name = `Use ${isDark() ? "light" : "dark"} colours`;
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  const update = () => {
    nameButton();
    on();
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keepTheme(root.dataset.theme);
    update();
  });
  dark.addEventListener("change", update);
  nameButton();
}

/** Keep the choice for the next visit, where the browser allows it. */
function keepTheme(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // what cannot be kept holds until the page is left
  }
}

/** The theme that was chosen at an earlier visit, or "". */
function keptTheme() {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return theme === "light" || theme === "dark" ? theme : "";
  } catch {
    return "";
  }
}
