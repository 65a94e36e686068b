"""Writing an export: one description at a time, to a file or into rdflib."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from kgraph.rdf.context import properties_of, to_context
from kgraph.rdf.descriptions import (
    Context,
    Description,
    describe_dataset,
    iter_communities,
    iter_descriptions,
)
from kgraph.rdf.evidence import iter_evidence
from kgraph.rdf.options import Options
from kgraph.rdf.syntax import JsonLd, NTriples, Rdflib, Syntax, Term, Turtle
from kgraph.rdf.vocabulary import DEFAULT_BASE, prefixes
from kgraph.types import EvidenceForm, KnowledgeGraph

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from kgraph.analyse.communities import Community


def write_ntriples(
    kg: KnowledgeGraph,
    path: str | Path,
    *,
    base_iri: str = DEFAULT_BASE,
    abstracts: bool = True,
    evidence: EvidenceForm = "nif",
    seed: int = 0,
    communities: Sequence[Community] | None = None,
) -> int:
    """Write a graph as canonical N-Triples, sorted by code point.

    There are no blank nodes, so the SHA-256 of the file is the RDFC-1.0 hash of the graph, and
    sorting the file with `LC_ALL=C sort` changes nothing.

    Args: kg: The graph. path: The file to write. base_iri: The base of the data's own IRIs.
        abstracts: Whether the abstracts are part of the export; mentions in them stay, with their
        quotations. evidence: `nif` for flat mentions; `oa` to describe each as a Web Annotation,
        too. seed: Of the communities, as in `write_html`. communities: What `to_communities` gave
        for the seed, where that was already asked.

    Returns:
        The number of triples, which is also what `void:triples` in the file says.

    Raises:
        ConfigError: An option cannot be what it is.
        BuildError: An id cannot be part of an IRI, or a close match is none.
    """
    options = Options(base_iri, abstracts, evidence)
    context = _context(kg, options, NTriples(prefixes(base_iri)), seed, communities)
    return _write(context, Path(path), _Form(_ntriples_block))


def write_turtle(
    kg: KnowledgeGraph,
    path: str | Path,
    *,
    base_iri: str = DEFAULT_BASE,
    abstracts: bool = True,
    evidence: EvidenceForm = "nif",
    seed: int = 0,
    communities: Sequence[Community] | None = None,
) -> int:
    """Write a graph as Turtle: prefixes, then one block per subject, in the order of the N-Triples.

    Args: kg: The graph. path: The file to write. base_iri: The base of the data's own IRIs.
        abstracts: Whether the abstracts are part of the export; mentions in them stay, with their
        quotations. evidence: `nif` for flat mentions; `oa` to describe each as a Web Annotation,
        too. seed: Of the communities, as in `write_html`. communities: What `to_communities` gave
        for the seed, where that was already asked.

    Returns:
        The number of triples, which is also what `void:triples` in the file says.

    Raises:
        ConfigError: An option cannot be what it is.
        BuildError: An id cannot be part of an IRI, or a close match is none.
    """
    options, names = Options(base_iri, abstracts, evidence), prefixes(base_iri)
    head = "".join(f"@prefix {prefix}: <{names[prefix]}> .\n" for prefix in sorted(names)) + "\n"
    context = _context(kg, options, Turtle(names), seed, communities)
    return _write(context, Path(path), _Form(_turtle_block, head, between="\n"))


def write_jsonld(
    kg: KnowledgeGraph,
    path: str | Path,
    *,
    base_iri: str = DEFAULT_BASE,
    abstracts: bool = True,
    evidence: EvidenceForm = "nif",
    seed: int = 0,
    communities: Sequence[Community] | None = None,
) -> int:
    """Write a graph as JSON-LD: the context, then one object per subject and line, in the order of the N-Triples.

    Args: kg: The graph. path: The file to write. base_iri: The base of the data's own IRIs.
        abstracts: Whether the abstracts are part of the export; mentions in them stay, with their
        quotations. evidence: `nif` for flat mentions; `oa` to describe each as a Web Annotation,
        too. seed: Of the communities, as in `write_html`. communities: What `to_communities` gave
        for the seed, where that was already asked.

    Returns:
        The number of triples, which is also what `void:triples` in the file says.

    Raises:
        ConfigError: An option cannot be what it is.
        BuildError: An id cannot be part of an IRI, or a close match is none.
    """
    options = Options(base_iri, abstracts, evidence)
    head = f'{{"@context": {json.dumps(to_context(base_iri), indent=1)},\n"@graph": [\n'
    context = _context(kg, options, JsonLd(), seed, communities)
    return _write(context, Path(path), _Form(_jsonld_block(), head, between=",\n", tail="\n]}\n"))


def to_rdflib(
    kg: KnowledgeGraph,
    *,
    base_iri: str = DEFAULT_BASE,
    abstracts: bool = True,
    evidence: EvidenceForm = "nif",
    seed: int = 0,
    communities: Sequence[Community] | None = None,
) -> rdflib.Graph:
    """Return a graph as an rdflib graph with the export's triples and prefixes.

    Args: kg: The graph. base_iri: The base of the data's own IRIs. abstracts: Whether the abstracts
        are part of the export; mentions in them stay, with their quotations. evidence: `nif` for
        flat mentions; `oa` to describe each as a Web Annotation, too. seed: Of the communities, as
        in `write_html`. communities: What `to_communities` gave for the seed, where that was
        already asked.

    Returns:
        A new `rdflib.Graph`.

    Raises:
        ConfigError: An option cannot be what it is.
        BuildError: An id cannot be part of an IRI, or a close match is none.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    names = prefixes(base_iri)
    for prefix, namespace in names.items():
        graph.bind(prefix, namespace)

    def add(description: Description[Node]) -> None:
        subject, properties = description
        for predicate, values in properties:
            for value in values:
                graph.add((subject, predicate, value))

    context = _context(kg, Options(base_iri, abstracts, evidence), Rdflib(names), seed, communities)
    for description in chain(
        iter_communities(context), iter_descriptions(context, iter_evidence(context))
    ):
        add(description)
    own = describe_dataset(context, triples=0)
    add(describe_dataset(context, triples=len(graph) + _count(own)))
    return graph


def _context(
    kg: KnowledgeGraph,
    options: Options,
    syntax: Syntax[Term],
    seed: int,
    communities: Sequence[Community] | None,
) -> Context[Term]:
    """Gather what the descriptions need; the communities are found here unless they are given."""
    if communities is None:
        from kgraph.analyse.communities import (
            to_communities,
        )  # it imports networkx, which no query needs

        communities = to_communities(kg, seed=seed)
    return Context.of(kg, options, communities, syntax)


def _count(description: Description[Term]) -> int:
    return sum(len(values) for _, values in description[1])


@dataclass(frozen=True, slots=True)
class _Form:
    """A file format: how descriptions are written, and what stands before, between and after them."""

    block: Callable[[Description[str]], tuple[str, int]]
    head: str = ""
    between: str = ""
    tail: str = ""


def _write(context: Context[str], path: Path, form: _Form) -> int:
    """Write the communities, the dataset and all else, which an unnamed file holds until it is counted."""
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
