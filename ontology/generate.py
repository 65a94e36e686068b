"""Write everything that is derived from kgraph.ttl: python ontology/generate.py.

That is the documentation (index.html), the JSON-LD context, the table of terms in the README, and
the list of terms in the package. A test compares the files with the output of this script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef
from rdflib.namespace import DCTERMS

from kgraph.rdf.context import to_context
from kgraph.rdf.vocabulary import ONTOLOGY, VOCABULARIES

FOLDER = Path(__file__).resolve().parent
TERMS_FILE = FOLDER.parent / "kgraph" / "rdf" / "kg_terms.py"
HOME, KG = URIRef(ONTOLOGY), VOCABULARIES["kg"]
MATCHES = (
    *(RDFS.subClassOf, RDFS.subPropertyOf),
    *(SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch, SKOS.relatedMatch),
)


class Ontology:
    """The ontology and its alignments."""

    def __init__(self) -> None:
        self.graph = rdflib.Graph(bind_namespaces="none").parse(FOLDER / "kgraph.ttl")
        self.alignments = rdflib.Graph(bind_namespaces="none").parse(FOLDER / "alignments.ttl")
        spaces = {
            str(iri): prefix
            for graph in (self.alignments, self.graph)
            for prefix, iri in graph.namespaces()
        }
        self.prefixes = sorted(spaces.items(), key=lambda item: -len(item[0]))

    def short(self, iri: object) -> str:
        """Return the prefixed name of an IRI."""
        for namespace, prefix in self.prefixes:
            if str(iri).startswith(namespace):
                return f"{prefix}:{str(iri).removeprefix(namespace)}"
        return str(iri)

    def text(self, term: URIRef, predicate: URIRef) -> str:
        """Return the literal that a term has for a predicate."""
        return str(self.graph.value(term, predicate) or "")

    def names(self, term: URIRef, predicate: URIRef) -> list[str]:
        """Return the prefixed names of a term's values, sorted."""
        return sorted(self.short(value) for value in self.graph.objects(term, predicate))

    def kinds(self, term: URIRef) -> set[str]:
        """Return the local names of the OWL classes of a term."""
        return {str(kind).removeprefix(str(OWL)) for kind in self.graph.objects(term, RDF.type)}

    def own(self) -> list[URIRef]:
        """Return the terms of `kg:`, sorted."""
        return sorted(
            s
            for s in set(self.graph.subjects(RDFS.label))
            if isinstance(s, URIRef) and s.startswith(KG)
        )

    def others(self) -> list[URIRef]:
        """Return the terms of other vocabularies, sorted by prefixed name."""
        return sorted(
            (s for s in self.graph.subjects(SKOS.scopeNote) if isinstance(s, URIRef)),
            key=self.short,
        )

    def disjoint(self, term: URIRef) -> list[str]:
        """Return the names of the classes disjoint with a class, stated in either direction."""
        said = {
            *self.graph.objects(term, OWL.disjointWith),
            *self.graph.subjects(OWL.disjointWith, term),
        }
        return sorted(self.short(other) for other in said)


def find_terms(ontology: Ontology) -> dict[str, tuple[str, bool]]:
    """Return for each term of `kg:` the kind of its values, and whether it may have several.

    The kind of a class is `class`.
    """
    own = ("string", "boolean", "integer", "decimal")
    datatypes = {"rdf:langString": "english", **{f"xsd:{name}": name for name in own}}
    terms = {}
    for term in ontology.own():
        kinds = ontology.kinds(term)
        value = (
            datatypes.get(ontology.names(term, RDFS.range)[0], "iri")
            if "Class" not in kinds
            else "class"
        )
        terms[term.removeprefix(KG)] = (
            value,
            "Class" not in kinds and "FunctionalProperty" not in kinds,
        )
    return terms


def write_terms(terms: dict[str, tuple[str, bool]]) -> str:
    """Write the module that lists the terms for the package."""
    rows = "".join(
        f'        "{name}": ("{kind}", {many}),\n' for name, (kind, many) in terms.items()
    )
    return (
        '"""The terms of ontology/kgraph.ttl, written by ontology/generate.py: edit them there."""'
        "\n\n"
        "from __future__ import annotations\n\n"
        "from collections.abc import Mapping\n"
        "from types import MappingProxyType\n"
        "from typing import Final\n\n"
        "TERMS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(\n    {\n"
        + rows
        + "    }\n)\n"
        '"""For each term of `kg:`, the kind of its values and whether it may have several.\n\n'
        'The kind of a class is `class`.\n"""\n'
    )


