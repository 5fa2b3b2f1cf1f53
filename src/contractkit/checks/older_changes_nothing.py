"""Check: older-changes-nothing."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("older-changes-nothing", kinds={Kind.EVENT})
def older_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """An event of an older version, which comes late, does not overwrite what a newer one said."""
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != "older":
        return
    if after.processed:
        scope = f"event.order {target.place.removeprefix('consumes ')}"
        yield Mismatch(scope, "what the newer one said stays", "it is overwritten by the older one")
