// App: what is shown, and how a reader goes from one state to the next.

import { buildModel } from "./graph/model.js";
import { buildIndex, search } from "./graph/search.js";
import {
  isSameSelection,
  selectCommunity,
  selectNode,
  selectOrigin,
  selectPath,
  selectTwo,
} from "./graph/selection.js";
import { formatHash, parseHash, startState } from "./graph/state.js";
import { shorten } from "./graph/text.js";
import { byElementId, h, inputById } from "./page/dom.js";
import { startKeys, ZOOM_STEP } from "./page/keys.js";
import { startMenus } from "./page/menus.js";
import { announce } from "./page/messages.js";
import { Page } from "./page/page.js";
import { startSaving } from "./page/save.js";
import { SearchBox } from "./page/search-box.js";
import { startTheme } from "./page/theme.js";
import { showTip } from "./page/tip.js";

/** @import { Filter, GraphNode, Group, Hit, Selection, State } from "./graph/types.d.ts" */

const HITS = 12;

class App {
  /**
   * The first end of a path, while the reader chooses the second.
   *
   * @type {GraphNode | null}
   */
  pathFrom = null;

  /**
   * What the search reads; it is made by the first search, so that the page opens sooner.
   *
   * @type {ReturnType<typeof buildIndex> | null}
   */
  index = null;

  constructor() {
    const network = readJson("network");
    this.model = buildModel(readJson("data"), network);
    this.start = startState(this.model);
    this.state = parseHash(location.hash, this.model, this.start);
    this.page = new Page(this.model, network, this.start, {
      map: {
        select: (node, isSecond) => this.select(node, isSecond),
        community: (community) => this.go(selectCommunity(community)),
        two: (a, b) => this.go(selectTwo(a, b)),
        clear: () => this.clear(),
        hover: showTip,
      },
      change: (changes) => this.change(changes),
      filter: (changes) => this.changeFilter(changes),
      group: (group, isAlone) => this.toggleGroup(group, isAlone),
      reset: () => this.change({ filter: this.start.filter }),
      startPath: (node) => this.startPath(node),
    });
  }

  /** Start everything around the map, and show the state that the address names. */
  run() {
    const { page, model } = this;
    startTheme(() => page.map.retheme());
    startSaving(page.map, model, page.title, () => page.shownNodes());
    startMenus();
    new SearchBox(model, inputById("search"), byElementId("hits"), {
      find: (text) => this.find(text),
      choose: (hit) => this.choose(hit),
      leave: () => this.leaveSearch(),
    });
    this.startButtons();
    addEventListener("click", (event) => this.onLink(event));
    addEventListener("popstate", () => this.onAddress());
    startKeys(page.map, {
      state: () => this.state,
      clear: () => this.clear(),
      select: (node) => this.select(node),
      startPath: (node) => this.startPath(node),
    });
    this.update(this.state);
  }

  startButtons() {
    const { map } = this.page;
    const actions = {
      skip: () => {
        byElementId("view-list").click();
        byElementId("list-view").focus();
      },
      "zoom-in": () => map.zoom(ZOOM_STEP),
      "zoom-out": () => map.zoom(1 / ZOOM_STEP),
      "zoom-fit": () => map.fit([], true),
    };
    for (const [id, action] of Object.entries(actions)) {
      byElementId(id).addEventListener("click", action);
    }
  }

  /**
   * Show a state, and write it as the address.
   *
   * @type {(state: State) => void}
   */
  update(state) {
    this.state = state;
    history.replaceState(history.state, "", addressOf(formatHash(state, this.start)));
    this.page.show(state);
  }

  /**
   * Show a state with the panel scrolled to a position; a path that was begun is given up.
   *
   * @type {(state: State, scroll: number) => void}
   */
  show(state, scroll) {
    this.endPath();
    this.update(state);
    byElementId("panel").scrollTop = scroll;
    this.page.keepFocus();
  }

  /**
   * Go to a state by a step that the back button undoes.
   *
   * @type {(state: State) => void}
   */
  visit(state) {
    const isSame = state.selection && isSameSelection(this.state.selection, state.selection);
    const scroll = isSame ? byElementId("panel").scrollTop : 0;
    const address = formatHash(state, this.start);
    if (address !== (location.hash || "#")) {
      keepScroll();
      history.pushState(null, "", addressOf(address));
    }
    this.show(state, scroll);
  }

