"""Writing an export: one description at a time, to a file or into rdflib.

The subjects of every format are in one order: communities, the dataset, then all others, as
`iter_descriptions` yields them. That is the order of their IRIs by code point, so N-Triples come
out sorted without a sort of the whole, and a graph of any size is written in little memory.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kgraph.analyse.view import View
from kgraph.errors import ConfigError
from kgraph.rdf.context import properties_of, to_context
from kgraph.rdf.descriptions import (
    Context,
    Description,
    describe_dataset,
    iter_communities,
    iter_descriptions,
)
from kgraph.rdf.evidence import iter_evidence
from kgraph.rdf.syntax import JsonLd, NTriples, Rdflib, Syntax, Term, Turtle
from kgraph.rdf.vocabulary import RdfOptions, prefixes
from kgraph.types import KnowledgeGraph, RdfFormat

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


def write_rdf(
    kg: KnowledgeGraph,
    path: str | Path,
    *,
    format: RdfFormat = "turtle",
    view: View | None = None,
    options: RdfOptions = RdfOptions(),
) -> int:
    """Write a graph as RDF. The same graph and options give the same bytes.

    There are no blank nodes, so the SHA-256 of the N-Triples is the RDFC-1.0 hash of the graph, and
    sorting them with `LC_ALL=C sort` changes nothing.

    Args:
        kg: The knowledge graph.
        path: The file to write; its folder must exist.
        format: `turtle`: prefixes, then one block per subject. `ntriples`: canonical N-Triples,
            sorted by code point. `jsonld`: the context, then one object per subject and line.
        view: The view of `kg` that the communities are taken from; None makes one with seed 0.
        options: The base of the IRIs, and what is left out or added.

    Returns:
        The number of triples, which is also the value of `void:triples` in the file.

    Raises:
        ConfigError: The format is unknown.
        BuildError: An id cannot be part of an IRI, or a close match is not an IRI.
    """
    if format not in _FORMS:
        raise ConfigError(f"format = {format!r} is not one of {', '.join(_FORMS)}")
    form = _FORMS[format](options.base_iri)
    return _write(Context.of(view or View(kg), options, form.syntax), Path(path), form)


def to_rdflib(
    kg: KnowledgeGraph, *, view: View | None = None, options: RdfOptions = RdfOptions()
) -> rdflib.Graph:
    """Return a graph as an rdflib graph with the export's triples and prefixes.

    Args:
        kg: The knowledge graph.
        view: The view of `kg` that the communities are taken from; None makes one with seed 0.
        options: The base of the IRIs, and what is left out or added.

    Returns:
        A new `rdflib.Graph`.

    Raises:
        BuildError: An id cannot be part of an IRI, or a close match is not an IRI.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    names = prefixes(options.base_iri)
    for prefix, namespace in names.items():
        graph.bind(prefix, namespace)
    context = Context.of(view or View(kg), options, Rdflib(names))
    evidence = iter_evidence(context)
    for description in chain(iter_communities(context), iter_descriptions(context, evidence)):
        _add(graph, description)
    own = _count(describe_dataset(context, triples=0))
    _add(graph, describe_dataset(context, triples=len(graph) + own))
    return graph


def _add(graph: rdflib.Graph, description: Description[Node]) -> None:
    subject, properties = description
    for predicate, values in properties:
        for value in values:
            graph.add((subject, predicate, value))


def _count(description: Description[Term]) -> int:
    return sum(len(values) for _, values in description[1])


@dataclass(frozen=True, slots=True)
class _Form:
    """A file format: how terms and descriptions are written, and the text around descriptions."""

    syntax: Syntax[str]
    block: Callable[[Description[str]], tuple[str, int]]
    head: str = ""
    between: str = ""
    tail: str = ""


def _write(context: Context[str], path: Path, form: _Form) -> int:
    """Write the communities, the dataset and all others; return the number of triples.

    The dataset says how many triples there are, but comes before most of them: they are counted
    while they go to an unnamed file, which is copied behind it.
    """
    first = [form.block(description) for description in iter_communities(context)]
    total = _count(describe_dataset(context, triples=0)) + sum(triples for _, triples in first)
    with TemporaryFile(dir=path.parent) as body:
        for description in iter_descriptions(context, iter_evidence(context)):
            text, triples = form.block(description)
            body.write((form.between + text).encode())
            total += triples
        body.write(form.tail.encode())
        body.seek(0)
        with path.open("wb") as out:
            own, _ = form.block(describe_dataset(context, triples=total))
            out.write((form.head + form.between.join([*(text for text, _ in first), own])).encode())
            shutil.copyfileobj(body, out)
    return total


def _ntriples(base_iri: str) -> _Form:
    return _Form(NTriples(prefixes(base_iri)), _ntriples_block)


def _ntriples_block(description: Description[str]) -> tuple[str, int]:
    """Render a description as sorted lines; return them and their number."""
    subject, properties = description
    lines = sorted(
        {
            f"{subject} {predicate} {value} .\n"
            for predicate, values in properties
            for value in values
        }
    )
    return "".join(lines), len(lines)


def _turtle(base_iri: str) -> _Form:
    names = prefixes(base_iri)
    head = "".join(f"@prefix {prefix}: <{names[prefix]}> .\n" for prefix in sorted(names))
    return _Form(Turtle(names), _turtle_block, head + "\n", between="\n")


def _turtle_block(description: Description[str]) -> tuple[str, int]:
    """Render a description as a block of sorted properties, one value per line; return it and its triples."""
    subject, properties = description
    count, lines = 0, []
    for predicate, values in sorted(properties):
        if values:
            unique = _unique(values)
            count += len(unique)
            lines.append(f"{predicate} " + " ,\n        ".join(unique))
    return f"{subject} " + " ;\n    ".join(lines) + " .\n", count


def _jsonld(base_iri: str) -> _Form:
    head = f'{{"@context": {json.dumps(to_context(base_iri), indent=1)},\n"@graph": [\n'
    return _Form(JsonLd(), _jsonld_block(), head, between=",\n", tail="\n]}\n")


def _jsonld_block() -> Callable[[Description[str]], tuple[str, int]]:
    """Return a function that renders a description as one line of JSON, and returns it and its triples."""
    keys: Mapping[str, tuple[str, bool]] = {
        '"rdf:type"': ('"type"', False),
        **{
            f'"{name}"': (f'"{name.partition(":")[2]}"', many)
            for name, (_, many) in properties_of().items()
        },
    }

    def block(description: Description[str]) -> tuple[str, int]:
        subject, properties = description
        count, members = 0, []
        for predicate, values in properties:
            if values:
                key, many = keys[predicate]
                unique = _unique(values)
                count += len(unique)
                members.append(
                    f"{key}: {unique[0]}"
                    if len(unique) == 1 and not many
                    else f"{key}: [{', '.join(unique)}]"
                )
        return f'{{"id": {subject}, {", ".join(members)}}}', count

    return block


def _unique(values: Sequence[str]) -> Sequence[str]:
    return sorted(set(values)) if len(values) > 1 else values


_FORMS: Final[Mapping[RdfFormat, Callable[[str], _Form]]] = MappingProxyType(
    {"turtle": _turtle, "ntriples": _ntriples, "jsonld": _jsonld}
)
