"""The values that a user gives for parameters, turned into terms of the export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from kgraph.errors import NotFoundError, QueryError
from kgraph.lookup.nodes import find_entities, find_paper
from kgraph.sparql.question import Binding
from kgraph.sparql.store import Export

if TYPE_CHECKING:
    import pyoxigraph as ox

    Term: TypeAlias = ox.NamedNode | ox.Literal


def to_terms(export: Export, bindings: Iterable[Binding]) -> dict[str, list[Term]]:
    """Turn the values of parameters into terms.

    Args:
        export: Where papers and entities are looked up.
        bindings: The parameters.

    Returns:
        For each parameter its terms, at least one: several entities can have one name.

    Raises:
        NotFoundError: A value matches no entity or no paper of the export, or several papers.
        QueryError: A value is not a year, number, score or label.
    """
    return {binding.parameter: _to_terms(export, binding) for binding in bindings}


def _to_terms(export: Export, binding: Binding) -> list[Term]:
    try:
        return _READERS[binding.kind](export, binding)
    except NotFoundError as error:
        raise NotFoundError(f"{binding.parameter}: {error}") from None


def _find_entities(export: Export, binding: Binding) -> list[Term]:
    import pyoxigraph as ox

    return [ox.NamedNode(export.iri(e)) for e in find_entities(export, binding.value)]


def _find_paper(export: Export, binding: Binding) -> list[Term]:
    import pyoxigraph as ox

    return [ox.NamedNode(export.iri(find_paper(export, binding.value)))]


def _read_label(export: Export, binding: Binding) -> list[Term]:
    import pyoxigraph as ox

    by_fold = {label.lower(): kind for label, kind in export.classes.items()}
    kind = by_fold.get(binding.value.strip().lower())
    if kind is None:
        raise QueryError(
            f"{binding.parameter}: {binding.value!r} is not a label: "
            f"give one of {', '.join(export.classes)}"
        )
    return [ox.NamedNode(kind)]


def _literal(pattern: str, datatype: str, remedy: str) -> Reader:
    """Return a reader of values that a pattern describes."""

    def read(export: Export, binding: Binding) -> list[Term]:
        import pyoxigraph as ox

        if not re.fullmatch(pattern, binding.value.strip(), re.ASCII):
            raise QueryError(f"{binding.parameter}: {binding.value!r} does not fit: give {remedy}")
        xsd = ox.NamedNode(export.prefixes["xsd"] + datatype)
        return [ox.Literal(binding.value.strip(), datatype=xsd)]

    return read


def _read_text(_: Export, binding: Binding) -> list[Term]:
    import pyoxigraph as ox

    return [ox.Literal(binding.value)]


Reader = Callable[[Export, Binding], "list[Term]"]

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
