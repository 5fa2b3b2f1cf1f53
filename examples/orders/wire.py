"""Percent-encoded text in, decoded text out; raises Refusal for what is not well formed. Pure."""

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from examples.orders.problems import malformed

Pairs = Sequence[tuple[str, str]]
_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def pairs_of(encoded: bytes, what: str) -> Pairs:
    """`name=value` pairs of a query string or form; `+` is a space."""
    split = (chunk.partition(b"=") for chunk in encoded.split(b"&") if chunk)
    return [
        (decoded(name.replace(b"+", b" "), what), decoded(text.replace(b"+", b" "), what)) for name, _, text in split
    ]


def cookies_of(header: str) -> Pairs:
    """RFC 6265, 4.2.1; values stand as they are."""
    split = (crumb.strip(" \t").partition("=") for crumb in header.split(";"))
    return [(name, value) for name, found, value in split if found]


def decoded(encoded: bytes, what: str) -> str:
    if _ESCAPE.search(encoded):
        raise malformed(f"the {what} has a % that no two hex digits follow")
    try:
        return unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError as wrong:
        raise malformed(f"the {what} is not UTF-8") from wrong
