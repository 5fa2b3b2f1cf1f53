"""Check: event-ids-are-unique."""

from collections.abc import Iterator

from contractkit.events.caused import caused
from contractkit.events.names import WINDOW
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Part, Trace


@check("event-ids-are-unique", kinds={Kind.EVENT})
def event_ids_are_unique(trace: Trace) -> Iterator[Mismatch]:
    """No two different events have the same `source` and `id`.

    CloudEvents 1.0.2, 3.1.1: producers must ensure that. The same event delivered again has both, and is no other one.
    Judged over the last 10,000 events that one item of a run heard.
    """
    for heard in caused(trace):
        if heard.taken and heard.type is not None and trace.interaction.name in heard.by:
            expected = f"a source and id of its own, among the last {WINDOW:,} events"
            scope = f"event.payload {heard.type.name} {Part.ENVELOPE}"
            yield Mismatch(scope, expected, "another event had them", detail="id-used-twice id")
