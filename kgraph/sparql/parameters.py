"""What a user writes for a parameter, turned into terms of the export: a name into the entities that bear it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kgraph.errors import NotFoundError, QueryError
from kgraph.names.spelling import name_key
from kgraph.sparql.question import fill
from kgraph.sparql.request import Binding
from kgraph.types import LABELS

if TYPE_CHECKING:
    import pyoxigraph as ox

_LISTED: Final = 5
_ID = re.compile(r"[A-Za-z0-9_./:-]+")
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]+")
_NAMED = (
    "SELECT ?thing ?name { VALUES ?fold { '' } ?thing skos:prefLabel ?name ; kg:paperCount ?papers"
    " FILTER(LCASE(STR(?name)) = ?fold) }"
)
_ALIASED = _NAMED.replace("prefLabel", "altLabel")
_ALL_NAMES = (
    "SELECT ?thing ?name { ?thing skos:prefLabel|skos:altLabel ?name ; kg:paperCount ?papers }"
)
_TITLES = "SELECT ?thing ?name { ?thing a kg:Paper ; dct:title ?name }"


@dataclass(frozen=True, slots=True)
class Export:
    """A loaded export and the prefixes that its queries need not declare."""

    store: ox.Store
    prefixes: Mapping[str, str]

    def holds(self, iri: str) -> bool:
        """Whether the export says anything of an IRI."""
        import pyoxigraph as ox

        return any(True for _ in self.store.quads_for_pattern(ox.NamedNode(iri), None, None))

    def pairs(self, query: str) -> list[tuple[str, str]]:
        """Answer one of this file's own queries, in a fixed order, as pairs of IRI and text."""
        solutions = self.store.query(query, prefixes=dict(self.prefixes))
        return sorted((solution[0].value, solution[1].value) for solution in solutions)  # type: ignore[union-attr]  # a SELECT gives these


def to_terms(
    export: Export, bindings: Iterable[Binding]
) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    """Turn the values of parameters into terms.

    Args:
        export: Where names are looked up.
        bindings: The parameters.

    Returns:
        For each parameter the engine's terms, at least one: a name may be that of several entities.

    Raises:
        NotFoundError: A value names no entity or no paper of the export, or several papers.
        QueryError: A value is no year, number, score or label.
    """
    return {binding.parameter: _READERS[binding.kind](export, binding) for binding in bindings}


def _find_entities(export: Export, binding: Binding) -> list[ox.NamedNode | ox.Literal]:
    """Find entities by id, else by name, else by alias, else by what their names have in common with the value."""
    import pyoxigraph as ox

    value = binding.value.strip()
    found = _find_id(export, value, "{}", "entity/{}")
    if not found:
        fold = {"fold": [ox.Literal(value.lower())]}
        found = [
            iri for iri, _ in export.pairs(fill(_NAMED, fold)) or export.pairs(fill(_ALIASED, fold))
        ]
    return [
        ox.NamedNode(iri)
        for iri in dict.fromkeys(found or _find_key(export, binding.parameter, value))
    ]


def _find_key(export: Export, parameter: str, value: str) -> list[str]:
    """Return the entities with a name or an alias whose key is the value's, or raise with what is like it."""
    key, names = name_key(value), export.pairs(_ALL_NAMES)
    found = [iri for iri, name in names if key and name_key(name) == key]
    if not found:
        near = get_close_matches(
            value.lower(), sorted({name.lower() for _, name in names}), n=_LISTED
        )
        listed = f" Is one of these meant: {', '.join(near)}?" if near else ""
        raise NotFoundError(f"{parameter}: '{value}' is no entity of this export.{listed}")
    return found


def _find_paper(export: Export, binding: Binding) -> list[ox.NamedNode | ox.Literal]:
    """Find one paper by id, else by arXiv id or DOI, else by title, else by a part of its title."""
    import pyoxigraph as ox

    value = binding.value.strip()
    found = _find_id(export, value, "paper/{}") or _find_identifier(export, value)
    if not found:
        titles = export.pairs(_TITLES)
        key = name_key(value)
        keys = [(iri, name_key(title)) for iri, title in titles]
        found = [iri for iri, title in keys if key and title == key] or [
            iri for iri, title in keys if key and key in title
        ]
        if len(found) != 1:
            raise NotFoundError(_no_paper(binding, dict(titles), found))
    return [ox.NamedNode(iri) for iri in found[:1]]


