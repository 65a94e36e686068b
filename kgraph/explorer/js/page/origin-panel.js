// Origin panel: what the papers of an author or a venue are about, and who else wrote them.

import { AUTHOR, countOrigins, countSubjects, orcidOf, VENUE } from "../graph/origins.js";
import { iriOf } from "../graph/sparql.js";
import { plural } from "../graph/text.js";
import { h, longList } from "./dom.js";
import {
  copyButton,
  dataPart,
  entityCloud,
  heading,
  newestFirst,
  originGlyph,
  originLink,
  outLink,
  paperLink,
  section,
} from "./parts.js";

/** @import { Model, Origin, Paper } from "../graph/types.d.ts" */
/** @import { Child } from "./dom.js" */

/** @type {(model: Model, origin: Origin) => Child[]} */
export function originPanel(model, origin) {
  const { kind, id, name, papers } = origin;
  const orcid = orcidOf(origin);
  const subjects = countSubjects(origin);
  const kicker = [kind === AUTHOR ? "Author" : "Venue", plural(papers.length, "paper")];
  return [
    heading(originGlyph(kind), [...kicker, ...yearsOf(papers)].join(" · "), name),
    orcid && h("p", { class: "out" }, outLink(orcid, "ORCID")),
    section(true, "Papers, the newest first", () =>
      longList("ol", { class: "titles" }, newestFirst(papers), 10, (paper) =>
        h("li", {}, paperLink(paper)),
      ),
    ),
    section(subjects.size, "What the papers are about", () =>
      entityCloud(model, [...subjects.keys()], (entity) => noteOf(subjects.get(entity))),
    ),
    originsPart(kind === AUTHOR ? "Coauthors" : "Authors", countOrigins(origin, AUTHOR)),
    kind === AUTHOR ? originsPart("Venues", countOrigins(origin, VENUE)) : null,
    dataPart(
      [],
      h(
        "p",
        { class: "buttons" },
        copyButton("id", `${kind}/${id}`),
        copyButton("IRI", iriOf(model, origin)),
      ),
    ),
  ];
}

/**
 * Return the years of papers as "2021" or "2021–2024"; nothing if none has a year.
 *
 * @type {(papers: Paper[]) => string[]}
 */
function yearsOf(papers) {
  const years = papers.flatMap(({ year }) => year ?? []).sort((p, q) => p - q);
  return years.length ? [[...new Set([years[0], ...years.slice(-1)])].join("–")] : [];
}

/** @type {(title: string, counts: Map<Origin, number>) => HTMLElement | null} */
function originsPart(title, counts) {
  return section(counts.size, title, () =>
    longList("ul", { class: "cloud" }, [...counts], 24, ([origin, count]) => {
      const note = count > 1 ? h("span", { class: "note" }, String(count)) : null;
      return h("li", {}, originLink(origin), note);
    }),
  );
}

/** @type {(count: number | undefined) => number | null} */
function noteOf(count = 0) {
  return count > 1 ? count : null;
}
