"""A constraint and a draft in, edits that put a value well inside the constraint at its place out. Pure."""

from collections.abc import Iterator
from typing import Any

from contractkit.generate.carriage import LOST, arrival
from contractkit.generate.constraint import Constraint
from contractkit.generate.equal import key_of
from contractkit.generate.holds import fits
from contractkit.generate.inside import of_exactly
from contractkit.generate.numbers import is_number, plain, range_of
from contractkit.generate.placing import spot
from contractkit.generate.rules import Rules, rules
from contractkit.generate.spots import Spot
from contractkit.generate.texts import bounds
from contractkit.generate.values import Unmakeable, standard
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction


def typical(contract: Contract, interaction: Interaction, constraint: Constraint, draft: Draft) -> tuple[Edit, ...]:
    """The neighbour of a refused edge; () when the draft as it is will do, or none can be made."""
    if constraint.site is None or constraint.keyword == "absent":
        return ()
    found = spot(contract, constraint.site, draft)
    if found is None:
        return ()
    view = rules(contract.schemas, constraint.site.pointers)
    for value in _values(contract, constraint, view, found):
        whole = found.whole(value)
        read = arrival(contract, interaction, constraint.site, whole)
        if read is not LOST and fits(contract.schemas, constraint.site.base, read):
            return found.edits(value)
    return ()


def _values(contract: Contract, constraint: Constraint, view: Rules, found: Spot) -> Iterator[Any]:
    current = found.current
    listed = view.words.get("enum", ())
    if listed:
        known = key_of(current) if current is not ABSENT else ""
        yield from (one for one in listed if one is not None and key_of(one) == known)
        yield from (one for one in listed if one is not None)
    if is_number(current) or (current is ABSENT and view.allows("integer")):
        yield plain(range_of(view).middle)
    elif isinstance(current, str) and constraint.keyword in ("minLength", "maxLength"):
        least, most = bounds(view)
        yield from of_exactly(view, min((least + most) // 2 if most is not None else least + 8, least + 40))
    if current is not ABSENT and current is not None:
        yield current
    for turn in range(3):
        made = standard(contract.schemas, view.pointers, turn)
        if not isinstance(made, Unmakeable) and made is not None:
            yield made
