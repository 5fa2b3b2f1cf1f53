"""Hypothesis kept to what it is asked for: it also draws constants that stand in the sources of imported modules.

Which modules are imported depends on what ran before in a process, and on how many workers share the work; what is
drawn must not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ours: list[Any] = []  # what is known of constants while it is kept so


@contextmanager
def sourceless() -> Iterator[None]:
    """For as long as this lasts; tests of the user that draw later have it as it was."""
    from hypothesis.internal.cache import LRUCache
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    none = Constants()
    if not _ours:
        _ours.append(LRUCache(1024))
    held = providers._get_local_constants, providers.CONSTANTS_CACHE
    providers._get_local_constants, providers.CONSTANTS_CACHE = (lambda: none), _ours[0]
    try:
        yield
    finally:
        providers._get_local_constants, providers.CONSTANTS_CACHE = held
