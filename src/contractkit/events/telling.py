"""The types that may travel on a channel and an event in; the one it is of, or why none can be said, out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from contractkit.errors import ContractKitError, Unjudged
from contractkit.events.flaws import EventFlaw, flaws, seen
from contractkit.events.reading import Read
from contractkit.model import Contract, Event, EventType, Part, Severity, Tell
from contractkit.schema.shape import names

NAME = "name"  # of the event, or of whom it is about
HEADERS = (
    *("type", "event-type", "event_type", "eventtype", "event", "message-type", "messagetype", "x-event-type"),
    NAME,
)
MEMBERS = ("type", "event_type", "eventType", "event", NAME, "messageType")


@dataclass(frozen=True, slots=True)
class Told:
    """`type` None: no type can be said, and `why`; `nearest`: the flaws of the type it comes closest to.

    `named`: the type the event itself names, where it names one; `fits`: those it may be of, where nothing tells which.
    """

    type: EventType | None
    why: str = ""
    named: str | None = None
    nearest: tuple[EventFlaw, ...] = ()
    fits: tuple[EventType, ...] = ()


def tell(contract: Contract, types: Sequence[EventType], event: Event) -> Told:
    """By the name that the event says of itself, by what it satisfies, and where there is one type only by that.

    Raises Unjudged where neither the event can be read nor its types be told apart.
    """
    if not types:
        return Told(None, "the contract documents no message on this channel")
    read = seen(contract, types[0], event)
    said = tuple(dict.fromkeys(said_by(read)))
    by_name = _named(types, said, read)
    if len(by_name) == 1:
        one = by_name[0]
        return Told(one, named=_first(said, one) or next((value for value, _ in _fixed(one, read)), None))
    if not by_name and all(one.type is not None for one in types):
        claims = [claim for one in types for claim in _claims(contract, one, read)]
        if claims:
            return Told(None, f"it says that it is {claims[0]!r}, which the contract does not document", claims[0])
    candidates = by_name or list(types)
    if len(candidates) == 1:
        return Told(candidates[0])
    return _by_validity(contract, candidates, event)


def _by_validity(contract: Contract, types: Sequence[EventType], event: Event) -> Told:
    weighed: list[tuple[EventType, tuple[EventFlaw, ...]]] = []
    for one in types:
        try:
            weighed.append((one, tuple(flaws(contract, one, event))))
        except ContractKitError:
            continue  # what cannot be judged by a type is not told by it
    fitting = [one for one, wrong in weighed if all(flaw.severity is Severity.MINOR for flaw in wrong)]
    if len(fitting) == 1:
        return Told(fitting[0])
    if len(fitting) > 1:
        known = " and ".join(one.name for one in fitting)
        why = f"it fits {known}: nothing tells them apart; give each a constant, such as its type"
        return Told(None, why, fits=tuple(fitting))
    if not weighed:
        raise Unjudged("none of the channel's messages can be judged")
    nearest, wrong = min(weighed, key=lambda one: len(one[1]))
    known = ", ".join(one.name for one in types)
    return Told(None, f"it fits none of {known}; nearest is {nearest.name} ({wrong[0].told})", nearest=wrong)


def _named(types: Sequence[EventType], said: Sequence[str], read: Read) -> list[EventType]:
    """Those that it says to be where they fix it, else those whose name or type it says anywhere."""
    fixed = [one for one in types if (first := next(_fixed(one, read), None)) is not None and first[0] == first[1]]
    agreeing = [one for one in fixed if all(value == wanted for value, wanted in _fixed(one, read))]
    return agreeing or fixed or [one for one in types if {one.name, one.type} & {*said}]


def _fixed(type: EventType, read: Read) -> Iterator[tuple[str, str]]:
    """What an event says where the contract fixes its type, and what it is to say there; the most telling first."""
    for tell in type.tells:
        if (value := _at(tell, type, read)) is not None:
            yield value, tell.value


def _at(tell: Tell, type: EventType, read: Read) -> str | None:
    match tell.part:
        case Part.HEADERS:
            return read.event.message.header(tell.name)
        case Part.ENVELOPE if read.cloud is not None:
            held: Any = read.cloud.attributes
            name = "type"
        case _:
            held, name = read.data if type.data else read.body, tell.name
    value = held.get(name) if isinstance(held, Mapping) else None
    return value if isinstance(value, str) else None


def _claims(contract: Contract, type: EventType, read: Read) -> Iterator[str]:
    """What an event says that it is, as far as the contract means that place by it: no `type` that is its data."""
    if type.tells:
        yield from (value for value, _ in islice(_fixed(type, read), 1))
    elif read.cloud is not None:
        yield from _cloudy(read)
    else:
        declared = {name.lower() for name in names(contract.schemas, tuple(filter(None, (type.payload, type.headers))))}
        yield from (value for name, value in _usual(read) if name != NAME and name.lower() not in declared)


def said_by(read: Read) -> Iterator[str]:
    """What an event says it is."""
    yield from _cloudy(read)
    yield from (value for _, value in _usual(read))


def _cloudy(read: Read) -> Iterator[str]:
    if read.cloud is not None and isinstance(read.cloud.attributes.get("type"), str):
        yield read.cloud.attributes["type"]


def _usual(read: Read) -> Iterator[tuple[str, str]]:
    """Headers and members of the payload by which events commonly say it."""
    for name in HEADERS:
        if (value := read.event.message.header(name)) is not None:
            yield name, value
    if isinstance(read.body, dict):
        for name in MEMBERS:
            if isinstance(read.body.get(name), str):
                yield name, read.body[name]


def _first(said: Sequence[str], type: EventType) -> str | None:
    return next((one for one in said if one in (type.name, type.type)), None)
