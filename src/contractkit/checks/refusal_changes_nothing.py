"""Check: refusal-changes-nothing."""

from collections.abc import Iterator

from contractkit.answer.access import ACCESS, AMONG_OWN, who
from contractkit.answer.around import changed
from contractkit.answer.situation import PLACE, wanted
from contractkit.extensions import check
from contractkit.model import Case, Mismatch, Trace
from contractkit.occasion import FAILED, Occasion


@check("refusal-changes-nothing", when=Occasion(FAILED, places=(PLACE.strip(), ACCESS, AMONG_OWN)))
def refusal_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """What can be read is the same before and after a request that was refused.

    Read twice before, so that what changes by itself is not taken for a change.
    """
    status, scope = trace.subject.status, _scope(trace.subject.case)
    if scope is None or status is None or status < 400 or not (difference := changed(trace)):
        return
    yield Mismatch(
        scope=scope,
        expected="the same as before, for the request was refused",
        actual=difference,
        detail="changed",
        cause=f"{trace.interaction.name} was refused with {status} and done",
    )


def _scope(case: Case) -> str | None:
    """The promise that a case is about."""
    status, asked = wanted(case), who(case)
    if status is not None:
        return f"failure {status}"
    return f"access {asked}" if asked is not None else None