  /** @type {(selection: Selection | null) => void} */
  go(selection) {
    this.visit({ ...this.state, selection, isLost: false });
  }

  /**
   * Change what is shown, but not what is selected: no step for the back button.
   *
   * @type {(changes: Partial<State>) => void}
   */
  change(changes) {
    this.update({ ...this.state, ...changes });
    this.page.announceCount();
    this.page.keepFocus();
  }

  /** @type {(changes: Partial<Filter>) => void} */
  changeFilter(changes) {
    this.change({ filter: { ...this.state.filter, ...changes } });
  }

  /**
   * Switch papers or a label; `isAlone` switches all other labels off, or if they are off, on.
   *
   * @type {(group: Group, isAlone: boolean) => void}
   */
  toggleGroup(group, isAlone) {
    const hidden = new Set(this.state.filter.hidden);
    if (isAlone) {
      const labels = this.model.labels.filter((label) => label !== group);
      const wasAlone = !hidden.has(group) && labels.every((label) => hidden.has(label));
      this.changeFilter({ hidden: new Set(wasAlone ? [] : labels) });
      return;
    }
    if (!hidden.delete(group)) hidden.add(group);
    this.changeFilter({ hidden });
  }

  /**
   * Search; only a node can be the end of a path.
   *
   * @type {(text: string) => Hit[]}
   */
  find(text) {
    this.index ??= buildIndex(this.model);
    return search(this.index, text, HITS).filter(({ node }) => node || !this.pathFrom);
  }

  /** @type {(hit: Hit) => void} */
  choose({ node, community, origin }) {
    if (node) this.select(node);
    else if (community) this.go(selectCommunity(community));
    else if (origin) this.go(selectOrigin(origin));
  }

  /**
   * Select a node, or if a path was begun, the path to it; the second of two nodes with the first.
   *
   * @type {(node: GraphNode, isSecond?: boolean) => void}
   */
  select(node, isSecond = false) {
    const { pathFrom } = this;
    const first = isSecond ? this.state.selection?.nodes[0] : null;
    if (pathFrom && pathFrom !== node) this.go(selectPath(pathFrom, node));
    else if (pathFrom) this.go(selectNode(node));
    else this.go(first ? selectTwo(first, node) : selectNode(node));
  }

  clear() {
    if (this.pathFrom) this.cancelPath();
    else if (this.state.selection) this.go(null);
  }

  /**
   * Ask for the second end of a path.
   *
   * @type {(node: GraphNode) => void}
   */
  startPath(node) {
    const hint = byElementId("path-hint");
    const box = inputById("search");
    this.pathFrom = node;
    hint.hidden = false;
    box.placeholder = "Path to…";
    const from = shorten(node.name, 40);
    const text = `Path from “${from}”: search or choose on the map where it should lead.`;
    const onclick = () => this.cancelPath();
    hint.replaceChildren(
      h("span", {}, text),
      h("button", { type: "button", class: "quiet", title: "Esc", onclick }, "Cancel"),
    );
    announce(text);
    box.focus();
  }

  endPath() {
    this.pathFrom = null;
    byElementId("path-hint").hidden = true;
    inputById("search").placeholder = "Search papers, entities, authors…";
  }

  cancelPath() {
    this.endPath();
    this.page.keepFocus();
  }

  leaveSearch() {
    byElementId("search").blur();
    this.cancelPath();
  }

  /** Show what the address names, whatever was shown before: it means the same to every reader. */
  onAddress() {
    const state = parseHash(location.hash, this.model, this.start);
    this.show(state, history.state?.scroll ?? 0);
  }

  /**
   * Follow a link of the page, which changes what it names and nothing else.
   *
   * @type {(event: MouseEvent) => void}
   */
  onLink(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.visit(parseHash(link.hash, this.model, this.state));
  }
}

/**
 * Read the JSON of a script element.
 *
 * @type {(id: string) => any}
 */
function readJson(id) {
  return JSON.parse(byElementId(id).textContent ?? "");
}

/**
 * Return the address of this page with a hash. A hash alone would be relative to the page around it
 * in a frame that has no address, such as that of a notebook.
 *
 * @type {(hash: string) => string}
 */
function addressOf(hash) {
  return location.href.split("#")[0] + hash;
}

/** Note in the history how far the panel is scrolled, for when the reader comes back. */
function keepScroll() {
  history.replaceState({ scroll: byElementId("panel").scrollTop }, "");
}

new App().run();
