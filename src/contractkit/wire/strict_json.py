"""A JSON text in, its value out where no two readers can differ about it. Pure."""

import json
import math
from typing import Any


def plain(text: str) -> Any:
    """Raises ValueError for what is not JSON, for NaN and its like, and for a name that stands twice in one object."""
    return _PLAIN.decode(text)


def finite(text: str) -> Any:
    """As `plain`, and raises ValueError for a number that is too large to be one."""
    return _FINITE.decode(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _bounded(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise ValueError(f"{written[:20]} is beyond what readers hold")
    return number


_PLAIN = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refused)
_FINITE = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refused, parse_float=_bounded)
