"""An operation and its accepted draft in, random drafts beside it out, and the edits that lead to each. Pure.

Only what is of a case's mode by our own classification is drawn; what names, numbers or traces a thing stays as it is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contractkit.errors import ContractKitError
from contractkit.events.cloud import REQUIRED
from contractkit.events.locations import HEADER, place_of
from contractkit.events.naming import MEMBERS
from contractkit.exercise import Exercise
from contractkit.generate.combined import combined
from contractkit.generate.constraints import formatted, references
from contractkit.generate.nearby import movable, nearby
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction, Kind, Target
from contractkit.protocols import Bench
from contractkit.reach.drafts import FRESH
from contractkit.wire.classify import Broken, broken
from contractkit.wire.draft import apply

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from contractkit.consuming import Consuming

VALID, COMBINED, INVALID = "valid", "combined", "invalid"
SHARE = 3  # one in so many of the examples that an HTTP operation gets: events are waited for
SHRINKING = 20  # drafts tried to make one finding smaller
ENVELOPE = (*REQUIRED, "time", "subject", "datacontenttype", "dataschema")  # attributes of a CloudEvent
EXACT = 2**53 - 1  # whole numbers that every reader of JSON has as they are (RFC 7493, 2.2)
_LENIENT = ("format", "type")  # what lenient readers take; the enumerator asks about it value by value
_ROUNDED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


@dataclass(frozen=True, slots=True)
class Drawing:
    """`kept`: places that random values leave alone, as in the accepted draft `base`."""

    contract: Contract
    interaction: Interaction
    base: Draft
    kept: frozenset[str]

    def strategy(self, mode: str, claims: Collection[str] = ()) -> "SearchStrategy[Draft] | None":
        """Drafts of a mode; `claims`: targets that may be broken. Raises CannotGenerate; None: nothing to draw."""
        if not movable(self.contract, self.interaction, self.base, kept=self.kept):
            return None
        drawn = combined(self.contract, self.interaction, self.base) if mode == COMBINED else self._drawn(mode)
        if drawn is None:
            return None
        near = drawn.map(lambda one: apply(self.base, self.edits(one)))
        if mode == INVALID:
            return near.filter(lambda one: str(self.target(one)) in claims)
        return near.filter(lambda one: one != self.base and _exact(one.body) and self._broken(one) == ())

    def _drawn(self, mode: str) -> "SearchStrategy[Draft]":
        from contractkit.generate.schemathesis import strategy

        own = self.interaction
        if own.kind is Kind.EVENT:  # headers that stay as they are need not be drawn, nor broken in vain
            own = replace(own, parameters=tuple(p for p in own.parameters if p.key not in self.kept))
        return strategy(self.contract, own, negative=mode == INVALID)

    def edits(self, drawn: Draft) -> tuple[Edit, ...]:
        return tuple(nearby(self.contract, self.interaction, self.base, drawn, kept=self.kept))

    def target(self, drawn: Draft) -> Target | None:
        """What it breaks, where that is one constraint and no reader could be lenient about it."""
        found = self._broken(drawn)
        if found is None or len(found) != 1 or _leniently(found[0]):
            return None
        return Target(found[0].place, found[0].keyword)

    def _broken(self, drawn: Draft) -> tuple[Broken, ...] | None:
        """None where it cannot be sent, or not be judged."""
        try:
            return broken(self.contract, self.interaction, drawn)
        except ContractKitError:
            return None


def of_events(at: "Consuming") -> Drawing | None:
    """Random events beside the plain one; dates, addresses and the like may be wrong by rules that no schema says."""
    base, own = at.base(), at.composer.carrier
    if base is None:
        return None
    named = at.composer.places | at.effects.places(base.body if base.body is not ABSENT else None)
    answered = (f"{HEADER}#/reply-to", at.replies.location)
    named |= {place for one in answered if one is not None and (place := place_of(one)) is not None}
    named |= {f"body/{name}" for name in MEMBERS} | {id for id in at.composer.ids if id.startswith("header.")}
    if at.type.envelope == "cloudevents" and not at.type.data:
        named |= {f"body/{name}" for name in ENVELOPE}
    kept = named | base.unique | references(at.bench.contract, own) | formatted(at.bench.contract, own)
    return Drawing(at.bench.contract, own, base, kept)


def of_requests(bench: Bench, exercise: Exercise) -> Drawing | None:
    """Random requests beside the accepted one."""
    base = exercise.baseline()
    if base is None:
        return None
    own = bench.interaction
    fixed = {p.key for p in own.parameters if p.where == "path" or p.name.lower() in FRESH}
    kept = fixed | base.draft.unique | base.draft.made | references(bench.contract, own)
    return Drawing(bench.contract, own, base.draft, frozenset(kept))


def _leniently(one: Broken) -> bool:
    """Whether a reader could take it for something valid, a fraction by rounding it."""
    fraction = isinstance(one.instance, float) and not one.instance.is_integer()
    return one.keyword in _LENIENT or (one.keyword in _ROUNDED and fraction)


def _exact(value: Any) -> bool:
    """Whether every reader has its numbers as they are."""
    if isinstance(value, dict):
        return all(_exact(member) for member in value.values())
    if isinstance(value, list):
        return all(_exact(item) for item in value)
    return not isinstance(value, int | float) or abs(value) <= EXACT