def write_context(terms: dict[str, tuple[str, bool]]) -> str:
    """Write the JSON-LD context for data under the default base."""
    return json.dumps({"@context": to_context(terms=terms)}, indent=2) + "\n"


def write_readme(ontology: Ontology, readme: str) -> str:
    """Insert the table of terms between its two marks in the README."""
    rows = [(ontology.short(t), "kgraph", ontology.text(t, RDFS.comment)) for t in ontology.own()]
    rows += [
        (ontology.short(t), source(ontology, t), ontology.text(t, SKOS.scopeNote))
        for t in ontology.others()
    ]
    table = [
        "| term | from | use |",
        "|---|---|---|",
        *(f"| `{a}` | {b} | {c} |" for a, b, c in rows),
    ]
    own = [ontology.kinds(term) for term in ontology.own()]
    classes = sum("Class" in kinds for kinds in own)
    readme = re.sub(
        r"\d+ classes and \d+ properties",
        f"{classes} classes and {len(own) - classes} properties",
        readme,
    )
    mark = "<!-- terms -->"
    before, _, after = readme.split(mark)
    return f"{before}{mark}\n" + "\n".join(table) + f"\n{mark}{after}"


def source(ontology: Ontology, term: URIRef) -> str:
    """Return the name of the vocabulary that a term is from."""
    home = ontology.graph.value(term, RDFS.isDefinedBy)
    return str(ontology.graph.value(home, DCTERMS.title))


def write_page(ontology: Ontology) -> str:
    """Write the documentation as one page of HTML."""
    own = [(term, ontology.kinds(term)) for term in ontology.own()]
    classes = [class_section(ontology, term) for term, kinds in own if "Class" in kinds]
    properties = [
        property_section(ontology, term, kinds) for term, kinds in own if "Class" not in kinds
    ]
    rows = [
        f"<tr><td><a href='{escape(str(term))}'><code>{ontology.short(term)}</code></a></td>"
        f"<td>{escape(source(ontology, term))}</td>"
        f"<td>{escape(ontology.text(term, SKOS.scopeNote))}</td></tr>"
        for term in ontology.others()
    ]
    index = ", ".join(link(ontology.short(term)) for term, _ in own)
    version = ontology.text(HOME, OWL.versionInfo)
    return PAGE.format(
        title=escape(ontology.text(HOME, DCTERMS.title)),
        description=escape(ontology.text(HOME, DCTERMS.description)),
        home=HOME,
        namespace=KG,
        version=f"{escape(version)} ({escape(ontology.text(HOME, DCTERMS.created))})",
        license=escape(ontology.text(HOME, DCTERMS.license)),
        index=index,
        classes="\n".join(classes),
        properties="\n".join(properties),
        others="\n".join(rows),
    )


def class_section(ontology: Ontology, term: URIRef) -> str:
    """Write the section of a class."""
    facts = [
        ("subclass of", ontology.names(term, RDFS.subClassOf)),
        (
            "superclass of",
            sorted(ontology.short(s) for s in ontology.graph.subjects(RDFS.subClassOf, term)),
        ),
        ("disjoint with", ontology.disjoint(term)),
        ("members", sorted(ontology.short(s) for s in ontology.graph.subjects(RDF.type, term))),
        (
            "in the domain of",
            sorted(ontology.short(s) for s in ontology.graph.subjects(RDFS.domain, term)),
        ),
        (
            "in the range of",
            sorted(ontology.short(s) for s in ontology.graph.subjects(RDFS.range, term)),
        ),
    ]
    return section(ontology, term, ["class"], facts)


