"""The collector of cycles, asked for rarely: what is made while judging holds next to none, and contracts are large."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

COLLECTED = 50_000  # objects more than before, until cycles are looked for


@contextmanager
def rarely_collected() -> Iterator[None]:
    """To look for some among all that is known of contracts costs up to a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(max(COLLECTED, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
