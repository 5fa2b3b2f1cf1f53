"""JSON pointers (RFC 6901) and local references in, their tokens and the values they lead to out. Pure."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote


def escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def pointer_of(tokens: Iterable[str]) -> str:
    """The pointer with these unescaped tokens; "" for none."""
    return "".join(f"/{escape(token)}" for token in tokens)


def tokens_of(pointer: str) -> tuple[str, ...]:
    if not pointer:
        return ()
    tokens = pointer[1:].split("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens) if "~" in pointer else tuple(tokens)


def child(value: Any, token: str) -> Any:
    """The member or item a token names; LookupError when there is none."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and token.isascii() and token.isdigit():
        return value[int(token)]
    raise LookupError(token)


def at(document: Any, pointer: str) -> Any:
    """The value at a pointer; LookupError when it leads nowhere."""
    for token in tokens_of(pointer):
        document = child(document, token)
    return document


def pointer_in(ref: str) -> str:
    """The pointer of a local reference: `#/paths/~1users~1%7Bid%7D` -> `/paths/~1users~1{id}`."""
    return unquote(ref.removeprefix("#"))


def reference_to(pointer: str) -> str:
    """The local reference to a pointer, written as a URI fragment (RFC 6901, 6)."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@-._?")
