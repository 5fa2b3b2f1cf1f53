"""Check: duplicate-changes-nothing."""

from collections import Counter
from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("duplicate-changes-nothing", kinds={Kind.EVENT})
def duplicate_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """An event that is delivered again under its id has one effect, and causes nothing twice.

    Brokers deliver at least once; a new id of the broker is no new event (CloudEvents 1.0.2, 3.1: source and id).
    """
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != "duplicate":
        return
    scope = f"event.duplicate {target.place.removeprefix('consumes ')}"
    if after.processed:
        yield Mismatch(scope, "what is read stays as it is", "it is booked again", detail="effect")
    for name, many in Counter(h.type.name for h in after.events if h.type is not None).items():
        if many > 1:
            yield Mismatch(
                scope, f"{name} once", f"{many} of them, each with an id of its own", detail=f"{name} repeated"
            )
