"""Two answers in; in what their form differs, out: it tells those who may not know whether something is there. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.model import Message
from contractkit.wire.media import Form, form_of

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.:/#-]{0,60}|\d{1,4}")  # for machines; a sentence may name what was asked for
CODES = ("code", "error_code", "errorCode", "error", "type", "title", "status", "reason")


def unlike(one: Message, other: Message) -> str:
    """Status, media type, members or codes; "" where nothing of these differs. Values of other members may."""
    if one.status != other.status:
        return f"status {one.status} and {other.status}"
    if one.media != other.media:
        return f"media type {one.media or 'none'} and {other.media or 'none'}"
    left, right = _form(one), _form(other)
    if left == right:
        return ""
    differing = sorted({*left} ^ {*right})
    return f"at {differing[0].partition('=')[0] or 'the body'}"


def _form(reply: Message) -> frozenset[str]:
    if form_of(reply.media) is not Form.JSON:
        return frozenset({"a body" if reply.body else "no body"})
    try:
        return frozenset(_places(parse(reply).value, ""))
    except Unjudged:
        return frozenset()


def _places(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            told = f"={member}" if name in CODES and _WORD.fullmatch(str(member)) else ""
            yield f"{place}/{name}{told}"
            yield from _places(member, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _places(item, f"{place}/*")
    else:
        yield f"{place}:{type(value).__name__}"
