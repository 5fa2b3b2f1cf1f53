"""Single values in, their text on the wire out, and back as a fair server reads it by the schema. Pure."""

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from contractkit.errors import Unsendable
from contractkit.model import Schemas
from contractkit.schema.shape import Pointers, types

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_RESERVED = ":/?#[]@!$&'()*+,;="
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_DIGITS = 4000  # Python refuses to convert longer integers
_WORDS = {"true": True, "false": False}


def text(value: Any) -> str:
    """What stands for a scalar; an array or object becomes JSON (nothing defines anything better inside a list)."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return "-0" if value == 0 and math.copysign(1, value) < 0 else str(int(value))
    return dumps(value)


def dumps(value: Any) -> str:
    try:
        made = _COMPACT.encode(value)
    except (ValueError, TypeError, RecursionError) as unfit:
        raise Unsendable(f"a value that is not JSON: {unfit}") from unfit
    return json.dumps(value, separators=(",", ":")) if has_surrogate(made) else made


def has_surrogate(written: str) -> bool:
    return not written.isascii() and _SURROGATE.search(written) is not None


def visible(written: str) -> str:
    r"""A text that may stand in any file and on any terminal: control characters and lone surrogates as `\x1b`."""
    if written.isprintable():
        return written
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in written)


def texts(value: Any) -> Iterator[str]:
    """All texts in a value, names of members among them; an empty list is written as nothing: an empty text."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one or [""]


def loose(body: bytes) -> str:
    """Bytes as a text: UTF-8 where they are, else one character per byte."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


@lru_cache(maxsize=4_000)
def percent(written: str, *, reserved: bool = False) -> str:
    """Percent-encoded but for RFC 3986 unreserved characters; `reserved` keeps `:/?#[]@!$&'()*+,;=` too."""
    try:
        return quote(written, safe=_RESERVED if reserved else "")
    except UnicodeEncodeError as lone:
        raise Unsendable("a lone surrogate has no UTF-8 form, so it cannot travel in a URL or form") from lone


def plain(encoded: str) -> str:
    """The text behind percent-encoding; bytes that are not UTF-8 become lone surrogates, so that they are noticed."""
    return unquote(encoded, errors="surrogateescape")


def plain_form(encoded: str) -> str:
    return unquote_plus(encoded, errors="surrogateescape")


def readings(schemas: Schemas, pointers: Pointers, written: str) -> Iterator[Any]:
    """What a text can be read as, by the types allowed there: the strictest first, then the text where one may stand.

    A text that nothing allowed can be read from is itself.
    """
    allowed = types(schemas, pointers)
    strict = [] if allowed is None or allowed == frozenset({"string"}) else list(_strict(allowed, written))
    yield from strict
    if not strict or allowed is None or "string" in allowed:
        yield written


def _strict(allowed: frozenset[str], written: str) -> Iterator[Any]:
    if "null" in allowed and written == "null":
        yield None
    if "boolean" in allowed and written in _WORDS:
        yield _WORDS[written]
    if ("integer" in allowed or "number" in allowed) and len(written) < _DIGITS and _INTEGER.fullmatch(written):
        yield int(written)
    elif "number" in allowed and len(written) < _DIGITS and _NUMBER.fullmatch(written):
        number = float(written)
        yield from (number,) if math.isfinite(number) else ()
    if written[:1] in ("[", "{") and allowed & {"array", "object"}:
        yield from _structure(written)


def _structure(written: str) -> Iterator[Any]:
    try:
        yield json.loads(written)
    except (ValueError, RecursionError):
        return  # then it is a text that begins with a bracket


def read(schemas: Schemas, pointers: Pointers, written: str) -> Any:
    """The first reading that is valid there, else the strictest."""
    found = list(readings(schemas, pointers, written))
    if len(found) == 1:
        return found[0]
    return next((value for value in found if fits(schemas, pointers, value)), found[0])


def fits(schemas: Schemas, pointers: Pointers, value: Any) -> bool:
    return not pointers or any(schemas.is_valid(pointer, value) for pointer in pointers)
