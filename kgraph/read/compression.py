"""Open files that are compressed or archived as if they were not."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from io import BufferedIOBase
from pathlib import Path, PurePosixPath
from typing import Any, cast

from kgraph.errors import InputError
from kgraph.read.columns import Columns
from kgraph.read.text import DAMAGE, InputText, Opener

SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
"""The suffixes of compressed files, before which stands the suffix of the format."""

_ZIP = b"PK\x03\x04"
_LONGEST_MARK = 6
# Other documents are archives as well, such as those of Word; they have a member of this name.
_DOCUMENT_MEMBERS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


def open_input(name: str, path: Path | None, columns: Columns) -> Iterator[InputText]:
    """Yield the file, or the files that it contains if it is a ZIP archive.

    Args:
        name: The name of the input, which the names of the files in an archive begin with.
        path: The file; None reads standard input, which is kept in a temporary file.
        columns: What the columns of its tables are called.

    Raises:
        InputError: The file cannot be opened.
    """
    opener = partial(_open, path) if path else _save_stdin()
    try:
        mark = _read_mark(opener)
    except OSError as error:
        raise InputError(
            f"{path or name}: cannot be read ({error.strerror}). Check the path and permissions."
        ) from error
    if mark.startswith(_ZIP) and (members := _find_members(opener)):
        for member in members:
            opened = partial(_open_member, opener, member)
            yield InputText(f"{name}/{member}", partial(_decompress, opened), columns)
    else:
        yield InputText(name, partial(_decompress, opener), columns)


def _open(path: Path) -> AbstractContextManager[BufferedIOBase]:
    return path.open("rb")


def _save_stdin() -> Opener:
    """Copy standard input to a temporary file, which ends with the process; return its opener."""
    saved = tempfile.NamedTemporaryFile(prefix="kgraph-")  # noqa: SIM115
    shutil.copyfileobj(sys.stdin.buffer, saved)
    saved.flush()
    # The opener keeps `saved`, and with it the file.
    return lambda: _open(Path(saved.name))


def _find_members(opener: Opener) -> list[str]:
    """Return the names of the files in an archive; none if it is a document or damaged."""
    try:
        with opener() as stream, zipfile.ZipFile(stream) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except DAMAGE:
        return []
    if any(name in names for name in _DOCUMENT_MEMBERS):
        return []
    return sorted(name for name in names if not _is_hidden(name))


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


@contextmanager
def _open_member(opener: Opener, member: str) -> Iterator[BufferedIOBase]:
    with opener() as stream, zipfile.ZipFile(stream) as archive, archive.open(member) as unpacked:
        yield cast("BufferedIOBase", unpacked)


@contextmanager
def _decompress(opener: Opener) -> Iterator[BufferedIOBase]:
    mark = _read_mark(opener)
    with opener() as stream:
        open_as = next((f for start, f in _OPENERS.items() if mark.startswith(start)), None)
        if open_as is None:
            yield stream
        else:
            with open_as(stream) as decompressed:
                yield decompressed


def _read_mark(opener: Opener) -> bytes:
    with opener() as stream:
        return stream.read(_LONGEST_MARK)


def _open_zstd(stream: BufferedIOBase) -> BufferedIOBase:
    from backports import zstd  # noqa: PLC0415

    return zstd.ZstdFile(stream)


_OPENERS: Mapping[bytes, Callable[[Any], BufferedIOBase]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": _open_zstd,
}
"""What opens a compressed stream, by the bytes at its start."""