def property_section(ontology: Ontology, term: URIRef, kinds: Iterable[str]) -> str:
    """Write the section of a property."""
    facts = [
        ("domain", ontology.names(term, RDFS.domain)),
        ("range", ontology.names(term, RDFS.range)),
        ("subproperty of", ontology.names(term, RDFS.subPropertyOf)),
        ("inverse of", sorted({*ontology.names(term, OWL.inverseOf), *inverses(ontology, term)})),
    ]
    return section(
        ontology, term, sorted(re.sub("Property$", "", kind).lower() for kind in kinds), facts
    )


def inverses(ontology: Ontology, term: URIRef) -> list[str]:
    """Return the names of the properties that are stated to be the inverse of a property."""
    return [ontology.short(other) for other in ontology.graph.subjects(OWL.inverseOf, term)]


def section(
    ontology: Ontology, term: URIRef, kinds: Sequence[str], facts: list[tuple[str, list[str]]]
) -> str:
    """Write the section of a term: its comment, its properties and its alignments."""
    aligned = {
        (re.sub("(?<=[a-z])(?=[A-Z])", " ", match.fragment).lower(), ontology.short(other))
        for match in MATCHES
        for other in ontology.alignments.objects(term, match)
        if (term, match, other) not in ontology.graph
    }
    facts = [*facts, ("alignments", [f"{match} {other}" for match, other in sorted(aligned)])]
    rows = "".join(
        f"<dt>{name}</dt><dd>{', '.join(map(link, values))}</dd>"
        for name, values in facts
        if values
    )
    name = ontology.short(term)
    return (
        f"<section id='{name.removeprefix('kg:')}'><h3>{escape(ontology.text(term, RDFS.label))} "
        f"<code>{name}</code> <small>{', '.join(kinds)}</small></h3>\n"
        f"<p>{escape(ontology.text(term, RDFS.comment))}</p>\n<dl>{rows}</dl></section>"
    )


def link(name: str) -> str:
    """Write the name of a term, as a link if it is in `kg:`."""
    if name.startswith("kg:"):
        return f"<a href='#{name.removeprefix('kg:')}'><code>{name}</code></a>"
    return f"<code>{escape(name)}</code>"


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{
  font: 16px/1.5 system-ui, sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
}}
code {{ font-size: .9em; }}
a {{ color: #0b57a4; }}
small {{ color: #5a5a5a; font-weight: normal; }}
section {{ border-top: 1px solid #d4d4d4; }}
dl {{ display: grid; grid-template-columns: 10rem 1fr; gap: .2rem 1rem; }}
dt {{ color: #5a5a5a; }}
dd {{ margin: 0; }}
table {{ border-collapse: collapse; }}
td, th {{
  text-align: left; vertical-align: top;
  padding: .25rem .75rem .25rem 0; border-top: 1px solid #d4d4d4;
}}
</style>
</head>
<body>
<!-- Written by ontology/generate.py from kgraph.ttl and alignments.ttl. -->
<h1>{title}</h1>
<p>{description}</p>
<dl>
<dt>ontology</dt><dd><code>{home}</code></dd>
<dt>namespace</dt><dd><code>{namespace}</code>, prefix <code>kg:</code></dd>
<dt>version</dt><dd>{version}</dd>
<dt>licence</dt><dd><a href="{license}">{license}</a></dd>
<dt>files</dt><dd><a href="kgraph.ttl">kgraph.ttl</a>, <a href="shapes.ttl">shapes.ttl</a> (SHACL),
<a href="alignments.ttl">alignments.ttl</a>, <a href="context.jsonld">context.jsonld</a></dd>
</dl>
<p>{index}</p>
<h2>Classes</h2>
{classes}
<h2>Properties</h2>
{properties}
<h2>Terms of other vocabularies</h2>
<table>
<thead><tr><th>term</th><th>from</th><th>use</th></tr></thead>
<tbody>
{others}
</tbody>
</table>
</body>
</html>
"""


def render() -> dict[Path, str]:
    """Return every generated file with its content."""
    ontology = Ontology()
    terms = find_terms(ontology)
    readme = FOLDER / "README.md"
    return {
        TERMS_FILE: write_terms(terms),
        FOLDER / "context.jsonld": write_context(terms),
        FOLDER / "index.html": write_page(ontology),
        readme: write_readme(ontology, readme.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in render().items():
        path.write_text(text, encoding="utf-8", newline="\n")
