"""What was asked and what one operation sent meanwhile in, which operations cause it and how that is known out. Pure.

Three kinds of evidence, of which the best one counts: events that carry the correlation id of a request; events that
carry an id of it and come while nothing else is asked; events that come at no other time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contractkit.model import Heard
from contractkit.suggesting.asked import Asked

TWICE = 2  # requests that were followed by events with their ids: one may be an accident
OFTEN = 5  # requests that nothing but the time tells of


class By(StrEnum):
    CORRELATION = "its correlation id"
    ID = "an id that it made or sent"
    TIME = "the time alone"


@dataclass(frozen=True, slots=True)
class Cause:
    """`followed`: what was asked, with the events that came of it; `asked`: how often it was asked in all."""

    operation: str
    by: By
    followed: tuple[tuple[Asked, tuple[Heard, ...]], ...]
    asked: int

    @property
    def most(self) -> int:
        """Events of one request."""
        return max(len(events) for _, events in self.followed)

    @property
    def latest(self) -> float:
        """Seconds until the first event of a request, of the slowest."""
        return max(events[0].event.at - asked.since for asked, events in self.followed)


@dataclass(frozen=True, slots=True)
class Attributed:
    """`why`: what keeps from saying more, where there is no cause."""

    causes: tuple[Cause, ...] = ()
    why: str = ""


def attributed(asked: Sequence[Asked], told: Sequence[Heard]) -> Attributed:
    """`told`: what the operation sent, each once, in the order it came in."""
    traced = _grouped(asked, {id(a): [h for h in told if a.marks.traced(h.event)] for a in asked}, By.CORRELATION)
    if traced:
        return Attributed(traced)
    alone = [a for a in asked if a.alone]
    owners = [(h, _owner(alone, h)) for h in told]
    slow = [h.event.at - a.since for h, a in owners if a is not None and h.event.at >= a.until]
    if slow:
        return Attributed(why=f"it comes as late as {max(slow):.1f} s after what it names: give a longer --window")
    known = _grouped(alone, {id(a): [h for h, owner in owners if owner is a] for a in alone}, By.ID, least=TWICE)
    if known:
        return Attributed(known)
    return _timed(alone, [h for h, owner in owners if owner is None])


def likely(asked: Sequence[Asked], told: Sequence[Heard]) -> frozenset[str]:
    """Operations that are worth asking again, one at a time, for what was told until now."""
    alone = [a for a in asked if a.alone]
    owners = [(h, _owner(alone, h)) for h in told]
    named = {owner.operation for _, owner in owners if owner is not None}
    bare = [h for h, owner in owners if owner is None]
    if any((a.quiet or 0.0) <= h.event.at < a.since for h in bare for a in alone):
        return frozenset(named)  # it comes by itself
    after = {a.operation for a in alone if any(a.since <= h.event.at < a.until for h in bare)}
    return frozenset(named | after) if len(after) < 2 else frozenset(named)


def _owner(alone: Sequence[Asked], heard: Heard) -> Asked | None:
    """The last one whose ids an event carries; None for what names several of one operation: it sums them up."""
    knowing = [a for a in alone if a.since <= heard.event.at and a.marks.known(heard.event)]
    for number, one in enumerate(knowing):
        for other in knowing[number + 1 :]:
            if one.operation == other.operation and not one.marks.ids & other.marks.ids:
                return None
    return max(knowing, key=lambda a: a.since, default=None)


def _timed(alone: Sequence[Asked], told: Sequence[Heard]) -> Attributed:
    """One operation, whose every request was followed by it, while it came at no other time."""
    watched = [h for h in told if any((a.quiet or 0.0) <= h.event.at < a.until for a in alone)]
    came = {id(a): [h for h in watched if a.since <= h.event.at < a.until] for a in alone}
    inside = sum(map(len, came.values()))
    after = {a.operation for a in alone if came[id(a)]}
    if not watched:
        return Attributed(why="nothing of it came" if not told else "what came carries nothing of any request")
    if inside < len(watched) or len(after) > 1:
        return Attributed(why=f"{len(told)} came, with nothing of any request in them, and at other times as well")
    [operation] = after
    own = [a for a in alone if a.operation == operation]
    if len(own) < OFTEN or not all(came[id(a)] for a in own):
        many = sum(bool(came[id(a)]) for a in own)
        return Attributed(why=f"it came after {many} of {len(own)} requests of {operation}, which may be chance")
    return Attributed(_grouped(own, came, By.TIME))


def _grouped(asked: Sequence[Asked], came: Mapping[int, list[Heard]], by: By, *, least: int = 1) -> tuple[Cause, ...]:
    """By operation, where at least so many requests were followed."""
    found = []
    for operation in dict.fromkeys(a.operation for a in asked):
        own = [a for a in asked if a.operation == operation]
        followed = tuple((a, tuple(came[id(a)])) for a in own if came[id(a)])
        if len(followed) >= least:
            found.append(Cause(operation, by, followed, len(own)))
    return tuple(found)
