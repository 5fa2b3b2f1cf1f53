"""Answers in; whether one shows what only the other was to show, out. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contractkit.answer.marks import spoken
from contractkit.answer.payload import parse
from contractkit.model import Message, Observation
from contractkit.wire.media import Form, form_of

SHORT, LONG = 12, 24  # characters of a text that stands in an answer by no chance: with a digit in it, without
MARKS = ("etag", "last-modified", "content-disposition", "x-total-count")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def shows(seen: Observation, protected: Observation, public: Sequence[Observation]) -> str:
    """What an answer shows of a protected one, and `public` ones do not, for people; "" for nothing.

    What a request said itself, and times, are no content.
    """
    reply, kept = seen.reply, protected.reply
    known = [one.reply for one in public if one.reply is not None]
    if reply is None or kept is None:
        return ""
    for name in MARKS:
        value = reply.header(name)
        if value and value == kept.header(name) and all(value != one.header(name) for one in known):
            return f"the same {name} header"
    if len(reply.body) >= SHORT and reply.body == kept.body and all(reply.body != one.body for one in known):
        return "the same body"
    text = _text(reply)
    told = "\n".join((*map(_text, known), spoken(seen.case.request), spoken(protected.case.request)))
    return "values of the protected answer" if any(w in text and w not in told for w in _words(kept)) else ""


def tells(protected: Observation, public: Sequence[Observation]) -> bool:
    """Whether there is anything in a protected answer that could be found again."""
    return bool(shows(protected, protected, public))


def _text(reply: Message) -> str:
    return reply.body.decode("utf-8", "replace")


def _words(reply: Message) -> Iterator[str]:
    value = parse(reply).value if form_of(reply.media) is Form.JSON else None
    for word in _leaves(value):
        long = len(word) >= LONG or (len(word) >= SHORT and any(char.isdigit() for char in word))
        if long and not _TIME.fullmatch(word):
            yield word


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for member in value.values():
                yield from _leaves(member)
        case list():
            for item in value:
                yield from _leaves(item)
