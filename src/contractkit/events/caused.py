"""A trace in, the events that it may be said to have caused rightly out. Pure."""

from contractkit.events.aims import REFUSED, REPLAYED
from contractkit.model import Heard, Interaction, Trace
from contractkit.topics import pattern


def caused(trace: Trace) -> tuple[Heard, ...]:
    """Not those that should not be there at all: that is a finding of its own, and hides what they look like."""
    target, after = trace.subject.case.target, trace.after
    if after is None or (target is not None and target.keyword in (REFUSED, REPLAYED)):
        return ()
    return after.events


def own(trace: Trace) -> tuple[Heard, ...]:
    """Those of a known type that the operation itself sends: what is promised of it is judged by these alone."""
    return tuple(one for one in caused(trace) if one.type is not None and trace.interaction.name in one.by)


def sharing(trace: Trace, operation: str) -> tuple[Interaction, ...]:
    """Those that an operation is declared to cause; the first speaks for all of them."""
    terms = trace.contract.conventions.terms
    return tuple(one for one in trace.contract.interactions if operation in terms(one.id).caused_by)


def otherwise(trace: Trace) -> tuple[Heard, ...]:
    """Those on the interaction's own channel that say a type which the contract does not document."""
    own = pattern(trace.interaction.path)
    unknown = (one for one in caused(trace) if one.type is None and not one.by and one.named is not None)
    return tuple(one for one in unknown if own.fullmatch(one.event.channel))
