"""What travels: drafts, requests, messages, events, cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from contractkit.model.contract import Interaction


class Absent:
    """The value of what is not sent at all (None is JSON null)."""

    _instance: "Absent | None" = None

    def __new__(cls) -> "Absent":
        cls._instance = cls._instance or super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


class Wire(str):
    """A parameter as it stands on the wire, nothing encoded.

    Query: all of it, `limit=5&limit=6`. Path: what replaces `{id}`. Header: the value. Cookie: `name=value`.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a draft.

    `place`: `query.limit`, `path.id`, `header.X`, `cookie.c`, `body`, `body/items/0/sku` (JSON pointer after
    `body`), `media` (the Content-Type), `accept`, `method`, `path`, `raw` (body bytes as a latin-1 string), `identity`,
    `padding` (bytes of white space after the body).
    `value`: the new value, or ABSENT to leave it out. For parameters a `Wire` string is sent as it stands.
    """

    place: str
    value: Any = ABSENT


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as values, before it is written on the wire."""

    parameters: Mapping[str, Any] = field(default_factory=dict)  # by Parameter.key, absent keys are not sent
    body: Any = ABSENT
    media: str | None = None  # Content-Type; None = no header
    raw: bytes | None = None  # body bytes sent instead of `body`
    accept: str | None = None
    method: str | None = None  # instead of the interaction's
    path: str | None = None  # as it travels, instead of the interaction's
    identity: str | None = None
    padding: int = 0  # bytes of white space after the body
    unique: frozenset[str] = frozenset()  # places (as in Edit) whose values are salted anew on each sending
    made: frozenset[str] = frozenset()  # places whose values name resources this run created


@dataclass(frozen=True, slots=True)
class Request:
    """The wire form: `target` is path and query, percent-encoded; header names as sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    def header(self, name: str) -> str | None:
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Message:
    """What came back, or an event: status (None for events), headers in order, body bytes (decompressed)."""

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    _named: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        """The first of this name; each answer is asked for its headers a dozen times."""
        if not self._named:
            self._named.update((own.lower(), value) for own, value in reversed(self.headers))
        return self._named.get(name.lower())

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(v for k, v in self.headers if k.lower() == name.lower())

    @property
    def media(self) -> str:
        """The media type without parameters, lower case; "" when there is no Content-Type."""
        told = self._named.get("")  # no header has this name
        if told is None:
            told = _bare(self.header("content-type") or "")
            self._named[""] = told
        return told


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    wanted = name.lower()
    for own, value in headers:
        if own.lower() == wanted:
            return value
    return None


@lru_cache(maxsize=1_000)
def _bare(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Event:
    """A message on a channel. Header values and keys that are no UTF-8 keep their bytes as surrogate escapes.

    `position`: where the broker keeps it (`0/17` partition and offset, `1767-0` a stream id), "" where it says none;
    `at`: time.monotonic() of when it was heard.
    """

    channel: str  # the address it travels on
    message: Message
    key: str | None = None
    position: str = ""
    at: float = 0.0


class Intent(StrEnum):
    VALID = "valid"  # a valid request: a baseline or a valid edge
    FAULT = "single-fault"  # invalid by exactly one fault at `target`
    ROBUST = "robustness"  # hostile or unclassifiable: bears only on no-server-error and the answer's own form
    PROTOCOL = "protocol"  # method, media type, syntax: judged by the protocol check of its target


@dataclass(frozen=True, slots=True)
class Target:
    """The constraint a case aims at: use-site place (`body/items/*/sku`, `query.limit`) and keyword."""

    place: str
    keyword: str

    def __str__(self) -> str:
        return f"{self.place} {self.keyword}"


@dataclass(frozen=True, slots=True)
class Case:
    """One stimulus with its intent. `edits` lead from a baseline draft to `draft`, for replay and for people."""

    interaction: Interaction
    intent: Intent
    draft: Draft
    request: Request
    target: Target | None = None
    edits: tuple[Edit, ...] = ()
    note: str = ""  # what is telling about it: "one above the maximum 100"
    lenient: str | None = None  # rule of leniency it asks about: coercion, format, readonly
    phase: str = "enumerated"  # baseline, enumerated, robustness, protocol, property, replay
