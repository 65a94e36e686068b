"""Collect the pages of the site: every document at its own path, and those made from the code.

mkdocs runs this; `make docs` builds the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import mkdocs_gen_files
import typer.main
from typer.cli import get_docs_for_click

from kgraph.cli import app

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
_PUBLIC = re.compile(r"^from \.(?P<module>[\w.]+) import (?P<name>\w+) as", re.MULTILINE)


def find_documents() -> list[Path]:
    """Return the documents and the files that they link to, relative to the root."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    documents += ROOT.glob("benchmarks/notes/*.md")
    linked = {
        target
        for path in documents
        for link in _LINK.findall(path.read_text(encoding="utf-8"))
        if (target := (path.parent / link).resolve()).is_file()
    }
    return sorted(path.relative_to(ROOT) for path in {*documents, *linked})


def list_names() -> Iterator[str]:
    """Yield a section for each public name of kgraph, by module."""
    stub = (ROOT / "kgraph" / "__init__.pyi").read_text(encoding="utf-8")
    for found in _PUBLIC.finditer(stub):
        if found["name"] != "__version__":
            yield f"::: kgraph.{found['module']}.{found['name']}"


def write_page(path: str, text: str) -> None:
    """Write a page of the site."""
    with mkdocs_gen_files.open(path, "w") as file:
        file.write(text)


for document in find_documents():
    with mkdocs_gen_files.open(document.as_posix(), "wb") as copy:
        copy.write((ROOT / document).read_bytes())

write_page("docs/python.md", "# Python\n\n" + "\n\n".join(list_names()) + "\n")
command = typer.main.get_command(app)
context = typer.Context(command, info_name="kgraph")
options = get_docs_for_click(obj=command, ctx=context, name="kgraph", title="Options")
write_page("docs/commands.md", options)
config = (ROOT / "kgraph" / "config.cfg").read_text(encoding="utf-8")
write_page("docs/settings.md", f"# Settings\n\nThe defaults of kgraph:\n\n```ini\n{config}```\n")
