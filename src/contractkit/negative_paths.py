"""A result in, what was tried of refusals out: one row a subject that security asks about. Floor 1, pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from contractkit.model import Obligation, Result, State

REFUSING = ("access", "tenant", "failure", "rejects", "protocol")


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of promises to refuse. `tried` = `refused` as promised + `violated`."""

    subject: str
    refused: int
    violated: int
    unproven: int

    @property
    def tried(self) -> int:
        return self.refused + self.violated


def rows(result: Result) -> Iterator[Row]:
    """Authorization and tenants over all operations; then the operations of each subject that the settings name."""
    yield _row(result, "authorization", [o for o in result.obligations if o.kind == "access" and _refuses(o)])
    yield _row(result, "tenant leakage", [o for o in result.obligations if o.kind == "tenant"])
    for subject, interactions in result.subjects.items():
        own = [o for o in result.obligations if o.interaction in interactions]
        yield _row(result, subject, [o for o in own if o.kind in REFUSING and _refuses(o)])


def _refuses(obligation: Obligation) -> bool:
    return obligation.kind != "access" or obligation.how.startswith("refused")


def _row(result: Result, subject: str, obligations: list[Obligation]) -> Row:
    states = [result.ledger.entries[o.id].state for o in obligations]
    proven, violated = states.count(State.PROVEN), states.count(State.VIOLATED)
    return Row(subject, proven, violated, len(states) - proven - violated)
