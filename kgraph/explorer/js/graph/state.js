// State: all that the page shows, written as its address to be shared and gone back to.

import { sortNames } from "./columns.js";
import { startFilter } from "./filter.js";
import { SIZES } from "./measures.js";
import { ENTITY, PAPER } from "./model.js";
import { decode, encode, formatSelection, parseSelection, SELECTION_PARTS } from "./selection.js";

/** @import { ColourBy, Filter, Kind, Model, Selection, State, View } from "./types.d.ts" */

/** @type {View[]} */
export const VIEWS = ["map", "entities", "list"];
/** @type {ColourBy[]} */
const COLOURS = ["community", "label"];
/** @type {Kind[]} */
const TABLE_KINDS = [ENTITY, PAPER];

/**
 * Return the state of a page without an address.
 *
 * @type {(model: Model) => State}
 */
export function startState(model) {
  return {
    view: "map",
    selection: null,
    isLost: false,
    filter: startFilter(model),
    size: "prominence",
    colour: "community",
    table: ENTITY,
    words: "",
    sort: "",
  };
}

/**
 * Read the state that an address names.
 *
 * What it does not name stays as in `base`, except the selection, which is then empty. What the
 * graph does not have is ignored; `isLost` if it was to be selected, or was the community to show.
 *
 * @type {(hash: string, model: Model, base: State) => State}
 */
export function parseHash(hash, model, base) {
  const parts = readParts(hash);
  const table = among(parts.get("table"), TABLE_KINDS, base.table);
  const selection = parseSelection(parts, model);
  const filter = parseFilter(parts, model, base.filter);
  return {
    view: among(parts.get("view"), VIEWS, base.view),
    size: among(parts.get("size"), Object.keys(SIZES), base.size),
    colour: among(parts.get("colour"), COLOURS, base.colour),
    table,
    words: decode(parts.get("words") ?? base.words),
    sort: among(parts.get("sort"), sortNames(table), base.sort),
    selection,
    filter,
    isLost: isLost(parts, selection, filter),
  };
}

/** @type {(hash: string) => Map<string, string>} */
function readParts(hash) {
  return new Map(
    hash
      .replace(/^#/u, "")
      .split("&")
      .map((part) => {
        const [name, ...rest] = part.split("=");
        return [name, rest.join("=")];
      }),
  );
}

/** @type {<T extends string>(text: string | undefined, values: T[], fallback: T) => T} */
function among(text, values, fallback) {
  return values.find((value) => value === text) ?? fallback;
}

/** @type {(parts: Map<string, string>, selection: Selection | null, filter: Filter) => boolean} */
function isLost(parts, selection, filter) {
  return (
    (!selection && SELECTION_PARTS.some((name) => parts.has(name))) ||
    (!filter.community && parts.has("in"))
  );
}

/** @type {(parts: Map<string, string>, model: Model, base: Filter) => Filter} */
function parseFilter(parts, model, base) {
  const hide = parts.get("hide")?.split(",");
  const groups = [PAPER, ...model.labels];
  return {
    hidden: new Set(hide ? groups.filter((group) => hide.includes(group)) : base.hidden),
    support: parseSupport(parts.get("min"), model) ?? base.support,
    weight: matchNumbers(parts.get("weight"), /^(\d{1,9}(?:\.\d+)?)$/u)?.[0] ?? base.weight,
    years: parseYears(parts.get("years")) ?? base.years,
    community: parts.has("in")
      ? (model.communities[Number(parts.get("in")) - 1] ?? null)
      : base.community,
    predicates: parts.has("states") ? parsePredicates(parts.get("states"), model) : base.predicates,
  };
}

/** @type {(text: string | undefined, pattern: RegExp) => number[] | undefined} */
function matchNumbers(text, pattern) {
  return pattern
    .exec(text ?? "")
    ?.slice(1)
    .map(Number);
}

/**
 * Read the least number of papers; a number above that of every entity would show none.
 *
 * @type {(text: string | undefined, model: Model) => number | null}
 */
function parseSupport(text, model) {
  const [support] = matchNumbers(text, /^(\d{1,9})$/u) ?? [0];
  const most = model.entities.reduce((highest, { count }) => Math.max(highest, count), 1);
  return support > 0 ? Math.min(support, most) : null;
}

/** @type {(text: string | undefined, model: Model) => Set<string> | null} */
function parsePredicates(text, model) {
  const names = text?.split(",") ?? [];
  const predicates = model.predicates.filter((predicate) => names.includes(predicate));
  return predicates.length ? new Set(predicates) : null;
}

/** @type {(text: string | undefined) => [number, number] | null} */
function parseYears(text) {
  const [first, last] = matchNumbers(text, /^(\d{1,4})-(\d{1,4})$/u) ?? [];
  return first <= last ? [first, last] : null;
}

/**
 * Write a state as an address, without what is as in `start`.
 *
 * @type {(state: State, start: Omit<State, "view"> & { view: View | null }) => string}
 */
export function formatHash(state, start) {
  /** @type {("view" | "size" | "colour" | "table" | "words" | "sort")[]} */
  const names = ["view", "size", "colour", "table", "words", "sort"];
  const changed = names.filter((name) => state[name] !== start[name]);
  const parts = changed.map((name) => `${name}=${encode(state[name])}`);
  const filter = formatFilter(state.filter, start.filter);
  return `#${[...parts, ...filter, ...formatSelection(state.selection)].join("&")}`;
}

/** @type {(filter: Filter, start: Filter) => string[]} */
export function formatFilter(filter, start) {
  return [
    filter.hidden.size > 0 && `hide=${[...filter.hidden].sort().join(",")}`,
    filter.support !== start.support && `min=${filter.support}`,
    filter.weight !== start.weight && `weight=${filter.weight}`,
    filter.years && `years=${filter.years.join("-")}`,
    filter.community && `in=${filter.community.index + 1}`,
    filter.predicates && `states=${[...filter.predicates].sort().join(",")}`,
  ].filter((part) => part !== null && part !== false);
}
