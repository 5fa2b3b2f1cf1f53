"""An operation and its accepted draft in; a strategy of drafts that stand on two or three valid edges at once out."""

from typing import TYPE_CHECKING

from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import accepted, constraints
from contractkit.generate.edges import edges
from contractkit.model import Contract, Draft, Interaction
from contractkit.wire.draft import apply

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MOST = 400  # edges to choose from


def combined(contract: Contract, interaction: Interaction, draft: Draft) -> "SearchStrategy[Draft] | None":
    """None where there are no two places to combine. Edges of one place, or of nested ones, never meet in one draft."""
    from hypothesis import strategies as st

    every = [
        candidate
        for constraint in constraints(contract, interaction)
        if accepted(constraint)
        for candidate in edges(contract, interaction, constraint, draft)
    ][:MOST]
    if len({_place(one) for one in every}) < 2:
        return None
    chosen = st.lists(st.sampled_from(every), min_size=2, max_size=3, unique_by=_place)
    return chosen.map(lambda together: _applied(draft, together))


def _applied(draft: Draft, together: list[Candidate]) -> Draft:
    """An edge inside a place that another one has changed is left out: there it may be no edge any more."""
    changed: list[str] = []
    for candidate in together:
        places = _place(candidate)
        if not any(_nested(one, other) for one in places for other in changed):
            draft = apply(draft, candidate.edits)
            changed += places
    return draft


def _nested(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _place(candidate: Candidate) -> tuple[str, ...]:
    return tuple(sorted(edit.place for edit in candidate.edits))
