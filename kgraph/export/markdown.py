"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# Characters that Markdown would read as markup or HTML in the text of a cell.
_UNFIT = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_[]!|"} | {"\n": " ", "\r": " ", "<": "&lt;", "&": "&amp;"}
)


def iter_table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Yield the lines of a table, and an empty line after it; cells are plain text."""
    yield from (_row(header), _row("---" for _ in header))
    yield from (_row(str(cell).translate(_UNFIT) for cell in row) for row in rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
