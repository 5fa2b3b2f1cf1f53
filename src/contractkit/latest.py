"""A pure function of one value in, the same one that knows its latest answer again out: for what many ask in turn."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")


def latest(function: Callable[[A], T]) -> Callable[[A], T]:
    """By the very same value, which is kept until another one is asked about; what was raised is not remembered."""
    known: tuple[A, T] | None = None

    @wraps(function)
    def answer(value: A) -> T:
        nonlocal known
        before = known
        if before is not None and before[0] is value:
            return before[1]
        found = function(value)
        known = value, found
        return found

    return answer
