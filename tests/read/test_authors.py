"""Authors are read from a text that names them all."""

from __future__ import annotations

import pytest

from kgraph.read.authors import read_authors
from kgraph.types import Author

ORCID = "0000-0002-1825-009X"


@pytest.mark.parametrize(
    "text",
    [
        f"Ada Weaver <{ORCID}>|Bo Spindler",  # as in the tables that kgraph writes
        f"Weaver, Ada (https://orcid.org/{ORCID.lower()}); Spindler, Bo",
    ],
)
def test_a_name_can_be_followed_by_its_orcid(text: str) -> None:
    assert read_authors(text).found == (Author("Ada Weaver", ORCID), Author("Bo Spindler"))
    assert read_authors([*text.replace("|", ";").split(";")]) == read_authors(text)
