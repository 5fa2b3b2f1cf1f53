"""A text from the wire and the shape it should have in, its value out. Pure."""

import math
import re
from typing import Any

from examples.orders.problems import malformed
from examples.orders.shapes import Blob, Flag, Number, Shape

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DIGITS = 400  # longer than any number that could be in range


def scalar(shape: Shape, text: str | bytes) -> Any:
    """The value a text stands for; the text itself where it is none of that kind, for validation to refuse."""
    if isinstance(text, bytes):
        return text if isinstance(shape, Blob) else scalar(shape, _decoded(text))
    if isinstance(shape, Flag):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(shape, Number) and len(text) <= _DIGITS:
        if _INTEGER.fullmatch(text):
            return int(text)
        if not shape.whole and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
            return float(text)
    return text


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as wrong:
        raise malformed("a field is not UTF-8") from wrong
