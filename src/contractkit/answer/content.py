"""Answers in; whether one shows what only the other was to show, out. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.answer.payload import parse
from contractkit.model import Message
from contractkit.wire.media import Form, form_of

SHORT, LONG = 12, 24  # characters of a text that stands in an answer by no chance: with a digit in it, without
MARKS = ("etag", "last-modified", "content-disposition", "x-total-count")


def shows(reply: Message, protected: Message, public: Message) -> str:
    """What an answer shows of a protected one and a public one does not, for people; "" for nothing."""
    for name in MARKS:
        value = reply.header(name)
        if value and value == protected.header(name) and value != public.header(name):
            return f"the same {name} header"
    if not reply.body or reply.body == public.body:
        return ""
    if len(reply.body) >= SHORT and reply.body == protected.body:
        return "the same body"
    text, open_text = _text(reply), _text(public)
    for word in _words(protected):
        if word in text and word not in open_text:
            return "values of the protected answer"
    return ""


def tells(protected: Message, public: Message) -> bool:
    """Whether there is anything in a protected answer that could be found again."""
    marked = any(protected.header(name) not in (None, public.header(name)) for name in MARKS)
    return marked or (len(protected.body) >= SHORT and protected.body != public.body)


def _text(reply: Message) -> str:
    return reply.body.decode("utf-8", "replace")


def _words(reply: Message) -> Iterator[str]:
    value = parse(reply).value if form_of(reply.media) is Form.JSON else None
    for word in _leaves(value):
        if len(word) >= LONG or (len(word) >= SHORT and any(char.isdigit() for char in word)):
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
