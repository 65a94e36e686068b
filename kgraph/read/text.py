"""The text of an input file: opened, decompressed and decoded line by line."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import BufferedIOBase, BytesIO
from itertools import chain

from kgraph.read.columns import STANDARD, Columns
from kgraph.types import Level, Problem, Source

HEAD = 65_536
"""How many bytes at the start of a file decide what its format is."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# A file is binary if more than this share of its first bytes is neither UTF-8 nor printable.
_BINARY_SHARE = 0.3


DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile)
"""What is raised while a compressed file is read that was cut short or damaged."""

_DECLARATION = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.ASCII)
_STEP = 1024
_CHUNK = 1 << 20
_LINE_END = re.compile(rb"\r\n|\n|\r")


Opener = Callable[[], AbstractContextManager[BufferedIOBase]]
"""Opens the decompressed bytes of a file, each time from the start."""


@dataclass(frozen=True, eq=False)
class InputText:
    """A file that is read: its name, how to open it, and what its columns are called.

    A line that is not valid UTF-8 is read in the encoding that XML declares, or otherwise as
    Windows-1252 and reported in `problems`.
    """

    name: str
    open: Opener
    columns: Columns = STANDARD
    problems: dict[int, Problem] = field(default_factory=dict)
    """The problems of decoding found so far, by line (from 1)."""

    def source(self, line: int = 1) -> Source:
        """Return the source of a record that starts at a line (from 1)."""
        return Source(self.name, line)

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the file, about `HEAD`."""
        with self.open() as stream:
            return _read_head(stream)

    @cached_property
    def head_lines(self) -> tuple[str, ...]:
        """The first lines of the file; the last may be cut."""
        lines = BytesIO(self.head)
        return tuple(text for text, _ in _iter_decoded(lines))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All lines, without line breaks: `lines[0]` is line 1."""
        return tuple(self.iter_lines())

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines without line breaks, in memory that does not grow with the file."""
        number = 0
        with self.open() as stream:
            try:
                for number, (text, fault) in enumerate(_iter_decoded(stream), 1):
                    if fault:
                        self._report("problem", number, "wrong-encoding", *fault)
                    yield text
            except DAMAGE as error:
                self._report("error", number + 1, "broken-file", *describe_damage(error))

    def _report(self, level: Level, line: int, code: str, detail: str, decision: str) -> None:
        self.problems[line] = Problem(self.source(line), level, code, detail, decision)

    @cached_property
    def is_binary(self) -> bool:
        """Whether the file is not text."""
        if self.head.startswith(tuple(_UTF16)) and not self.head.startswith(_UTF32):
            return False
        invalid = self.head.decode("utf-8", "replace").count("\ufffd")
        invalid += len(_CONTROL.findall(self.head))
        return self.head.startswith(_UTF32) or invalid > _BINARY_SHARE * len(self.head)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the decompressed bytes, in hexadecimal."""
        with self.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def describe_damage(error: Exception) -> tuple[str, str]:
    """Return detail and decision for a compressed file that cannot be read to its end."""
    detail = f"the compressed file is damaged or cut short ({error})"
    return detail, "the part before was read; download the file again"


_Fault = tuple[str, str]
"""What is wrong with a line, and the decision."""

_Line = tuple[str, _Fault | None]
"""The text of a line, and what is wrong with it."""


def _read_head(stream: BufferedIOBase) -> bytes:
    data = b""
    try:
        # Small steps: the last one is lost if the file is damaged after it.
        while len(data) < HEAD and (step := stream.read(_STEP)):
            data += step
    except DAMAGE:
        pass
    return data


def _iter_decoded(stream: BufferedIOBase) -> Iterator[_Line]:
    first = stream.read(_CHUNK)
    others = iter(lambda: stream.read(_CHUNK), b"")
    for mark, encoding in _UTF16.items():
        if first.startswith(mark) and not first.startswith(_UTF32):
            raw_lines = _split(_to_utf8(chain([first.removeprefix(mark)], others), encoding))
            return ((line := raw.decode(), _check_utf16(line)) for raw in raw_lines)
    raw_lines = _split(chain([first.removeprefix(codecs.BOM_UTF8)], others))
    return map(partial(_decode, declared=_declared_encoding(first)), raw_lines)


def _to_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines without their ends."""
    parts: list[bytes] = []  # of a line that has not ended yet
    half = b""
    for chunk in chain(chunks, [b""]):
        # A carriage return at the end may be half of a line end.
        data = half + chunk
        half = b"\r" if chunk and data.endswith(b"\r") else b""
        start, *others = _LINE_END.split(data.removesuffix(half))
        parts.append(start)
        for line in others:
            yield b"".join(parts)
            parts = [line]
    yield b"".join(parts)


def _check_utf16(line: str) -> _Fault | None:
    if "\ufffd" not in line:
        return None
    detail = "the line contains invalid UTF-16, or a replacement character"
    return detail, "invalid bytes were read as replacement characters"


def _declared_encoding(first: bytes) -> str:
    """Return the encoding that XML declares, if it has other characters than UTF-8, or ''."""
    declaration = _DECLARATION.match(first.removeprefix(codecs.BOM_UTF8))
    with suppress(LookupError):
        name = codecs.lookup(declaration[1].decode()).name if declaration else ""
        # As browsers do: what is called Latin-1 is often Windows-1252, which contains it.
        name = "cp1252" if name == "iso8859-1" else name
        return "" if name.startswith("utf") else name
    return ""


def _decode(raw: bytes, declared: str) -> _Line:
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        with suppress(UnicodeError, LookupError):
            return raw.decode(declared), None
        detail = f"byte {error.start + 1} of the line is not UTF-8"
        return raw.decode("cp1252", "replace"), (detail, "the line was read as Windows-1252")
