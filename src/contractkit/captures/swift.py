"""Event contracts in, a quick yes to CloudEvents that keep them out; whatever gets none is left to the full judgement.

A yes is given to nothing that `flaws()` has anything against: the envelope is asked for more narrowly than CloudEvents
are, and JSON that two readers could take for different values gets none. tests/captures/test_swift.py holds them
against each other.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.captures.implied import implies, required
from contractkit.captures.judging import Finding, Judged, finding
from contractkit.captures.known import Known, Spoken
from contractkit.captures.seen import Seen, closed
from contractkit.errors import ContractError, ContractKitError
from contractkit.events.cloud import BATCH, REQUIRED
from contractkit.events.flaws import payload_flaws
from contractkit.events.telling import MEMBERS
from contractkit.model import EventType
from contractkit.schema import SchemaBook
from contractkit.schema.shape import names
from contractkit.source.pointer import reference_to
from contractkit.wire.media import Form, form_of

_URI = r"^[A-Za-z0-9:/?#@!$&'()*+,;=._~-]+$"
_TEXT = {"type": "string", "minLength": 1}
_EXTENSION = {"type": ["string", "boolean"]}
ATTRIBUTES: Mapping[str, Any] = {
    "id": _TEXT,
    "source": {"type": "string", "pattern": _URI},
    "specversion": {"const": "1.0"},
    "type": _TEXT,
    "subject": _TEXT,
    # Not by its format: jsonschema-rs takes `10:00:0,Z` for a time.
    "time": {
        "type": "string",
        "pattern": r"^[0-9]{4}-(0[0-9]|1[0-2])-([0-2][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
        r"(\.[0-9]+)?([Zz]|[+-][0-9][0-9]:[0-9][0-9])$",
    },
    "datacontenttype": {"type": "string", "pattern": r"^[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)?$"},
    "dataschema": {"type": "string", "pattern": f"^[a-z]+:{_URI[1:]}"},
    "data": True,
}
WELL_KNOWN = ("traceparent", "tracestate", "partitionkey", "correlationid", "causationid", "tenant", "tenantid")
EXTENSIONS = dict.fromkeys(WELL_KNOWN, _EXTENSION)
NAME = re.compile(r"[a-z0-9]+")
_ESCAPED_COLON = b"\\u003"
_DIGITS = bytes(48 if 48 <= byte <= 57 else byte for byte in range(256))
_RUN = b"0" * 19
_LONG_NUMBER = re.compile(rb"(?:^|[\[:,\s])-?[0-9]{19}")

ASIDE = 32  # events that are asked about together: all before one that is refused are asked about twice
TOLD = 1_000  # ways to be wrong that are remembered
# Not asked again where a contract asks so itself.
FULLY: Mapping[str, Mapping[str, Any]] = {
    "id": _TEXT,
    "subject": _TEXT,
    "time": {"type": "string", "format": "date-time"},
}


Valid = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Swift:
    """One type of a contract: whether an event of it is valid, and which of a list is the first that is not.

    `enveloped`: whether nothing but its payload can be wrong with it.
    """

    held: Spoken
    type: EventType
    valid: Valid
    enveloped: Valid
    likeness: Callable[[Any], Hashable | None]
    listed: Callable[["Seen"], Callable[[Sequence[Any]], int | None]]

    @property
    def name(self) -> tuple[str, str]:
        return (self.held.contract.id, self.type.name)

    def subject(self, value: Mapping[str, Any]) -> Any:
        return value["data"] if self.type.data else value

    def findings(self, value: Mapping[str, Any]) -> Iterator[Finding]:
        """Of one that is enveloped; raises what the contract's schemas raise."""
        for flaw in payload_flaws(self.held.contract, self.type, self.subject(value)):
            yield finding(self.held.contract, self.type, flaw)


