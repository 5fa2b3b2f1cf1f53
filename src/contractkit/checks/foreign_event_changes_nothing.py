"""Check: foreign-event-changes-nothing."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("foreign-event-changes-nothing", kinds={Kind.EVENT})
def foreign_event_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """An event in the name of one tenant changes nothing of another tenant's."""
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != "foreign":
        return
    if after.processed:
        actual = f"it is changed by an event of {after.tenant}"
        yield Mismatch("event.tenant", "what is another tenant's stays as it is", actual, detail="foreign")
