"""A refusal in, the places it names out: pointer, loc, param, field, or a known name in its words; pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contractkit.model import Message
from contractkit.wire.text import visible

NAMING = ("pointer", "loc", "param", "parameter", "field", "path", "property", "name", "source", "location", "key")
OFFER = re.compile(
    r"(?:valid|one of|allowed|expected|supported|available)\b[^:\[({.]*[:\[({]\s*([^\]})]+)", re.IGNORECASE
)
WORDS = ("title", "detail", "message", "msg", "error", "reason", "description", "error_description", *NAMING)
ENVELOPE = frozenset((*WORDS, "type", "status", "code", "instance", "timestamp"))  # members of error bodies themselves
PLACES = ("body", "query", "path", "header", "headers", "cookie", "data", "attributes")


def named(reply: Message, known: Iterable[str]) -> tuple[str, ...]:
    """Last segments of the places a refusal names, of those `known`, in the order of naming."""
    known = tuple(known)
    found: dict[str, None] = {}
    for text in _texts(reply):
        for name in known:
            if name not in found and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                found[name] = None
    return tuple(found)


def offered(reply: Message) -> tuple[str, ...]:
    """Values a refusal says would do: what follows "valid ... are:", "one of", "allowed", "expected"."""
    found: dict[str, None] = {}
    for text in _strings_of(reply):
        for listed in OFFER.findall(text):
            for word in re.findall(r"[\w.-]+", listed)[:10]:
                if word.lower() not in ("and", "or", "the", "a"):
                    found.setdefault(word.strip("."), None)
    return tuple(found)


def says(reply: Message | None, *, limit: int = 160) -> str:
    """What a refusal says, in one line: its words, without ids and times where they stand in members of their own."""
    if reply is None:
        return "no answer"
    try:
        words = tuple(dict.fromkeys(_words(json.loads(reply.body))))
    except (ValueError, RecursionError):
        words = ()
    text = visible(", ".join(words) or " ".join(reply.body[:2000].decode("utf-8", "replace").split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _texts(reply: Message) -> Iterator[str]:
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        yield reply.body[:4000].decode("utf-8", "replace")
        return
    told = [*_pointing(value)]
    yield from told if told else _strings(value)


def _words(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _words(member, name)
    elif isinstance(value, list):
        if key == "loc":
            yield "/".join(str(step) for step in value)
        else:
            for member in value:
                yield from _words(member, key)
    elif isinstance(value, str) and key.lower() in WORDS:
        yield " ".join(value.split())


def _strings_of(reply: Message) -> Iterator[str]:
    try:
        yield from _strings(json.loads(reply.body))
    except (ValueError, RecursionError):
        yield reply.body[:4000].decode("utf-8", "replace")


def _pointing(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _pointing(member, name)
    elif isinstance(value, list):
        if key in NAMING and all(isinstance(v, str | int) for v in value):
            yield "/".join(str(v) for v in value if v not in PLACES)
        else:
            for member in value:
                yield from _pointing(member, key)
    elif isinstance(value, str) and key in NAMING:
        yield value


def _strings(value: Any) -> Iterator[str]:
    """All texts, and the names of members that are not those of an envelope: two of them or more make one."""
    if isinstance(value, Mapping):
        own = {n for n, member in value.items() if str(n).lower() in ENVELOPE and isinstance(member, str | int)}
        for name, member in value.items():
            if len(own) < 2 or name not in own:
                yield str(name)
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)
    elif isinstance(value, str):
        yield value