class Said:
    """What events are judged by that say a type of themselves: a validator for each contract that documents it."""

    def __init__(self, judges: Sequence[Swift]) -> None:
        self.types = tuple(one.name for one in judges)
        self._judges = tuple(judges)
        self._seen = Seen()
        self._listed: tuple[Callable[[Sequence[Any]], int | None], ...] = ()
        self._told: dict[tuple[Hashable, ...], Judged] = {}

    def valid(self, value: Mapping[str, Any]) -> bool:
        try:
            if not all(one.valid(value) for one in self._judges):
                return False
        except ValueError:
            return False  # nothing that jsonschema-rs judges: too deep
        if self._seen.learn(value):
            self._listed = ()
        return True

    def unlike(self, values: Sequence[Any]) -> Iterator[int]:
        """Which do not keep their contracts. Of events of this type and of version 1.0 that have source and id."""
        begin = 0
        while begin < len(values):
            at = self._first(values[begin : begin + ASIDE])
            if at is not None and not self.valid(values[begin + at]):
                yield begin + at
            begin += ASIDE if at is None else at + 1

    def _first(self, values: Sequence[Any]) -> int | None:
        """The first that is not like those that were valid before."""
        if not values or not self._seen.names:
            return 0 if values else None
        self._listed = self._listed or tuple(one.listed(self._seen) for one in self._judges)
        try:
            return min((at for one in self._listed if (at := one(values)) is not None), default=None)
        except ValueError:
            return 0

    def judged(self, value: Mapping[str, Any]) -> Judged | None:
        """What is wrong with one that does not keep its contracts; None where only the full judgement can say it."""
        try:
            if not all(one.enveloped(value) for one in self._judges):
                return None
            like = tuple(one.likeness(one.subject(value)) for one in self._judges)
            if (known := self._told.get(like)) is not None:
                return known
            said = Judged(self.types, tuple(found for one in self._judges for found in one.findings(value)))
            if None not in like and len(self._told) < TOLD:
                self._told[like] = said
            return said
        except (ContractKitError, ValueError):
            return None


def swift(known: Known) -> Mapping[str, Said]:
    """By the type that structured CloudEvents without channel say; nothing where the full judgement has to decide."""
    spoken = known.on("")
    said = {name for held in spoken for type in held.types for name in (type.name, type.type) if name}
    made = ((name, _said(name, spoken)) for name in sorted(said))
    return {name: one for name, one in made if one is not None}


def _said(name: str, spoken: Sequence[Spoken]) -> Said | None:
    """Where every contract reads CloudEvents, and those that know the name know one type by it."""
    found: list[Swift] = []
    for held in spoken:
        given = held.as_given(headers=False, key=False, structured=True)
        if not given or not all(type.envelope == "cloudevents" and _is_json(type) for type in given):
            return None
        by_name = [type for type in given if name in (type.name, type.type)]
        if len(by_name) > 1 or not isinstance(held.contract.schemas, SchemaBook):
            return None
        if by_name:
            made = _swift(held, held.contract.schemas, by_name[0])
            if made is None:
                return None
            found.append(made)
    return Said(found) if found else None


def _swift(held: Spoken, book: SchemaBook, type: EventType) -> Swift | None:
    if type.unjudged is not None or type.format:
        return None
    reference = {} if type.payload is None else {"$ref": reference_to(type.payload)}
    whole, data = ({}, reference) if type.data else (reference, {})
    own = names(book, (type.payload,)) if type.payload is not None and not type.data else ()
    extensions = dict.fromkeys(
        (*WELL_KNOWN, *(name for name in own if NAME.fullmatch(name) and name not in MEMBERS)), _EXTENSION
    )
    every = {**extensions, **ATTRIBUTES, "data": data}
    implied, asked_for = {"type", "specversion"}, {*REQUIRED}
    if type.payload is not None and not type.data:
        asked_for |= required(book, type.payload)
        implied |= {name for name, asked in FULLY.items() if implies(book, type.payload, name, asked)}
    told = closed([*REQUIRED, "data"] if data else REQUIRED, every)
    likewise = {**every, "data": True} | ({"datacontenttype": {"const": "application/json"}} if type.data else {})
    enveloped = closed([*REQUIRED, "data"] if type.data else REQUIRED, likewise)

    def listed(seen: Seen) -> Callable[[Sequence[Any]], int | None]:
        asked = {name: every[name] for name in sorted(seen.names - implied) if every[name]}
        return book.first({**seen.schema(asked, asked_for), **whole})

    try:
        valid = book.quick({**told, **whole})
        return Swift(held, type, valid, book.quick(enveloped), book.likeness(reference), listed)
    except ContractError:
        return None


def _is_json(type: EventType) -> bool:
    return form_of(type.content_type) is Form.JSON and not type.content_type.startswith(BATCH)


def plain(line: bytes, written: bytes) -> bool:
    """Whether a line is JSON that has one meaning: no name twice in an object, no number that only Python holds whole.

    `written`: its value, written again. It has as many colons, unless a name was there twice; whole numbers beyond 64
    bits have become floats.
    """
    if written == line:
        return True
    if _ESCAPED_COLON in line or line.count(b":") != written.count(b":"):
        return False
    return _RUN not in line.translate(_DIGITS) or _LONG_NUMBER.search(line) is None
