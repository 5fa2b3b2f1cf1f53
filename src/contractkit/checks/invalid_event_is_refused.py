"""Check: invalid-event-is-refused."""

from collections.abc import Iterator

from contractkit.events.aims import ACKNOWLEDGED
from contractkit.extensions import check
from contractkit.model import Intent, Kind, Mismatch, Severity, Trace


@check("invalid-event-is-refused", kinds={Kind.EVENT})
def invalid_event_is_refused(trace: Trace) -> Iterator[Mismatch]:
    """An event that is broken in one way is refused as declared, has no effect, and holds up nothing."""
    after, case = trace.after, trace.subject.case
    if after is None or case.intent is not Intent.FAULT or case.target is None:
        return
    terms, own = trace.contract.conventions.terms(trace.interaction.id), trace.interaction.name
    scope, severity = f"event.rejects {case.target}", Severity.NOTE if case.lenient else None
    if after.processed:
        yield Mismatch(
            scope,
            f"{case.note}: nothing is done",
            "its effect is there",
            detail="effect",
            cause=f"leniency {case.lenient}" if case.lenient else f"{own} {_member(case.target.place)} effect",
            severity=severity,
        )
    elif after.control is False:
        actual = f"nothing that comes after it is processed within {after.within:g} s"
        yield Mismatch(
            scope, f"{case.note}: the next good event is processed", actual, detail="poisoned", cause=f"{own} poisoned"
        )
    elif terms.dead_letter is not None and not after.dead:
        expected = f"{case.note}: it is dead-lettered on {terms.dead_letter} within {after.within:g} s"
        yield Mismatch(scope, expected, "it is nowhere", detail="lost", cause=f"{own} lost")
    elif terms.reject is not None and after.evidence == ACKNOWLEDGED:
        expected = f"{case.note}: it is not acknowledged"
        yield Mismatch(scope, expected, "it is acknowledged", detail="acknowledged", cause=f"{own} acknowledged")


def _member(place: str) -> str:
    return place.removesuffix("/*")
