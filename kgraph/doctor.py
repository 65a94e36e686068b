"""Find what is wrong with an installation: packages, extras, extraction, folders to write to."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Literal, TypeAlias

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from kgraph._version import __version__
from kgraph.extras import EXTRAS

Status: TypeAlias = Literal["ok", "missing", "broken"]

_TITLE = "Grokking in Transformers"
_ABSTRACT = "We train a Transformer on modular addition with weight decay."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined.

    `missing` is what kgraph works without, `broken` what it needs; `detail` then is the remedy.
    """

    part: str
    name: str
    status: Status
    detail: str


def examine(folder: str | Path = ".") -> list[Finding]:
    """Examine this installation.

    Args:
        folder: Where builds shall be written.

    Returns:
        A finding for Python, kgraph, each package it depends on, each extra, the extraction of a
        sentence, the limits of queries and each folder that is written to.

    Example:
        >>> {finding.part for finding in examine() if finding.status == "broken"}
        set()
    """
    try:
        installed = distribution("kgraph")
    except PackageNotFoundError:
        packages = [Finding("kgraph", __version__, "broken", "not installed: pip install kgraph")]
    else:
        packages = list(_examine_packages(installed))
    return [
        *packages,
        _examine_extraction(),
        _examine_queries(),
        _examine_folder("output", Path(folder)),
        _examine_folder("temporary", Path(tempfile.gettempdir())),
    ]


def _examine_packages(installed: Distribution) -> Iterator[Finding]:
    python, supported = platform.python_version(), installed.metadata["Requires-Python"]
    if python in SpecifierSet(supported):
        yield Finding("python", python, "ok", sys.executable)
    else:
        yield Finding("python", python, "broken", f"kgraph needs Python {supported}")
    yield Finding("kgraph", __version__, "ok", str(Path(__file__).parent))
    needed = [Requirement(text) for text in installed.requires or ()]
    core = [package for package in needed if _is_needed(package, "")]
    for package in core:
        if fault := _fault(package):
            detail = f"{fault}: pip install '{package.name}{package.specifier}'"
            yield Finding("package", package.name, "broken", detail)
        else:
            yield Finding("package", package.name, "ok", version(package.name))
    for extra in sorted(EXTRAS.keys() - {"all"}):
        of_extra = [package for package in needed if _is_needed(package, extra)]
        yield _examine_extra(extra, [package for package in of_extra if package not in core])


def _is_needed(package: Requirement, extra: str) -> bool:
    """Return whether a package is needed with an extra, or without any."""
    return package.marker is None or package.marker.evaluate({"extra": extra})


def _examine_extra(extra: str, packages: Iterable[Requirement]) -> Finding:
    faults = [f"{package.name} {fault}" for package in packages if (fault := _fault(package))]
    if not faults:
        return Finding("extra", extra, "ok", EXTRAS[extra])
    remedy = f"{', '.join(faults)}: pip install 'kgraph[{extra}]'"
    return Finding("extra", extra, "missing", f"{EXTRAS[extra]}; {remedy}")


def _fault(requirement: Requirement) -> str:
    """Return what is wrong with a package, or nothing."""
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return "is not installed"
    fits = requirement.specifier.contains(found, prereleases=True)
    return "" if fits else f"is {found}, not {requirement.specifier}"


def _examine_extraction() -> Finding:
    part = "extraction"
    try:
        from kgraph.pipeline import build
        from kgraph.types import Paper

        graph = build([Paper(title=_TITLE, abstract=_ABSTRACT)])
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what is looked for
        return Finding(part, "model", "broken", f"{type(error).__name__}: {error}")
    names = ", ".join(entity.name for entity in graph.entities.values())
    if not names:
        return Finding(part, "model", "broken", f"finds nothing in {_ABSTRACT!r}: install again")
    return Finding(part, "model", "ok", f"finds {names}")


def _examine_queries() -> Finding:
    from kgraph.errors import QueryError
    from kgraph.sparql.limits import check_system

    try:
        check_system()
    except QueryError as error:
        return Finding("queries", "limits", "missing", str(error))
    return Finding("queries", "limits", "ok", "time and memory of a query are limited")


def _examine_folder(name: str, folder: Path) -> Finding:
    where = str(folder.resolve())
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding("folder", name, "broken", f"{where} cannot be written ({error.strerror})")
    return Finding("folder", name, "ok", where)
