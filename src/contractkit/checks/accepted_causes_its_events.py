"""Check: accepted-causes-its-events."""

from collections import Counter
from collections.abc import Iterator

from contractkit.errors import Unjudged
from contractkit.events.aims import ACCEPTED
from contractkit.events.caused import otherwise, sharing
from contractkit.events.flaws import seen
from contractkit.events.naming import name_of, own_name
from contractkit.events.reading import Read
from contractkit.extensions import check
from contractkit.model import EventType, Heard, Kind, Mismatch, Trace


@check("accepted-causes-its-events", kinds={Kind.EVENT})
def accepted_causes_its_events(trace: Trace) -> Iterator[Mismatch]:
    """An accepted request causes the events it is declared to cause, each once and in time.

    Once: one event id; its redelivery under the same id is no second event. An event that came in their place and says
    a type nobody documents is that finding, and no second one. Of two alike without an id nobody can say whether they
    are one.
    """
    target, after = trace.subject.case.target, trace.after
    if after is None or target is None or target.keyword != ACCEPTED or not target.place.startswith("cause "):
        return
    operation, own = target.place.removeprefix("cause "), trace.interaction
    scope, mine = f"event.cause {operation}", [h for h in after.events if own.name in h.by]
    if not mine and not _told_already(trace, operation) and not trace.contract.conventions.terms(own.id).sometimes:
        expected = f"{_messages(trace)} on {own.path} within {after.within:g} s"
        yield Mismatch(scope, expected, after.told or "nothing came", detail="missing")
    for heard in mine:
        if heard.late:
            actual = f"it came {heard.event.at:.1f} s after the request"
            yield Mismatch(scope, f"{_messages(trace)} within {after.within:g} s", actual, detail="late")
    if trace.contract.conventions.terms(own.id).several:
        return
    different = Counter(h.type.name for h in _different(trace, mine) if h.type is not None)
    for name, many in different.items():
        if many > 1:
            actual = f"{many} of them, each with an id of its own"
            yield Mismatch(scope, f"{name} once for one request", actual, detail=f"{name} repeated")
    if mine and max(different.values(), default=0) == 1 and not any(h.late for h in mine) and _nameless(trace, mine):
        raise Unjudged(
            f"{own.name} came twice with the same bytes and no id, which may be one event or two; say under events: "
            f"{{{own.name}: {{id: ...}}}} where its id stands"
        )


def _told_already(trace: Trace, operation: str) -> bool:
    """Whether `channel-has-documented-events` tells of this trace what came instead."""
    return bool(otherwise(trace)) and sharing(trace, operation)[:1] == (trace.interaction,)


def _different(trace: Trace, heard: list[Heard]) -> list[Heard]:
    """One of each event id."""
    terms = trace.contract.conventions.terms(trace.interaction.id)
    found: dict[tuple[str, str], Heard] = {}
    for one, type, read in _read(trace, heard):
        found.setdefault((type.name, name_of(read, terms)), one)
    return list(found.values())


def _nameless(trace: Trace, heard: list[Heard]) -> bool:
    """Whether two places of a log hold the same, of which nothing says that it is one event."""
    terms = trace.contract.conventions.terms(trace.interaction.id)
    places: dict[bytes, set[str]] = {}
    for one, _, read in _read(trace, heard):
        if one.event.position and own_name(read, terms) is None:
            places.setdefault(one.event.message.body, set()).add(f"{one.event.channel} {one.event.position}")
    return any(len(own) > 1 for own in places.values())


def _read(trace: Trace, heard: list[Heard]) -> Iterator[tuple[Heard, EventType, Read]]:
    for one in heard:
        try:
            read = None if one.type is None else seen(trace.contract, one.type, one.event)
        except Unjudged:
            continue
        if one.type is not None and read is not None:
            yield one, one.type, read


def _messages(trace: Trace) -> str:
    role = trace.interaction.event
    return " or ".join(message.name for message in role.messages) if role is not None else "an event"