def _no_paper(binding: Binding, titles: Mapping[str, str], found: Sequence[str]) -> str:
    names = list(titles.values())
    near = [titles[iri] for iri in found] or get_close_matches(
        binding.value, names, n=_LISTED, cutoff=0.4
    )
    listed = f": {'; '.join(near[:_LISTED])}" if near else "."
    problem = "is part of several titles" if found else "is no paper of this export"
    return (
        f"{binding.parameter}: '{binding.value}' {problem}. Give an id or more of the title{listed}"
    )


def _find_id(export: Export, value: str, *patterns: str) -> list[str]:
    """Return the IRI that an id, a prefixed name or an IRI means, if the export knows it."""
    if _IRI.fullmatch(value):
        return [value] if export.holds(value) else []
    if not _ID.fullmatch(value):
        return []
    base = export.prefixes["paper"].removesuffix("paper/")
    prefix, _, local = value.partition(":")
    known = [export.prefixes[prefix] + local] if prefix in export.prefixes else []
    candidates = known + [
        base + pattern.format(value) for pattern in patterns if "/" in pattern.format(value)
    ]
    return [iri for iri in candidates if export.holds(iri)][:1]


def _find_identifier(export: Export, value: str) -> list[str]:
    """Return the papers with an arXiv id (without its version) or a DOI."""
    import pyoxigraph as ox

    arxiv = re.sub(r"^arxiv:\s*|v\d+$", "", value, flags=re.IGNORECASE)
    doi = re.sub(r"^(doi:\s*|https?://(dx\.)?doi\.org/)", "", value, flags=re.IGNORECASE).lower()
    asked = (
        (export.prefixes["fabio"] + "hasArXivId", arxiv),
        (export.prefixes["bibo"] + "doi", doi),
    )
    return [
        str(quad.subject.value)
        for predicate, text in asked
        for quad in export.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.Literal(text))
        if isinstance(quad.subject, ox.NamedNode)
    ]


def _read_label(export: Export, binding: Binding) -> list[ox.NamedNode | ox.Literal]:
    import pyoxigraph as ox

    by_fold = {label.lower(): label for label in LABELS}
    label = by_fold.get(binding.value.strip().lower())
    if label is None:
        raise QueryError(
            f"{binding.parameter}: {binding.value!r} is no label: give one of {', '.join(LABELS)}"
        )
    return [ox.NamedNode(export.prefixes["kg"] + label)]


def _literal(pattern: str, datatype: str, remedy: str) -> Reader:
    """Return a reader of values that a pattern describes."""

    def read(export: Export, binding: Binding) -> list[ox.NamedNode | ox.Literal]:
        import pyoxigraph as ox

        if not re.fullmatch(pattern, binding.value.strip(), re.ASCII):
            raise QueryError(f"{binding.parameter}: {binding.value!r} does not fit: give {remedy}")
        return [
            ox.Literal(
                binding.value.strip(), datatype=ox.NamedNode(export.prefixes["xsd"] + datatype)
            )
        ]

    return read


def _read_text(_: Export, binding: Binding) -> list[ox.NamedNode | ox.Literal]:
    import pyoxigraph as ox

    return [ox.Literal(binding.value)]


Reader = Callable[[Export, Binding], "list[ox.NamedNode | ox.Literal]"]

_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "an entity": _find_entities,
        "a paper": _find_paper,
        "a label": _read_label,
        "a year": _literal(r"\d{4}", "gYear", "a year, as 2017"),
        "a number": _literal(r"\d{1,9}", "integer", "a whole number, as 10"),
        "a score": _literal(r"0|1|[01]?\.\d{1,6}", "decimal", "a number between 0 and 1, as 0.5"),
        "a text": _read_text,
    }
)
