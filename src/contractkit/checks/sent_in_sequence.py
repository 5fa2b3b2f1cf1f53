"""Check: sent-in-sequence."""

from collections.abc import Iterator
from itertools import pairwise

from contractkit.events.aims import IN_A_ROW
from contractkit.events.rows import rows
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("sent-in-sequence", kinds={Kind.EVENT})
def sent_in_sequence(trace: Trace) -> Iterator[Mismatch]:
    """Events of one key come in the sequence of what caused them, and where a broker has partitions, on one of them."""
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != IN_A_ROW:
        return
    for row in rows(after):
        scope = f"event.order {row.name}"
        if any(later < sooner for sooner, later in pairwise(row.causes)):
            yield Mismatch(scope, "events in the sequence of what caused them", f"they came as {row.shown}")
        if len(row.partitions) > 1:
            actual = f"they lie on {len(row.partitions)} partitions"
            yield Mismatch(scope, "events of one key on one partition", actual, detail="partitions")
