"""Execute the notebooks and store them with their outputs, byte for byte reproducibly.

`python notebooks/run.py [NOTEBOOK...]` runs the given notebooks, or all in its folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import matplotlib.font_manager  # noqa: F401 - builds the font cache before a kernel reports it
import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

HOME = Path(__file__).parent

# Metadata that would otherwise differ between machines and runs.
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_NO_VERSION = (
    "--InlineBackend.print_figure_kwargs={'bbox_inches': 'tight', 'metadata': {'Software': None}}"
)


def execute(path: Path, folder: Path, env: Mapping[str, str] = os.environ) -> nbformat.NotebookNode:
    """Execute a notebook in its own kernel and return it with its outputs, as it is stored.

    Args:
        path: The notebook.
        folder: Where its relative paths start.
        env: The kernel's environment.

    Raises:
        CellExecutionError: A cell raised an error.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name=_KERNEL["name"],
        record_timing=False,
        extra_arguments=[_NO_VERSION],
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=dict(env))
    notebook.metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def main() -> None:
    """Execute and store the given notebooks, or all."""
    for path in [Path(name) for name in sys.argv[1:]] or sorted(HOME.glob("*.ipynb")):
        nbformat.write(execute(path, HOME), path)
        print(path.name)


if __name__ == "__main__":
    main()
