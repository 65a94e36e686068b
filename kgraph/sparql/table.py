"""Rows laid out for a reader: short names for IRIs, folded cells, no control characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kgraph.sparql.result import plain

if TYPE_CHECKING:
    import pyoxigraph as ox

MOST_ROWS: Final = 1000
"""The most rows that a table shows; the other formats have all rows."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def to_table(
    results: ox.QuerySolutions | ox.QueryBoolean, names: Mapping[str, str], width: int
) -> str:
    """Lay out rows, or the answer of an ASK, for a reader.

    Args:
        results: The engine's results.
        names: Namespace by prefix; an IRI in one of them is shown as a prefixed name, which a query
            may use.
        width: Columns of text that the table may take.

    Returns:
        The table and the number of rows.
    """
    import pyoxigraph as ox

    if isinstance(results, ox.QueryBoolean):
        return f"{'yes' if results else 'no'}\n"
    shown = [[_cell(term, names) for term in solution] for solution in islice(results, MOST_ROWS)]
    rest = sum(1 for _ in results)
    table = _lay_out([variable.value for variable in results.variables], shown, width)
    return f"{table}\n\n{_count(len(shown), rest)}\n"


def warm_up() -> None:
    """Lay out a table with several kinds of characters, to import all modules that tables need."""
    _lay_out(["ä"], [["漢字\N{GRINNING FACE}\u0301"]], 4)


def _count(shown: int, rest: int) -> str:
    rows = f"{shown + rest:,} row{'' if shown + rest == 1 else 's'}"
    return f"{rows}, of which {shown:,} are shown; csv has them all" if rest else rows


def _cell(term: Any, names: Mapping[str, str]) -> str:
    """Return the text of a term without control characters; an IRI is shortened if possible."""
    import pyoxigraph as ox

    text = plain(term) or ""
    return _CONTROL.sub(" ", _shorten(text, names) if isinstance(term, ox.NamedNode) else text)


def _shorten(iri: str, names: Mapping[str, str]) -> str:
    for prefix, space in names.items():
        if iri.startswith(space) and _LOCAL.fullmatch(iri, len(space)):
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def _lay_out(header: Iterable[str], rows: Iterable[Iterable[str]], width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    buffer = StringIO()
    Console(file=buffer, color_system=None, width=width).print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().rstrip().split("\n"))
