"""Read the RDF of an export into a store, and check what the store would normalise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kgraph.errors import BuildError
from kgraph.rdf import VOCABULARIES
from kgraph.sparql.store import read_format
from kgraph.validate.faults import Fault

_NOT_CANONICAL = "has a literal that is not canonical, or of a datatype not used in exports"
_NOT_SORTED = (
    "is not canonical: from here on, lines are not sorted, not unique, or not canonical N-Triples"
)
_XSD, _RDF = VOCABULARIES["xsd"], VOCABULARIES["rdf"]
# The query engine can compare at most eighteen digits before and after the decimal point.
_LEXICAL: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        f"{_XSD}boolean": re.compile("true"),
        f"{_XSD}integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
        f"{_XSD}decimal": re.compile(r"(?!-0$)-?(0|[1-9][0-9]{0,17})(\.[0-9]{0,17}[1-9])?"),
        f"{_XSD}gYear": re.compile(r"-?([0-9]{4}|[1-9][0-9]{4,8})"),
        f"{_XSD}date": re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]"),
    }
)
_TEXTS = frozenset({f"{_XSD}string", f"{_RDF}langString"})


def load(path: Path, note: Callable[[Fault], None]) -> ox.Store:
    """Read an export.

    Args:
        path: A `.nt`, `.ttl` or `.jsonld` file.
        note: Receives the faults that the store would hide: those of the checks `literal` and, for
            `.nt`, `sorted`.

    Returns:
        A store with the triples in its default graph.

    Raises:
        BuildError: The file cannot be read, or is not RDF; the message names the line.
    """
    store = ox.Store()
    form = read_format(path)
    try:
        quads = _check_literals(ox.parse(path=path, format=form), note)
        store.bulk_extend(_check_lines(quads, path, note) if path.suffix == ".nt" else quads)
    except SyntaxError as error:
        reason = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(error.msg))
        raise BuildError(f"{path}:{error.lineno}: is not {form.name}: {reason}") from None
    except OSError as error:
        raise BuildError(
            f"{path}: cannot be read ({error.strerror or error}). Give a build's folder."
        ) from error
    return store


def _check_literals(quads: Iterator[ox.Quad], note: Callable[[Fault], None]) -> Iterator[ox.Quad]:
    """Yield the quads, and note literals that a store would rewrite or cannot compare."""
    for quad in quads:
        value = quad.object
        if isinstance(value, ox.Literal):
            datatype = value.datatype.value
            if datatype not in _TEXTS and not _is_canonical(value.value, datatype):
                note(Fault("literal", str(quad.subject).strip("<>"), str(value), _NOT_CANONICAL))
        yield quad


def _is_canonical(lexical: str, datatype: str) -> bool:
    pattern = _LEXICAL.get(datatype)
    return pattern is not None and pattern.fullmatch(lexical) is not None


def _check_lines(
    quads: Iterator[ox.Quad], path: Path, note: Callable[[Fault], None]
) -> Iterator[ox.Quad]:
    """Yield the quads, and note the first line that is not canonical or out of order."""
    with path.open("rb") as lines:
        last, number = b"", 0
        for number, quad in enumerate(quads, 1):
            line = lines.readline()
            if line != f"{quad.triple} .\n".encode() or line <= last:
                note(Fault("sorted", f"{path.name}:{number}", "", _NOT_SORTED))
                yield quad
                break
            last = line
            yield quad
        else:
            if lines.readline():
                note(Fault("sorted", f"{path.name}:{number + 1}", "", _NOT_SORTED))
    yield from quads
