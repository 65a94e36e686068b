"""Values in order or by id, which become data frames, and cards and tables in a notebook."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import (
    Collection,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    ValuesView,
)
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, SupportsIndex, TypeVar, overload

from kgraph.extras import needs

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import polars as pl  # type: ignore[import-not-found,unused-ignore]

T_co = TypeVar("T_co", covariant=True)

_FEW = 2  # values in a representation
_MANY = 10  # rows in a notebook
_LONGEST = 200  # characters in a cell
_CELL = "padding:2px 8px;text-align:left;vertical-align:top"


class _Frames(ABC, Generic[T_co]):
    """What collections of values of one class have in common: they become data frames."""

    __slots__ = ()

    @abstractmethod
    def _values(self) -> Collection[T_co]:
        """Return the values."""

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame with a row for each value and a column for each field.

        A paper, an entity or another value with an id becomes two columns: its title or name, and
        its id.

        Raises:
            MissingExtra: pandas is not installed.
        """
        with needs("pandas", "to_pandas"):
            import pandas as pd
        return pd.DataFrame(to_columns(self._values()))

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame, with the columns of `to_pandas`.

        Raises:
            MissingExtra: polars is not installed.
        """
        with needs("polars", "to_polars"):
            import polars as pl
        return pl.DataFrame(to_columns(self._values()), strict=False, infer_schema_length=None)

    def __repr__(self) -> str:
        values = self._values()
        shown = ", ".join(map(repr, islice(values, _FEW)))
        more = ", …" if len(values) > _FEW else ""
        return f"<{_count(values)}: {shown}{more}>" if values else "()"

    def _repr_html_(self) -> str:
        values = self._values()
        return to_html(_count(values), to_columns(islice(values, _MANY)))


class Records(_Frames[T_co], tuple[T_co, ...]):
    """A tuple of values of one class.

    Example:
        >>> from kgraph.types import Near
        >>> Records([Near("method/adam", "method/sgd", 0.8)])[0].closeness
        0.8
    """

    __slots__ = ()

    @overload
    def __getitem__(self, item: SupportsIndex) -> T_co: ...
    @overload
    def __getitem__(self, item: slice) -> Records[T_co]: ...
    def __getitem__(self, item: SupportsIndex | slice) -> T_co | Records[T_co]:
        """Return a value, or the values of a slice as records."""
        if isinstance(item, slice):
            return Records(super().__getitem__(item))
        return super().__getitem__(item)

    def _values(self) -> Collection[T_co]:
        return self


class RecordsById(_Frames[T_co], Mapping[str, T_co]):
    """Values of one class by their id; it cannot be changed.

    Example:
        >>> from kgraph.types import Paper
        >>> paper = Paper(title="Wide Networks")
        >>> RecordsById({paper.id: paper})[paper.id].title
        'Wide Networks'
    """

    __slots__ = ("_by_id",)

    def __init__(self, by_id: Mapping[str, T_co]) -> None:
        self._by_id = dict(by_id)

    def __getitem__(self, id_: str) -> T_co:
        """Return the value with an id."""
        return self._by_id[id_]

    def __contains__(self, id_: object) -> bool:
        """Return whether there is a value with this id."""
        return id_ in self._by_id

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._by_id)

    def keys(self) -> KeysView[str]:
        """Return the ids."""
        return self._by_id.keys()

    def values(self) -> ValuesView[T_co]:
        """Return the values."""
        return self._by_id.values()

    def items(self) -> ItemsView[str, T_co]:
        """Return the ids with their values."""
        return self._by_id.items()

    def _values(self) -> Collection[T_co]:
        return self._by_id.values()


class Card:
    """A value that a notebook shows as a card: its fields that are not empty."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        fields = {name: to_plain(getattr(self, name)) for name in _field_names(type(self))}
        rows = {name: value for name, value in fields.items() if value not in ("", None, [], {})}
        return to_html(type(self).__name__, {"": list(rows), "value": list(rows.values())})


def to_columns(values: Iterable[object]) -> dict[str, list[object]]:
    """Return the fields of values of one class by name, each with what all the values have.

    Example:
        >>> from kgraph.types import Near
        >>> to_columns([Near("method/adam", "method/sgd", 0.8)])
        {'a': ['method/adam'], 'b': ['method/sgd'], 'closeness': [0.8]}
    """
    columns: dict[str, list[object]] = {}
    for value in values:
        for name in _field_names(type(value)):
            item = getattr(value, name)
            columns.setdefault(name, []).append(to_plain(item))
            if _name(item) and hasattr(item, "id"):
                columns.setdefault(f"{name}_id", []).append(item.id)
    return columns


def to_plain(value: object) -> Any:
    """Return a value as numbers, text, lists and dictionaries; what has a name is its name."""
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if name := _name(value):
        return name
    if fields := _field_names(type(value)):
        has_text = type(value).__str__ is not object.__str__
        return str(value) if has_text else {name: to_plain(getattr(value, name)) for name in fields}
    if isinstance(value, tuple | list | set | frozenset):
        return [to_plain(item) for item in value]
    return value


def _name(value: object) -> str:
    """Return the title or name of a value of kgraph, or ''."""
    if not dataclasses.is_dataclass(value):  # str has a method `title`
        return ""
    return str(getattr(value, "title", "") or getattr(value, "name", ""))


def _field_names(cls: type) -> tuple[str, ...]:
    """Return the names of the public fields of a data class or a named tuple; none of others."""
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls) if field.repr)
    return getattr(cls, "_fields", ())


def _count(values: Collection[object]) -> str:
    names = sorted({type(value).__name__ for value in islice(values, 1)})
    return f"{len(values):,} {' '.join(names)}".rstrip()


def to_html(caption: str, columns: Mapping[str, Sequence[object]]) -> str:
    """Return a table of HTML; long texts are cut."""
    head = "".join(f"<th style='{_CELL}'>{escape(name)}</th>" for name in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td style='{_CELL}'>{_to_cell(value)}</td>" for value in row) + "</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    return f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{rows}</table>"


def _to_cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return escape(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
