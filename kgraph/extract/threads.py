"""Matrix products on one thread."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Limit matrix products to one thread.

    Those of the networks are small: a second thread only waits, at ten times the cost, and changes
    the last bits.
    """
    limit: AbstractContextManager[object] = _find_libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _find_libraries() -> ThreadpoolController:
    return ThreadpoolController()
