"""A trace in, the events that it may be said to have caused rightly out. Pure."""

from contractkit.events.aims import REFUSED, REPLAYED
from contractkit.model import Heard, Trace


def caused(trace: Trace) -> tuple[Heard, ...]:
    """Not those that should not be there at all: that is a finding of its own, and hides what they look like."""
    target, after = trace.subject.case.target, trace.after
    if after is None or (target is not None and target.keyword in (REFUSED, REPLAYED)):
        return ()
    return after.events
