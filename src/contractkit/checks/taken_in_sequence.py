"""Check: taken-in-sequence."""

from collections.abc import Iterator

from contractkit.events.aims import SEQUENCE
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("taken-in-sequence", kinds={Kind.EVENT})
def taken_in_sequence(trace: Trace) -> Iterator[Mismatch]:
    """Of events about several things, published in turns, the last one about each thing is what holds of it."""
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != SEQUENCE or not after.processed:
        return
    scope = f"event.order {target.place.removeprefix('consumes ')} {SEQUENCE}"
    yield Mismatch(scope, "what the last event about it said", "it is not what is read once all of them are done with")
