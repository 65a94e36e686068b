"""Signatures: a file of another format is never read as a listing, and its problem has a remedy."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import kgraph
from kgraph.errors import InputError
from kgraph.read.papers import read_papers
from kgraph.read.signatures import find_other_format
from tests.conftest import SHARED, needs_shared

ABSTRACT = "We study how wide networks learn. They behave like kernels. " * 5

BIBTEX = "@article{wide18,\n  title = {Wide Networks},\n  year = 2018\n}\n"
OTHERS = {
    "a Scopus export": ["Scopus\nEXPORT DATE: 3 May 2018\n\nDoe, J.\nWide Networks\n"],
    "RTF": ["{\\rtf1\\ansi Wide Networks}\n"],
    "an Atom feed, but not of arXiv": [
        '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<entry>\n',
        '<feed xmlns="http://www.w3.org/2005/Atom"\n  xml:lang="en">\n',
    ],
    "XML": ["<papers>\n<paper/>\n</papers>", "<?xml version='1.0'?>\n"],
    "HTML": [
        "<!DOCTYPE html>\n<html><body>Wide</body></html>",
        '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">\n',
        "<p>Wide Networks",
    ],
}
CASES = [(name, text) for name, texts in OTHERS.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), CASES)
@pytest.mark.parametrize("suffix", [".txt", ".ref", ""])
def test_a_file_of_another_format_gives_no_papers_and_a_remedy(
    tmp_path: Path, name: str, text: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text, encoding="utf-8")
    message = r"other-format: the file is [^;]*; the file was skipped; \w+"
    for given, level in ((path, "error"), (tmp_path, "problem")):
        with pytest.raises(InputError, match=f"a{suffix}:1: {level}: {message}") as error:
            read_papers(given)
        assert f"the file is {name}, which kgraph does not read" in str(error.value)


@pytest.mark.parametrize("suffix", [".json", ".csv"])
@pytest.mark.parametrize("name", ["a Scopus export", "XML", "HTML", "RTF"])
def test_a_suffix_of_jsonl_or_csv_does_not_hide_another_format(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(OTHERS[name][0], encoding="utf-8")
    with pytest.raises(InputError, match="other-format"):
        read_papers(path)


def test_a_format_that_the_user_sets_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"## Wide Networks\n\n{ABSTRACT}\n\n## Small Networks\n\n{ABSTRACT}\n")
    titles = [paper.title for paper in read_papers(path, format="listing")]
    assert sorted(titles) == ["## Small Networks", "## Wide Networks"]


@pytest.mark.parametrize(
    "first",
    [
        "<i>Drosophila</i> Learns",
        "@ Home: Wide Networks",
        "#Wide: Hashtags of Networks",
        "[Re] Wide Networks",
        "FN: a Norm of Networks",
        "PT Symmetry in Networks",
        "# Parameters of Wide Networks",
        "*-Algebras and Networks",
        "10% of Networks",
    ],
)
def test_a_title_with_a_sign_is_a_title(tmp_path: Path, first: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{first}\n{ABSTRACT}\n- and a list\nSmall Networks\n{ABSTRACT}\n")
    assert first in {paper.title for paper in read_papers(path)}


def test_cells_of_a_table_may_hold_lists_and_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'title,abstract\nWide,"We list:\n- one\n- two\n- three\n{BIBTEX}"\n')
    (paper,) = read_papers(path).papers
    assert paper.abstract.startswith("We list:\n- one")


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "plain " * 900)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n" + b"plain " * 900, "this is a PDF, not text"),
        (_zip(), "this is a ZIP archive or an Office document, not text.*; unpack it"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_a_binary_file_is_named(tmp_path: Path, suffix: str, data: bytes, message: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    for given in (path, tmp_path):
        with pytest.raises(InputError, match=rf"binary-file: {message}"):
            read_papers(given)


def test_the_other_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "refs.rtf").write_text(OTHERS["RTF"][0])
    (tmp_path / "a.txt").write_text(f"Wide Networks\n{ABSTRACT}")
    for inputs in ((tmp_path,), (tmp_path / "a.txt", tmp_path / "refs.rtf")):
        reading = read_papers(*inputs)
        assert [paper.title for paper in reading] == ["Wide Networks"]
        assert [problem.code for problem in reading.problems] == ["other-format"]


@needs_shared("seeds")
def test_the_listings_are_of_no_other_format() -> None:
    for path in sorted((SHARED / "seeds").iterdir()):
        assert find_other_format(path.read_text(encoding="utf-8").splitlines()) is None


def test_the_abstracts_of_the_sample_are_of_no_other_format() -> None:
    path = Path(kgraph.__file__).parent / "data" / "sample.jsonl"
    for paper in read_papers(path):
        assert find_other_format([paper.title, paper.abstract]) is None
