"""The types that may travel on a channel and an event in; the one it is of, or why none can be said, out. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contractkit.errors import ContractKitError, Unjudged
from contractkit.events.flaws import EventFlaw, flaws, seen
from contractkit.events.reading import Read
from contractkit.model import Contract, Event, EventType, Severity

HEADERS = (
    *("type", "event-type", "event_type", "eventtype", "event", "message-type", "messagetype", "x-event-type"),
    "name",
)
MEMBERS = ("type", "event_type", "eventType", "event", "name", "messageType")


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
    by_name = [one for one in types if {one.name, one.type} & {*said}]
    if len(by_name) == 1:
        return Told(by_name[0], named=_first(said, by_name[0]))
    if said and not by_name and all(one.type is not None for one in types):
        return Told(None, f"it says that it is {said[0]!r}, which the contract does not document", said[0])
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
        names = " and ".join(one.name for one in fitting)
        why = f"it fits {names}: nothing tells them apart; give each a constant, such as its type"
        return Told(None, why, fits=tuple(fitting))
    if not weighed:
        raise Unjudged("none of the channel's messages can be judged")
    nearest, wrong = min(weighed, key=lambda one: len(one[1]))
    names = ", ".join(one.name for one in types)
    why = f"it fits none of {names}; nearest is {nearest.name}, whose {wrong[0].part} is to have {wrong[0].expected}"
    return Told(None, f"{why}: {wrong[0].actual}", nearest=wrong)


def said_by(read: Read) -> Iterator[str]:
    """What an event says it is."""
    if read.cloud is not None and isinstance(read.cloud.attributes.get("type"), str):
        yield read.cloud.attributes["type"]
    for name in HEADERS:
        if (value := read.event.message.header(name)) is not None:
            yield value
    if isinstance(read.body, dict):
        for name in MEMBERS:
            if isinstance(read.body.get(name), str):
                yield read.body[name]


def _first(said: Sequence[str], type: EventType) -> str | None:
    return next((one for one in said if one in (type.name, type.type)), None)
