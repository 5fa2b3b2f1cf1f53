"""A payload and an operation in, the parameters by which what the payload is about can be read, out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contractkit.events.locations import at_pointer
from contractkit.model import ABSENT, Effect, Interaction, Where
from contractkit.source.pointer import escape, tokens_of

NOWHERE: Mapping[str, str] = {}
OWN = ("id", "uuid", "guid")


def parameters_of(
    effect: Effect, reading: Interaction, payload: Any, address: Mapping[str, str] = NOWHERE
) -> dict[str, Any] | None:
    """Values of its path parameters by key; None where one of them is neither in the payload nor in the address."""
    places = places_of(effect, reading, payload, address)
    if places is None:
        return None
    told = {parameter(name): value for name, value in address.items()}
    found = {key: told[place] if place in told else at_pointer(payload, place) for key, place in places.items()}
    return None if ABSENT in found.values() else found


def parameter(name: str) -> str:
    """The place of a parameter of an address."""
    return f"{{{name}}}"


def places_of(effect: Effect, reading: Interaction, payload: Any, address: Iterable[str] = ()) -> dict[str, str] | None:
    """Where the path parameters stand: as `with` says, by their name in the payload and in the address (`{x}`).

    The only one also as `id` in the payload. `address`: names of the parameters of the address.
    """
    given, inner = dict(effect.given), _told(payload)
    wanted = [p for p in reading.parameters if p.where is Where.PATH]
    found: dict[str, str] = {}
    for one in wanted:
        pointer = given.get(one.name)
        if pointer is None:
            pointer = _named(inner, one.name)
        if pointer is None:
            pointer = next((parameter(name) for name in address if same(name, one.name)), None)
        if pointer is None and len(wanted) == 1:
            told, at = inner
            pointer = next((f"{at}/{name}" for name in told if name.lower() in OWN), None)
        if pointer is None:
            return None
        found[one.key] = pointer
    return found


def _named(told: tuple[Any, str], name: str) -> str | None:
    """The member of that name; else the one whose holder says the rest of it: `order_id` is `id` of `order`."""
    found = list(members(*told))
    by_name = (place for place, own in found if same(own, name))
    by_holder = (place for place, _ in found if same("".join(tokens_of(place)[-2:]), name))
    return next(by_name, None) or next(by_holder, None)


def _told(payload: Any) -> tuple[Any, str]:
    """What a payload is about and where: of a structured CloudEvent the data, whose ids are not the event's own."""
    if isinstance(payload, Mapping) and "specversion" in payload and isinstance(payload.get("data"), Mapping):
        return payload["data"], "/data"
    return (payload if isinstance(payload, Mapping) else {}), ""


def members(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and name of every scalar member, shallow ones first."""
    deeper: list[tuple[str, Any]] = []
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        place = f"{at}/{escape(name)}"
        if isinstance(inner, Mapping):
            deeper.append((place, inner))
        elif not isinstance(inner, list):
            yield place, name
    for place, inner in deeper:
        yield from members(inner, place)


def same(one: str, other: str) -> bool:
    """Whether two names are one, however their words are joined."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
