"""Write a file atomically: a reader sees the old content or the new, never a part of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def open_atomic(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 file that replaces `path` if the block ends without an error.

    A symbolic link stays a link: its target is replaced. The mode of an existing file is kept.
    A device, such as /dev/null, is written to directly. Line breaks are written as they are.

    Raises:
        OSError: The file cannot be written.

    Example:
        >>> with open_atomic(Path("/dev/null")) as file:
        ...     file.write("text")
        4
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as device:
            yield device
        return
    with _replacing(path) as new, new.open("w", encoding="utf-8", newline="") as file:
        yield file


def write_atomic(path: Path, data: bytes) -> None:
    """Write bytes to a file, as `open_atomic` does text.

    Raises:
        OSError: The file cannot be written.
    """
    with _replacing(path) as new:
        new.write_bytes(data)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a new file that replaces a file if the block succeeds."""
    target = path.resolve()
    new = target.with_name(f".{target.name}.new")
    try:
        yield new
        if target.exists():
            shutil.copymode(target, new)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
