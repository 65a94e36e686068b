"""Writing an export: one description at a time, to a file or into rdflib.

Every format has its subjects in the order of their IRIs by code point: those of `_iter_first`, the
dataset, then all others as in `_iter_rest`. So the N-Triples come out sorted although only one
description, or the mentions of one paper, are sorted at a time.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kgraph.analyse.view import View
from kgraph.errors import ConfigError
from kgraph.rdf.context import properties_of, short_name, to_context
from kgraph.rdf.dataset import (
    describe_dataset,
    describe_scheme,
    iter_extractors,
    iter_files,
    iter_runs,
)
from kgraph.rdf.descriptions import (
    iter_authors,
    iter_classes,
    iter_communities,
    iter_entities,
    iter_links,
    iter_near,
    iter_papers,
    iter_venues,
)
from kgraph.rdf.evidence import iter_evidence
from kgraph.rdf.statements import iter_statements
from kgraph.rdf.syntax import (
    Description,
    JsonLd,
    NTriples,
    Rdflib,
    Renderer,
    Syntax,
    Term,
    Turtle,
)
from kgraph.rdf.vocabulary import RdfOptions, prefixes
from kgraph.types import KnowledgeGraph, Label, RdfFormat

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
        ConfigError: The format is unknown, or a label or its class does not fit the base.
        BuildError: An id cannot be part of an IRI, or a close match is not an IRI.
    """
    if format not in _FORMS:
        raise ConfigError(f"format = {format!r} is not one of {', '.join(_FORMS)}")
    form = _FORMS[format](options.base_iri, _names(kg))
    return _write(Renderer.of(view or View(kg), options, form.syntax), Path(path), form)


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
        ConfigError: A label or its class does not fit the base.
        BuildError: An id cannot be part of an IRI, or a close match is not an IRI.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    names = prefixes(options.base_iri, _names(kg))
    for prefix, namespace in names.items():
        graph.bind(prefix, namespace)
    renderer = Renderer.of(view or View(kg), options, Rdflib(names))
    for description in chain(_iter_first(renderer), _iter_rest(renderer)):
        _add(graph, description)
    own = _count(describe_dataset(renderer, triples=0))
    _add(graph, describe_dataset(renderer, triples=len(graph) + own))
    return graph


def _add(graph: rdflib.Graph, description: Description[Node]) -> None:
    subject, properties = description
    for predicate, values in properties:
        for value in values:
            graph.add((subject, predicate, value))


def _names(kg: KnowledgeGraph) -> tuple[Label, ...]:
    return tuple(label.name for label in kg.labels)


def _iter_first(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the subjects that come before the dataset, in the order of their IRIs."""
    base = renderer.options.base_iri
    yield from iter_classes(renderer, end=f"{base}author/")
    yield from iter_authors(renderer)
    yield from iter_classes(renderer, start=f"{base}author/", end=f"{base}community/")
    yield from iter_communities(renderer)


def _iter_rest(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the subjects that come after the dataset, in the order of their IRIs."""
    yield from iter_entities(renderer)
    yield from iter_files(renderer)  # export/
    yield from iter_extractors(renderer)
    yield from iter_links(renderer)
    yield from iter_evidence(renderer)  # mention/
    yield from iter_near(renderer)
    yield from iter_papers(renderer)
    yield from iter_runs(renderer)
    yield describe_scheme(renderer)
    yield from iter_statements(renderer)
    yield from iter_venues(renderer)
    yield from iter_classes(renderer, start=f"{renderer.options.base_iri}venue/")


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


def _write(renderer: Renderer[str], path: Path, form: _Form) -> int:
    """Write the subjects before the dataset, the dataset, and all others; return the triples.

    The dataset says how many triples there are, but comes before most of them: they are counted
    while they go to an unnamed file, which is copied behind it.
    """
    first = [form.block(description) for description in _iter_first(renderer)]
    total = _count(describe_dataset(renderer, triples=0)) + sum(triples for _, triples in first)
    with TemporaryFile(dir=path.parent) as body:
        for description in _iter_rest(renderer):
            text, triples = form.block(description)
            body.write((form.between + text).encode())
            total += triples
        body.write(form.tail.encode())
        body.seek(0)
        with path.open("wb") as out:
            own, _ = form.block(describe_dataset(renderer, triples=total))
            out.write((form.head + form.between.join([*(text for text, _ in first), own])).encode())
            shutil.copyfileobj(body, out)
    return total


def _ntriples(base_iri: str, labels: Sequence[Label]) -> _Form:
    return _Form(NTriples(prefixes(base_iri, labels)), _ntriples_block)


def _ntriples_block(description: Description[str]) -> tuple[str, int]:
    """Return a description as sorted lines, and their number."""
    subject, properties = description
    lines = sorted(
        {
            f"{subject} {predicate} {value} .\n"
            for predicate, values in properties
            for value in values
        }
    )
    return "".join(lines), len(lines)


def _turtle(base_iri: str, labels: Sequence[Label]) -> _Form:
    names = prefixes(base_iri, labels)
    head = "".join(f"@prefix {prefix}: <{names[prefix]}> .\n" for prefix in sorted(names))
    return _Form(Turtle(names), _turtle_block, head + "\n", between="\n")


def _turtle_block(description: Description[str]) -> tuple[str, int]:
    """Return a description with one value per line, and its number of triples."""
    subject, properties = description
    count, lines = 0, []
    for predicate, values in sorted(properties):
        if values:
            unique = _unique(values)
            count += len(unique)
            lines.append(f"{predicate} " + " ,\n        ".join(unique))
    return f"{subject} " + " ;\n    ".join(lines) + " .\n", count


def _jsonld(base_iri: str, labels: Sequence[Label]) -> _Form:
    context = to_context(base_iri, labels=labels)
    head = f'{{"@context": {json.dumps(context, indent=1)},\n"@graph": [\n'
    block = partial(_jsonld_block, _jsonld_keys())
    return _Form(JsonLd(), block, head, between=",\n", tail="\n]}\n")


def _jsonld_keys() -> dict[str, tuple[str, bool]]:
    """Return the short name of each rendered property, and whether its values are a list."""
    keys = {
        f'"{name}"': (f'"{short_name(name)}"', many) for name, (_, many) in properties_of().items()
    }
    return {'"rdf:type"': ('"type"', False), **keys}


def _jsonld_block(
    keys: Mapping[str, tuple[str, bool]], description: Description[str]
) -> tuple[str, int]:
    """Return a description as one line of JSON, and its number of triples."""
    subject, properties = description
    members = [(keys[predicate], _unique(values)) for predicate, values in properties if values]
    text = ", ".join(f"{key}: {_jsonld_value(values, many)}" for (key, many), values in members)
    return f'{{"id": {subject}, {text}}}', sum(len(values) for _, values in members)


def _jsonld_value(values: Sequence[str], many: bool) -> str:
    return values[0] if len(values) == 1 and not many else f"[{', '.join(values)}]"


def _unique(values: Sequence[str]) -> Sequence[str]:
    return sorted(set(values)) if len(values) > 1 else values


_FORMS: Final[Mapping[RdfFormat, Callable[[str, Sequence[Label]], _Form]]] = MappingProxyType(
    {"turtle": _turtle, "ntriples": _ntriples, "jsonld": _jsonld}
)
