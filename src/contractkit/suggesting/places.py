"""Events beside what caused them in, the places in them that say the tenant, the request and the key out. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.answer.payload import json_value
from contractkit.errors import Unjudged
from contractkit.events.addressing import members
from contractkit.events.locations import HEADER, PAYLOAD, at_pointer
from contractkit.model import Event
from contractkit.reach.names import words
from contractkit.suggesting.asked import Asked

Pair = tuple[Asked, Event]


@dataclass(frozen=True, slots=True)
class Place:
    """`where`: a runtime expression, or of a key a pointer. `sure`: it held two values, each where it had to."""

    where: str
    sure: bool


def correlated(pairs: Sequence[Pair]) -> Place | None:
    """Where the correlation id stands that a request was sent with."""
    return _same(pairs, lambda asked, _: asked.marks.correlation, "correlation")


def of_tenant(pairs: Sequence[Pair]) -> Place | None:
    """Where the tenant of who asked stands."""
    return _same(pairs, lambda asked, _: asked.tenant if asked.tenant != "*" else None, "tenant")


def keyed(pairs: Sequence[Pair]) -> Place | None:
    """The member of the payload that the key repeats."""
    found = _same(pairs, lambda _, event: event.key, "id", within=(PAYLOAD,))
    return None if found is None else Place(found.where.partition("#")[2], found.sure)


def _same(
    pairs: Sequence[Pair],
    wanted: Callable[[Asked, Event], str | None],
    word: str,
    *,
    within: tuple[str, ...] = (HEADER, PAYLOAD),
) -> Place | None:
    """The place that holds what is wanted in every event; the one that is called so before others."""
    values = [wanted(*pair) for pair in pairs]
    if not values or None in values:
        return None
    held = [dict(_places(event)) for _, event in pairs]
    found = [place for place in held[0] if place.startswith(within) and _is(place, held, values)]
    found.sort(key=lambda place: word not in "".join(words(place.rpartition("/")[2])))
    return Place(found[0], sure=len(set(values)) > 1) if found else None


def _is(place: str, held: Sequence[dict[str, str]], values: Sequence[str | None]) -> bool:
    return all(one.get(place) == value for one, value in zip(held, values, strict=True))


def _places(event: Event) -> Iterator[tuple[str, str]]:
    """Every header and every scalar of the payload that stands in no list, with its value as text."""
    yield from ((f"{HEADER}#/{name}", value) for name, value in event.message.headers)
    try:
        payload: Any = json_value(event.message.body).value
    except Unjudged:
        return
    for pointer, _ in members(payload):
        value = at_pointer(payload, pointer)
        if value is not None and not isinstance(value, bool):
            yield f"{PAYLOAD}#{pointer}", str(value)
