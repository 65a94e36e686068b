"""Read papers from values of Python: data frames, records, papers, or the names of files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kgraph.config import ReadSettings
from kgraph.errors import InputError
from kgraph.read.columns import Columns
from kgraph.read.papers import check, collect, read_inputs
from kgraph.read.record import iter_records
from kgraph.records import Records
from kgraph.types import Paper, Reading, Source

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import polars as pl  # type: ignore[import-not-found,unused-ignore]

_Record: TypeAlias = Mapping[str, object]
PaperData: TypeAlias = (
    "str | Path | Reading | Paper | _Record | pd.DataFrame | pl.DataFrame"
    " | Iterable[str | Path] | Iterable[Paper] | Iterable[_Record]"
)
"""What papers can be given as, see `read_values`."""

_NAME = "records"  # what records of Python have instead of the name of a file
_LONGEST_PATH = 300
_WANTED = (
    "Give files or folders, a data frame with a column 'title', records such as "
    "[{'title': …, 'abstract': …}], or kgraph.Paper(title=…, abstract=…)."
)


def read_values(data: PaperData, settings: ReadSettings) -> Reading:
    """Return papers, whatever they are given as.

    Args:
        data: The name of a file or a folder, or several; a data frame of pandas or polars, or
            records by name of column, with the columns that files can have; papers; or a reading,
            which is returned as it is.
        settings: The section `[read]`, for all but papers and readings.

    Returns:
        The papers. Those of records are merged, as those of files; papers stay as they are.

    Raises:
        InputError: The data are of another kind, records contain no paper, or cannot be read.

    Example:
        >>> import kgraph
        >>> data = [{"title": "Wide Networks", "abstract": "We study the NTK."}]
        >>> read_values(data, kgraph.load_settings().read).papers
        <1 Paper: <Paper t-90b7e2b4e3ff1f0e: 'Wide Networks'>>
    """
    if isinstance(data, Reading):
        return data
    items = list(_iter_items(data))
    kinds = {_kind(item) for item in items}
    if kinds == {"file"}:
        return read_inputs(items, settings)
    if not kinds - {"paper"}:
        return Reading(Records(items), Records(), Records())
    if kinds == {"record"}:
        return check(_read_records(items, settings), "the records")
    raise InputError(f"papers cannot be read from {_describe(data, items)}. {_WANTED}")


def _iter_items(data: PaperData) -> Iterator[Any]:
    """Yield the items of a collection, the rows of a data frame, or the value itself."""
    if hasattr(data, "to_dicts"):  # polars
        yield from data.to_dicts()
    elif hasattr(data, "notna"):  # pandas
        frame: Any = data
        yield from frame.astype(object).where(frame.notna(), None).to_dict("records")
    elif isinstance(data, str | Path | Paper | Mapping) or not isinstance(data, Iterable):
        yield data
    else:
        yield from data


def _kind(item: object) -> str:
    if isinstance(item, str) and (len(item) > _LONGEST_PATH or "\n" in item):
        return "text"
    kinds = {str: "file", Path: "file", Paper: "paper", Mapping: "record"}
    return next((kind for cls, kind in kinds.items() if isinstance(item, cls)), "other")


def _describe(data: object, items: list[Any]) -> str:
    """Return what was given instead of papers."""
    if _kind(data) == "text":
        return f"a text ({str(data)[:40]!r}…)"
    types = ", ".join(sorted({type(item).__name__ for item in items}))
    name = type(data).__name__
    return name if items == [data] else f"{name} of {types}"


def _read_records(records: Iterable[_Record], settings: ReadSettings) -> Reading:
    rows = ((Source(_NAME, number), _filled(record)) for number, record in enumerate(records, 1))
    return collect(iter_records(rows, Columns(settings.columns), settings.max_chars))


def _filled(record: _Record) -> _Record:
    """Return a record without the missing numbers of pandas."""
    return {
        name: value
        for name, value in record.items()
        if not (isinstance(value, float) and math.isnan(value))
    }
