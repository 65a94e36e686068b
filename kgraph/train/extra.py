"""torch, which only training needs: the extra `kgraph[train]` installs it."""

from __future__ import annotations

from kgraph.errors import KgraphError


def check_torch() -> None:
    """Check that training can run.

    Raises:
        KgraphError: torch cannot be imported.
    """
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise KgraphError(
            f'Training needs torch ({error}). Install it with: pip install "kgraph[train]"'
        ) from error
