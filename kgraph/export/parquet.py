"""The tables as Parquet files, with typed columns, for pandas, Polars, DuckDB and Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgraph.errors import KgraphError
from kgraph.export.tables import BOOLEANS, COLUMNS, FLOATS, INTEGERS, LISTS, to_rows
from kgraph.types import KnowledgeGraph


def write_parquet(kg: KnowledgeGraph, folder: str | Path) -> None:
    """Write papers, entities, mentions, links and aliases as `.parquet` files into a folder that exists.

    They have the columns of the CSV tables; several values of a cell are a list, and a year that is
    not known is null.

    Raises:
        KgraphError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise KgraphError(
            "Parquet needs pyarrow. Install it with: pip install 'kgraph[parquet]'"
        ) from error
    types = {
        **dict.fromkeys(INTEGERS, pa.int64()),
        **dict.fromkeys(FLOATS, pa.float64()),
        **dict.fromkeys(BOOLEANS, pa.bool_()),
        **dict.fromkeys(LISTS, pa.list_(pa.string())),
    }
    for name, rows in to_rows(kg).items():
        schema = pa.schema([(column, types.get(column, pa.string())) for column in COLUMNS[name]])
        columns = {
            column: [_value(getattr(row, column)) for row in rows] for column in COLUMNS[name]
        }
        parquet.write_table(pa.table(columns, schema=schema), Path(folder) / f"{name}.parquet")


def _value(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, tuple) else value
