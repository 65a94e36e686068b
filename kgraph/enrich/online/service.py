"""What a service is: its address and rate, and the requests that it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kgraph.enrich.enrichment import FilledField
from kgraph.types import InputFormat, Paper

_WORD = re.compile(r"[^\W_]+")


class Request(NamedTuple):
    """A GET request: the path after the address of the service, and its parameters.

    `may_miss` is set if status 404 answers that nothing is found, as for one id.
    """

    path: str
    params: Mapping[str, str | int] = {}
    may_miss: bool = False


class ApiKey(NamedTuple):
    """How a service takes the key of a user: a parameter or a header, by its name.

    `variable` is the environment variable that has the key.
    """

    variable: str
    parameter: str = ""
    header: str = ""


@dataclass(frozen=True)
class WebService:
    """A service on the web.

    Attributes:
        name: The name on the command line.
        address: The start of its addresses.
        pause: Seconds from a request to the next, as its operator asks for.
        format: The format of its answers.
        offers: What its records can fill.
        id_of: Returns the id by which it finds a paper, or ''.
        by_ids: Returns the request for the records of some ids.
        by_title: Returns the request for records with a title like the given one.
        batch: The number of ids in a request.
        search: Returns the request for the first records of a search, since a year if it is given.
        next_page: Returns the request for the records after an answer, or None at the end.
        key: How it takes a key, if it does.
    """

    name: str
    address: str
    pause: float
    format: InputFormat
    offers: tuple[FilledField, ...]
    id_of: Callable[[Paper], str]
    by_ids: Callable[[Sequence[str]], Request]
    by_title: Callable[[str], Request]
    batch: int = 1
    search: Callable[[str, int | None], Request] | None = None
    next_page: Callable[[Request, bytes], Request | None] = field(default=lambda *_: None)
    key: ApiKey | None = None


@dataclass(frozen=True)
class Access:
    """How to reach a service, if not as usual.

    Attributes:
        address: Another start of its addresses, such as that of a proxy of it.
        cache: The folder of the answers; by default that of `kgraph.enrich.online.client`.
        pause: Seconds between requests; by default as the service asks for.
        patience: Seconds before a request is repeated; each further pause is twice as long.
    """

    address: str = ""
    cache: Path | None = None
    pause: float | None = None
    patience: float = 1.0


def words_of(title: str) -> str:
    """Return the words of a title, without the marks that queries give a meaning to.

    Example:
        >>> words_of('Loops: "for" & while?')
        'Loops for while'
    """
    return " ".join(_WORD.findall(title))
