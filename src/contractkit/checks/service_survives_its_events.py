"""Check: service-survives-its-events."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Kind, Mismatch, Severity, Trace

LATER = ("valid-event-is-processed", "invalid-event-is-refused", "request-is-answered")


@check("service-survives-its-events", kinds={Kind.EVENT}, hides=LATER)
def service_survives_its_events(trace: Trace) -> Iterator[Mismatch]:
    """The service lives on, whatever event it is sent.

    Seen of a service that is started by `command:`, and only where it ended again when it was started again.
    """
    after, case = trace.after, trace.subject.case
    if after is None or not after.ended or case.target is None:
        return
    message = case.target.place.removeprefix("consumes ")
    valid = case.intent is not Intent.FAULT
    scope = f"event.consumes {message}" if valid else f"event.rejects {case.target}"
    fixed = valid and case.phase != "property"  # random values are no identity
    yield Mismatch(
        scope,
        f"{case.note or 'a valid event'}: the service lives on",
        f"the service ended ({after.ended}) while it processed this event",
        pointer=" ".join(edit.place for edit in case.edits) if fixed else "",
        detail=f"ended {case.target.keyword}" if fixed else "ended",
        cause=f"{trace.interaction.name} ended",
        severity=Severity.CRITICAL,
    )
