"""An accepted draft and one drawn at random in, edits from the first to the second, member by member, out. Pure."""

from collections.abc import Collection, Iterator
from typing import Any

from contractkit.generate.equal import key_of
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction
from contractkit.schema.shape import Pointers, members, names
from contractkit.source.pointer import escape


def nearby(
    contract: Contract, interaction: Interaction, base: Draft, drawn: Draft, *, kept: Collection[str]
) -> Iterator[Edit]:
    """What is different, but for places that are `kept`, what holds one, and members that the schema does not name."""
    kept = frozenset(_before_items(place) for place in kept)
    for parameter in interaction.parameters:
        old, new = (draft.parameters.get(parameter.key, ABSENT) for draft in (base, drawn))
        if parameter.key not in kept and not _same(old, new):
            yield Edit(parameter.key, new)
    if base.media == drawn.media and base.body is not ABSENT and drawn.body is not ABSENT:
        yield from _values(contract, "body", _schema(interaction, base), base.body, drawn.body, kept)


def movable(contract: Contract, interaction: Interaction, base: Draft, *, kept: Collection[str]) -> bool:
    """Whether there can be any such edit at all."""
    kept = frozenset(_before_items(place) for place in kept)
    if any(parameter.key not in kept for parameter in interaction.parameters):
        return True
    return base.body is not ABSENT and _moves(contract, "body", _schema(interaction, base), base.body, kept)


def _moves(contract: Contract, place: str, pointers: Pointers, value: Any, kept: frozenset[str]) -> bool:
    if place in kept:
        return False
    if not any(one.startswith(f"{place}/") for one in kept):
        return True
    if not isinstance(value, dict):
        return False
    known = names(contract.schemas, pointers)
    inner = ((name, members(contract.schemas, pointers, name)) for name in known)
    return not known or any(
        _moves(contract, f"{place}/{escape(name)}", schema, value.get(name, ABSENT), kept) for name, schema in inner
    )


def _values(
    contract: Contract, place: str, pointers: Pointers, old: Any, new: Any, kept: frozenset[str]
) -> Iterator[Edit]:
    if place in kept or _same(old, new):
        return
    if not isinstance(old, dict) or not isinstance(new, dict):
        if not any(one.startswith(f"{place}/") for one in kept):
            yield Edit(place, new)
        return
    known = names(contract.schemas, pointers)
    for name in sorted({*old, *new}):
        if not known or name in known:
            inner = members(contract.schemas, pointers, name)
            values = (old.get(name, ABSENT), new.get(name, ABSENT))
            yield from _values(contract, f"{place}/{escape(name)}", inner, *values, kept)


def _same(old: Any, new: Any) -> bool:
    if old is ABSENT or new is ABSENT:
        return old is new
    return key_of(old) == key_of(new)


def _before_items(place: str) -> str:
    """Of items nobody knows which: their list is kept as a whole."""
    steps = place.split("/")
    return "/".join(steps[: steps.index("*")]) if "*" in steps else place


def _schema(interaction: Interaction, draft: Draft) -> Pointers:
    media = interaction.body.media if interaction.body is not None else ()
    return tuple(one.schema for one in media if one.type == draft.media and one.schema is not None)[:1]
