"""Questions put to the enumerator: schemas in, what it promises and which values it makes out."""

from typing import Any

from tests.operations import contract

from contractkit.generate.candidates import Candidate
from contractkit.generate.constraint import Constraint
from contractkit.generate.constraints import constraints, ordinary
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.model import Contract, Draft, Interaction

JSON = "application/json"


def asking(body: Any = None, *parameters: dict[str, Any], media: str = JSON, **more: Any) -> Contract:
    """A contract whose one operation has this body schema and these parameters."""
    return contract(parameters, None if body is None else {media: body}, **more)


def operation(made: Contract) -> Interaction:
    return made.interactions[0]


def of(made: Contract, target: str) -> Constraint:
    return next(c for c in constraints(made, operation(made)) if str(c.target) == target)


def promises(made: Contract) -> tuple[set[str], set[str]]:
    """What is to be accepted and what is to be rejected, as texts."""
    listed = list(constraints(made, operation(made)))
    return {str(c.target) for c in listed if c.edge}, {str(c.target) for c in listed if c.fault}


def valid(made: Contract, target: str, draft: Draft | None = None) -> list[Candidate]:
    own = operation(made)
    return list(edges(made, own, of(made, target), draft or ordinary(made, own)))


def wrong(made: Contract, target: str, draft: Draft | None = None, *, lenient: str | None = None) -> list[Candidate]:
    """Faults of a target that ask about this leniency; None for those that ask about none."""
    own = operation(made)
    found = faults(made, own, of(made, target), draft or ordinary(made, own))
    return [candidate for candidate in found if candidate.lenient == lenient]


def sent(candidates: list[Candidate]) -> list[Any]:
    """The values that candidates put at the place they edit last."""
    return [candidate.edits[-1].value for candidate in candidates]
