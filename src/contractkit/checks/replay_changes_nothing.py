"""Check: replay-changes-nothing."""

from collections.abc import Iterator

from contractkit.events.aims import REPLAY
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("replay-changes-nothing", kinds={Kind.EVENT})
def replay_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """Events that are read again from the start of their log leave the state as it was."""
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != REPLAY or not after.processed:
        return
    scope = f"event.replay {target.place.removeprefix('consumes ')}"
    yield Mismatch(scope, "what is read is as before the replay", "it is something else")
