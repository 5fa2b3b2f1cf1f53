"""An event broken at the place of its own id in, broken there in the same way under a new id out. Pure.

A service that tells events apart by an id passes over one that comes again, however it is broken.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.events.composing import Composer
from contractkit.events.flaws import flaws
from contractkit.model import ABSENT, Draft, Edit
from contractkit.wire.draft import apply, at
from contractkit.wire.salt import Salt

TURNS = 4  # other values that are tried for one that is broken in the same way


def renewed(composer: Composer, draft: Draft, edits: Sequence[Edit], salt: str) -> Draft:
    """Unchanged where there is no other value that is broken in the same way: nothing, null, an empty text."""
    places = [place for place in _edited(composer, edits) if at(draft, place) is not ABSENT]
    if not places:
        return draft
    wrong = _wrong(composer, draft)
    for turn in range(TURNS):
        maker = Salt(f"{salt} {turn}")
        other = apply(draft, [Edit(place, _anew(maker, at(draft, place), place)) for place in places])
        if _wrong(composer, other) == wrong:
            return other
    return draft


def keeps_id(composer: Composer, draft: Draft, edits: Sequence[Edit]) -> bool:
    """Whether edits gave it an id that every event broken so has, or none."""
    known = apply(draft, edits)
    return any(at(draft, place) == at(known, place) for place in _edited(composer, edits))


def _edited(composer: Composer, edits: Iterable[Edit]) -> list[str]:
    """The places of the event's own id that edits set, alone or with what holds them."""
    changed = [edit.place for edit in edits]
    return sorted(id for id in composer.ids if any(id == one or id.startswith(f"{one}/") for one in changed))


def _anew(maker: Salt, value: Any, place: str) -> Any:
    if isinstance(value, Mapping):
        return dict.fromkeys(value, maker.marker)
    return maker.anew(value, place)


def _wrong(composer: Composer, draft: Draft) -> frozenset[tuple[str, ...]] | None:
    """What is wrong with it, whatever it says there; None where that cannot be judged."""
    try:
        found = tuple(flaws(composer.contract, composer.type, composer.event(draft, "")))
    except ContractKitError:
        return None
    return frozenset((flaw.part, flaw.rule, flaw.pointer, flaw.detail) for flaw in found)
