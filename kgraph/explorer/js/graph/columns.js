// Columns: what the tables show of papers and entities, and how their rows are sorted.

import { SPECIFICITY } from "./measures.js";
import { ENTITY, PAPER } from "./model.js";
import { otherNames } from "./search.js";
import { captionOf } from "./text.js";

/** @import { Entity, GraphNode, Kind, Model, Paper } from "./types.d.ts" */

/**
 * @template T
 * @typedef {object} Column
 * @property {string} name
 * @property {(item: T) => string | number} value  Empty where an item has none.
 * @property {1 | -1} first  The direction it is sorted in at first.
 * @property {boolean} [number]
 * @property {boolean} [clamp]  Whether long text is cut.
 * @property {string} [title]
 */

/**
 * The first name of a community is enough to recognise it in a table.
 *
 * @type {(node: GraphNode) => string}
 */
const communityCell = ({ community }) => {
  if (!community) return "";
  const { isMixed, name, names } = community;
  return names.length ? captionOf(isMixed, names[0]) : name;
};

/** @type {Column<Entity>[]} */
const ENTITY_COLUMNS = [
  { name: "Name", value: (entity) => entity.name, first: 1 },
  { name: "Kind", value: (entity) => entity.labelName, first: 1 },
  { name: "Papers", value: (entity) => entity.count, first: -1, number: true },
  {
    name: "Specificity",
    value: (entity) => entity.idf,
    first: -1,
    number: true,
    title: SPECIFICITY,
  },
  {
    name: "Community",
    value: communityCell,
    first: 1,
    clamp: true,
    title: "The first of its names",
  },
  { name: "Also called", value: (entity) => otherNames(entity).join(", "), first: 1, clamp: true },
];

/** @type {Column<Paper>[]} */
const PAPER_COLUMNS = [
  { name: "Title", value: (paper) => paper.name, first: 1 },
  { name: "Year", value: (paper) => paper.year ?? "", first: -1, number: true },
  {
    name: "Entities",
    value: (paper) => paper.entities.length,
    first: -1,
    number: true,
    title: "How many it names",
  },
  {
    name: "Links",
    value: (paper) => paper.links.length,
    first: -1,
    number: true,
    title: "How many papers it is linked to",
  },
  {
    name: "Community",
    value: communityCell,
    first: 1,
    clamp: true,
    title: "The first of its names",
  },
];

/** @type {Record<Kind, Column<any>[]>} */
export const TABLES = { [ENTITY]: ENTITY_COLUMNS, [PAPER]: PAPER_COLUMNS };

/** The sort orders that tables start with. */
const START_SORT = { [ENTITY]: "-papers", [PAPER]: "-links" };

/**
 * Return the columns of a table; papers have no column of years if no year is known.
 *
 * @type {(model: Pick<Model, "papers">, kind: Kind) => Column<any>[]}
 */
export function columnsOf(model, kind) {
  return TABLES[kind].filter(
    ({ name }) => name !== "Year" || model.papers.some(({ year }) => year),
  );
}

/**
 * Return the name of a sort order: the column's, after a minus if descending.
 *
 * @type {(column: Column<any>, direction: number) => string}
 */
export function sortName({ name }, direction) {
  return `${direction < 0 ? "-" : ""}${name.toLowerCase().replace(" ", "-")}`;
}

/** @type {(kind: Kind) => string[]} */
export function sortNames(kind) {
  return TABLES[kind].flatMap((column) => [sortName(column, 1), sortName(column, -1)]);
}

/**
 * Return the column and the direction of a sort order, the table's own if it is empty.
 *
 * @type {(kind: Kind, sort: string) => { column: Column<any>, direction: 1 | -1 }}
 */
export function readSort(kind, sort) {
  const name = sort || START_SORT[kind];
  const direction = name.startsWith("-") ? -1 : 1;
  const isNamed = (/** @type {Column<any>} */ column) => sortName(column, direction) === name;
  return { column: TABLES[kind].find(isNamed) ?? TABLES[kind][0], direction };
}

/**
 * Sort items by a column, items without a value last; equal items by name.
 *
 * @type {<T extends GraphNode>(items: T[], column: Column<T>, direction: number) => T[]}
 */
export function sortRows(items, { value, number }, direction) {
  const { compare } = new Intl.Collator("en");
  /** @type {(a: any, b: any) => number} */
  const order = number ? (a, b) => a - b : compare;
  const keyed = items.map((item) => ({ item, key: value(item) }));
  keyed.sort(
    (a, b) =>
      Number(a.key === "") - Number(b.key === "") ||
      direction * order(a.key, b.key) ||
      compare(a.item.name, b.item.name),
  );
  return keyed.map(({ item }) => item);
}
