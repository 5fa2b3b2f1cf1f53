"""Check: failure-in-its-situation."""

from collections.abc import Iterator

from contractkit.answer.situation import PLACE, asked, misplaced
from contractkit.extensions import check
from contractkit.model import Mismatch, Trace
from contractkit.occasion import Occasion


@check("failure-in-its-situation", when=Occasion(places=(PLACE.strip(),)))
def failure_in_its_situation(trace: Trace) -> Iterator[Mismatch]:
    """A documented failure is answered in its own situation, and none of another situation instead.

    RFC 9110, 15.5. Beside an accepted request that differs in nothing else. An answer that two situations could
    explain is none of its findings.
    """
    found = asked(trace.subject.case)
    if found is None or not misplaced(trace):
        return
    wanted, situation = found
    status = trace.subject.status or 0
    said = str(status) if status >= 400 else "accepted"
    yield Mismatch(
        scope=f"failure {wanted}",
        expected=f"{wanted}: {situation.sentence[:1].lower()}{situation.sentence[1:]}",
        actual=str(status),
        detail=f"{situation.id} {said}",
        cause=f"{said if status >= 400 else situation.id} instead of {wanted}",
    )
