"""Read tables of Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kgraph.extras import needs
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem


def iter_parquet(file: InputText) -> Iterator[Row | Problem]:
    """Yield the rows of a table, numbered as lines from 1; only columns that are read are loaded.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    with needs("parquet", f"{file.name}: reading Parquet"):
        import pyarrow
        from pyarrow import parquet
    with file.open() as stream:
        number = 0
        try:
            table = parquet.ParquetFile(stream)
            unknown = file.columns.unknown(table.schema_arrow.names)
            for name in unknown:
                detail = f"'{name}' is not a column that kgraph reads"
                yield Problem(file.source(), "note", "unknown-column", detail, "it was ignored")
            known = [name for name in table.schema_arrow.names if name not in unknown]
            for batch in table.iter_batches(columns=known):
                for number, row in enumerate(batch.to_pylist(), number + 1):  # noqa: B020
                    yield file.source(number), {name: _plain(row[name]) for name in row}
        except (pyarrow.ArrowException, OSError) as error:
            detail = f"the table cannot be read after row {number}: {error}"
            decision = "the rows before were read; write the file again"
            yield Problem(file.source(), "error", "broken-file", detail, decision)


def _plain(value: object) -> object:
    """Return a value of JSON: a date as text."""
    return value.isoformat() if isinstance(value, date) else value
