"""One operation that receives, and what may show that its events are processed, in; what does, tried, out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from contractkit.events.differences import differs
from contractkit.model import Draft, Effect, EventType, Interaction, Terms
from contractkit.settings import Identity
from contractkit.suggesting.asked import Asked
from contractkit.suggesting.asking import Published
from contractkit.suggesting.effects import effects, tenant_place, version_place
from contractkit.suggesting.found import Line
from contractkit.suggesting.lines import effect_of, scalar
from contractkit.suggesting.refusing import dead_letters
from contractkit.trials import Trials

WITHIN = 2.0  # seconds that an effect is waited for
AWHILE = 0.2  # seconds, at least, in which nothing may change without an event
TWICE = 2  # events that must show it


@dataclass(frozen=True, slots=True)
class Shown:
    """`terms`: those to go on with; `asked`: what was published; `lines`: what was learnt; `why`: what was not."""

    terms: Terms
    asked: tuple[Asked, ...] = ()
    lines: tuple[Line, ...] = ()
    why: str = ""


def shown(published: Published, readers: Sequence[tuple[str, Interaction]]) -> Shown:
    """What is declared already is gone by, and not looked for."""
    role = published.own.event
    if role is None or not role.messages:
        return Shown(published.terms, why="it has no message")
    terms = _told(published, role.messages[0])
    if terms.effect is not None or terms.consumer is not None or role.reply is not None:
        asked = _asked(replace(published, terms=terms))
        return Shown(terms, asked)
    all_asked: list[Asked] = []
    tried: list[str] = []
    for effect in _candidates(published, readers):
        supposed = replace(terms, effect=effect)
        one = replace(published, terms=supposed)
        try:
            happened, asked = _processed(one)
            all_asked += asked
            if happened:
                lines = tuple(_lines(one, effect, published.terms))
                return Shown(supposed, tuple(all_asked), lines)
            tried.append(f"{effect.name} ({one.why or 'answers as before'})")
        finally:
            one.close()
    if not tried:
        all_asked += _asked(replace(published, terms=terms))
    told = ", ".join(dict.fromkeys(tried))
    why = f"nothing that was read changed: {told}; does it need headers that its contract says nothing of?"
    why = why if tried else "no operation reads what its payload names"
    first = next(_candidates(published, readers), None)
    return Shown(replace(terms, effect=first), tuple(all_asked), why=why)


def _told(published: Published, type: EventType) -> Terms:
    """With a place for the tenant, where there are tenants: an event of nobody may be refused."""
    tenants = any(who.tenant for who in published.places.run.settings.identities.values())
    place = tenant_place(published.contract, type) if tenants and published.terms.tenant is None else None
    return published.terms if place is None else replace(published.terms, tenant=place)


def _candidates(published: Published, readers: Sequence[tuple[str, Interaction]]) -> Iterator[Effect]:
    """What reads something that a valid event names; then what can be read only from then on."""
    base = published.at.base() if published.at is not None else None
    found = effects(readers, (base or Draft()).body)
    yield from found
    yield from (replace(one, kind="creates") for one in found[:1])


def _asked(one: Published) -> tuple[Asked, ...]:
    try:
        return tuple(asked for _ in range(TWICE) if (asked := one.once()) is not None)
    finally:
        one.close()


def _processed(one: Published) -> tuple[bool, tuple[Asked, ...]]:
    """Whether its effect is seen, of each of a few events, and does not come about without one."""
    asked: list[Asked] = []
    slowest = AWHILE
    for _ in range(TWICE):
        found = one.sent()
        if found is None or one.at is None:
            return False, tuple(asked)
        asked.append(found[1])
        if one.at.processed(found[0], WITHIN).happened is not True:
            return False, tuple(asked)
        slowest = max(slowest, time.monotonic() - found[0].since)
    if by_itself := _changes(one, slowest):
        one.why = "changes by itself"
    return not by_itself, tuple(asked)


def _changes(one: Published, seconds: float) -> bool:
    """Whether what is read of a thing changes although no event tells of it."""
    made = one.at.draft() if one.at is not None else None
    if one.at is None or made is None:
        return False
    one.watch.listen(seconds)
    now = one.at.effects.read(made[1])
    return now is not None and differs(made[1].before, now)


def _lines(one: Published, effect: Effect, declared: Terms) -> Iterator[Line]:
    yield Line("effect", effect_of(effect), f"it answers otherwise after {TWICE} of {TWICE} events")
    if one.at is None:
        return
    trials = Trials(one.at)
    again = trials.duplicate() if declared.duplicate is None else None
    if again is not None and again.after is not None and not again.after.processed:
        yield Line("duplicate", "once", "held when it was tried once: the same event again changed nothing", sure=False)
    if declared.rejects is None:
        yield dead_letters(one)
    if declared.order is None and (place := version_place((one.at.base() or Draft()).body)) is not None:
        told = "by its name; whether an older one changes nothing was not tried"
        yield Line("order", f"{{version: {scalar(place)}}}", told, sure=False)
    if declared.tenant is None and one.terms.tenant is not None:
        yield _tenant(one, trials, one.terms.tenant)


def _tenant(one: Published, trials: Trials, place: str) -> Line:
    identities = one.places.run.settings.identities.values()
    able = [who for who in identities if who.tenant not in (None, "*") and who.state is None]
    for owner, stranger in ((a, b) for a in able for b in able if a.tenant != b.tenant):
        if (sure := _kept(trials, owner, stranger)) is not None:
            told = f"an event of {stranger.tenant} about what is {owner.tenant}'s changed "
            return Line("tenant", scalar(place), told + ("nothing" if sure else "it"), sure=sure)
    return Line("tenant", scalar(place), "by its name; no two tenants could be tried", sure=False)


def _kept(trials: Trials, owner: Identity, stranger: Identity) -> bool | None:
    trace = trials.foreign(owner, stranger)
    return None if trace is None or trace.after is None else not trace.after.processed
