"""A refusal or failure (4xx, 5xx) as it was answered; the words in which a family of envelopes speaks of it. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.model import ABSENT, Envelope, Message

_URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=\[\]]|%[0-9A-Fa-f]{2})*(?:#(?:[^#\s<>\"{}|\\^`])*)?")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "object": dict,
    "array": list,
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """`body`: its JSON value; ABSENT where it is of no JSON or cannot be read."""

    reply: Message
    body: Any
    envelope: Envelope

    @property
    def status(self) -> int:
        return self.reply.status or 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """`rule` and `pointer` (into the body, `*` for items) are part of identities; the rest is for people."""

    rule: str
    pointer: str
    expected: str
    actual: str


def must_be_object(body: Any, at: str = "") -> Iterator[Flaw]:
    if not isinstance(body, dict):
        yield Flaw("object", at, "an object", _told(body))


def members(
    body: Any, wanted: Mapping[str, str], *, required: Iterable[str] = (), at: str = "", nullable: bool = False
) -> Iterator[Flaw]:
    """What is wrong with the members of an object: `wanted` says their types, also `uri-reference`."""
    if not isinstance(body, dict):
        yield from must_be_object(body, at)
        return
    for name in required:
        if name not in body:
            yield Flaw("required", f"{at}/{name}", f"a member {name!r}", "none")
    for name, kind in wanted.items():
        value = body.get(name, ABSENT)
        if value is not ABSENT and not (nullable and value is None) and not is_a(kind, value):
            yield Flaw("type", f"{at}/{name}", _article(kind), _told(value))


def is_a(kind: str, value: Any) -> bool:
    if kind == "uri-reference":
        return isinstance(value, str) and _URI_REFERENCE.fullmatch(value) is not None
    if kind == "integer" and isinstance(value, bool):
        return False
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[kind])


def same_status(failure: Failure, said: Any, at: str) -> Iterator[Flaw]:
    """The status a body repeats is the status of the answer."""
    if is_a("integer", said) and said != failure.status:
        yield Flaw("status-equals", at, f"{failure.status}, as answered", str(said))


def _article(kind: str) -> str:
    return {
        "integer": "an integer",
        "object": "an object",
        "array": "an array",
        "uri-reference": "a URI reference",
    }.get(kind, f"a {kind}")


def _told(value: Any) -> str:
    """A value for people, short."""
    text = "nothing" if value is ABSENT else repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
