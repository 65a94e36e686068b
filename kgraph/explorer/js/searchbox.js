// Search box: a field and a list of hits, worked by keys or by pointer.

const HITS = 12;

/** Bring the search box to life. `find(text)` gives hits, `choose(hit)` takes one, `leave()` is told when it is left. */
function startSearchBox(model, box, list, { find, choose, leave }) {
  const state = { box, list, hits: [], active: -1, choose, leave };
  const update = () => {
    state.hits = find(box.value);
    const items = state.hits.map((hit, i) => hitItem(model, hit, i));
    const remark = state.hits.some(({ isClose }) => isClose) ? "Nothing found. Did you mean:" : "Nothing found";
    const isPlain = items.length && !state.hits[0].isClose;
    list.replaceChildren(...(isPlain ? [] : [h("li", { class: "none", role: "option", "aria-disabled": "true" }, remark)]), ...items);
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    markHit(state, 0);
    if (!list.hidden) announce(isPlain ? plural(items.length, "result") : remark);
  };
  box.addEventListener("input", update);
  box.addEventListener("focus", update);
  box.addEventListener("blur", () => closeHits(state));
  box.addEventListener("keydown", (event) => onSearchKey(event, state));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[data-hit]");
    if (item && !event.button) chooseHit(state, Number(item.dataset.hit));
  });
}

function hitItem(model, hit, i) {
  const { node, community, name, alias, rank } = hit;
  const via = community ? "community" : alias ? name : rank === IN_ABSTRACT ? "in its abstract" : null;
  return h("li", { id: `hit-${i}`, role: "option", "aria-selected": "false", "data-hit": i },
    node ? nodeGlyph(model, node) : swatch(community),
    h("span", { class: "hit-name" }, (node ?? community).name, via && h("span", { class: "via" }, via)),
    h("span", { class: "note" }, noteOn(node ?? community)));
}

function noteOn({ kind, year, count, papers }) {
  return kind === PAPER ? String(year ?? "") : plural(count ?? papers.length, "paper");
}

function hitItems({ list }) {
  return [...list.querySelectorAll("[data-hit]")];
}

/** Mark one hit as the one that Enter takes, going round at both ends. */
function markHit(state, place) {
  const items = hitItems(state);
  state.active = items.length ? (place + items.length) % items.length : -1;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === state.active)));
  state.box.removeAttribute("aria-activedescendant");
  if (state.active < 0) return;
  state.box.setAttribute("aria-activedescendant", items[state.active].id);
  items[state.active].scrollIntoView({ block: "nearest" });
}

function closeHits({ box, list }) {
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function chooseHit(state, place) {
  state.box.value = "";
  state.box.blur();
  state.choose(state.hits[place]);
}

/** Take the keys of the field; Escape empties it first, then leaves it. */
function onSearchKey(event, state) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (steps[event.key]) {
    event.preventDefault();
    markHit(state, state.active + steps[event.key]);
  } else if (event.key === "Enter" && state.active >= 0) {
    event.preventDefault();
    chooseHit(state, state.active);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    if (!state.box.value) state.leave();
    state.box.value = "";
    closeHits(state);
  }
}
