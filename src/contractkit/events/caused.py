"""A trace in, the events that it may be said to have caused rightly out. Pure."""

from contractkit.events.aims import REFUSED, REPLAYED
from contractkit.model import Heard, Trace


def caused(trace: Trace) -> tuple[Heard, ...]:
    """Not those that should not be there at all: that is a finding of its own, and hides what they look like."""
    target, after = trace.subject.case.target, trace.after
    if after is None or (target is not None and target.keyword in (REFUSED, REPLAYED)):
        return ()
    return after.events


def own(trace: Trace) -> tuple[Heard, ...]:
    """Those of a known type that the operation itself sends: what is promised of it is judged by these alone."""
    return tuple(one for one in caused(trace) if one.type is not None and trace.interaction.name in one.by)
