"""Packages that only some tasks need: the extra that installs each, and what it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from kgraph.errors import KgraphError

EXTRAS: Final[Mapping[str, str]] = {
    "all": "every extra but spark and train",
    "docs": "the documentation as a site",
    "fetch": "kgraph fetch, and kgraph enrich --online",
    "notebooks": "the notebooks",
    "pandas": "to_pandas",
    "parquet": "reading and writing Parquet",
    "polars": "to_polars",
    "serve": "kgraph serve",
    "shacl": "kgraph validate --shacl",
    "spark": "Spark; not used yet",
    "train": "kgraph train",
}
"""The extras of pyproject.toml, and what each is for."""


class MissingExtra(KgraphError):  # noqa: N818 - it names what is missing
    """A package is missing that an extra installs."""


@contextmanager
def needs(extra: str, task: str) -> Iterator[None]:
    """Import packages of an extra, or say how to install it.

    Args:
        extra: A key of `EXTRAS`.
        task: What needs it, the start of the message.

    Raises:
        MissingExtra: A package cannot be imported.

    Example:
        >>> with needs("parquet", "writing Parquet"):
        ...     import pyarrow_of_long_ago
        Traceback (most recent call last):
        kgraph.extras.MissingExtra: writing Parquet needs pyarrow_of_long_ago, which cannot be \
imported: pip install 'kgraph[parquet]'
    """
    try:
        yield
    except ImportError as error:
        package = error.name.partition(".")[0] if error.name else error
        raise MissingExtra(
            f"{task} needs {package}, which cannot be imported: pip install 'kgraph[{extra}]'"
        ) from error
