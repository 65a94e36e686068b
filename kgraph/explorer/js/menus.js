// Menus: they open inside the window, and close when the reader turns to something else.

function startMenus() {
  for (const menu of document.querySelectorAll("details.menu")) menu.addEventListener("toggle", () => keepInside(menu));
  const closeOthers = ({ target }) => {
    for (const menu of document.querySelectorAll("details.menu")) if (!menu.contains(target)) menu.open = false;
  };
  addEventListener("pointerdown", closeOthers);
  addEventListener("focusin", closeOthers);
}

function keepInside(menu) {
  const body = menu.querySelector(".menu-body");
  body.style.translate = "";
  const over = body.getBoundingClientRect().right + 12 - document.documentElement.clientWidth;
  if (over > 0) body.style.translate = `${-over}px`;
}

function closeMenu() {
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}
