"""What causes the events of one operation, and those events, in; the lines to declare it by out. Pure."""

from collections.abc import Iterator

from contractkit.model import EventType, Interaction, Terms
from contractkit.suggesting.attributing import Attributed, By, Cause
from contractkit.suggesting.found import Line
from contractkit.suggesting.lines import listed, scalar
from contractkit.suggesting.places import Pair, correlated, keyed, of_tenant

UNKNOWN = "a run could not tell it from others': let it carry the correlation id"


def lines_of(sender: Interaction, terms: Terms, found: Attributed) -> Iterator[Line]:
    """Only what is not declared already."""
    if found.causes and not terms.caused_by:
        names = tuple(dict.fromkeys(cause.operation for cause in found.causes))
        known = all(cause.by is not By.TIME or _bare(cause) for cause in found.causes)
        evidence = "; ".join(map(_evidence, found.causes))
        yield Line("caused_by", listed(names), evidence if known else f"{evidence}; {UNKNOWN}", sure=known)
        if any(cause.most > 1 for cause in found.causes) and not terms.several:
            yield Line("several", "true", f"one request caused {max(c.most for c in found.causes)}", sure=False)
        missed = [c for c in found.causes if len(c.followed) < c.asked]
        if missed and not terms.sometimes:
            one = missed[0]
            told = f"{one.asked - len(one.followed)} of {one.asked} of {one.operation} caused none that was seen"
            yield Line("sometimes", "true", told, sure=False)
    role = sender.event
    pairs: list[Pair] = [(a, h.event) for c in found.causes for a, events in c.followed for h in events]
    if role is not None and pairs:
        yield from _places(role.messages, terms, pairs)


def _places(types: tuple[EventType, ...], terms: Terms, pairs: list[Pair]) -> Iterator[Line]:
    if terms.correlation is None and not any(one.correlation for one in types) and (place := correlated(pairs)):
        yield Line("correlation", scalar(place.where), "holds the correlation id of the request", sure=place.sure)
    if terms.key is None and not any("x-key" in one.extra for one in types) and (place := keyed(pairs)):
        told = "the key of each message" if place.sure else "the key of the only ones that were seen"
        yield Line("key", scalar(place.where), told, sure=place.sure)
    if terms.tenant is None and (place := of_tenant(pairs)):
        tenants = sorted({asked.tenant for asked, _ in pairs if asked.tenant})
        told = f"holds the tenant of who asked: {', '.join(tenants)}"
        yield Line(
            "tenant", scalar(place.where), told if place.sure else f"{told}, and no other asked", sure=place.sure
        )


def _evidence(cause: Cause) -> str:
    count = f"{len(cause.followed)} of {cause.asked}"
    if cause.by is By.TIME:
        return f"a guess by time: within {cause.latest:.2f} s of {cause.operation}, {count} times, and never else"
    known = "the correlation id" if cause.by is By.CORRELATION else "an id"
    return f"carries {known} of {cause.operation}, {count} times"


def _bare(cause: Cause) -> bool:
    """Whether its requests have nothing else that they could be known by: then a run goes by the time as well."""
    return all(
        not asked.marks.ids and (asked.supposed or asked.marks.correlation is None) for asked, _ in cause.followed
    )
