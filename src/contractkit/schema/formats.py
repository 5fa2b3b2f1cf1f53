"""The string formats of OpenAPI that JSON Schema does not know, times, and ECMA-262 patterns, as plain predicates."""

import base64
import binascii
from functools import lru_cache

from regress import Regex, RegressError

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
# RFC 3339, 5.6, by its signs alone: jsonschema-rs knows the calendar, and takes `10:00:0,Z` for a time.
TIMES = {"date": f"^{_DATE}$", "time": f"^{_TIME}$", "date-time": f"^{_DATE}[Tt]{_TIME}$"}


def is_base64(text: str) -> bool:
    """`format: byte` (OpenAPI 3.0, RFC 4648): the standard alphabet, or the one for URLs, padded or not."""
    try:
        base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def is_pattern(text: str) -> bool:
    """`format: regex`: ECMA-262."""
    return compiled(text) is not None


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Regex | None:
    """An ECMA-262 pattern, with the `u` flag when it allows it; None when it is none."""
    for flags in ("u", ""):
        try:
            return Regex(pattern, flags)
        except RegressError:
            continue
    return None


def found(pattern: str, text: str) -> bool:
    """Whether a pattern matches somewhere in a text; ValueError when it is no pattern."""
    regex = compiled(pattern)
    if regex is None:
        raise ValueError(f"{pattern!r} is not an ECMA-262 pattern")
    return regex.find(text) is not None
