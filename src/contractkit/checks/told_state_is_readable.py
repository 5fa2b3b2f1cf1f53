"""Check: told-state-is-readable."""

from collections.abc import Iterator

from contractkit.events.agree import disagreement
from contractkit.events.aims import ACCEPTED, STATE
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("told-state-is-readable", kinds={Kind.EVENT})
def told_state_is_readable(trace: Trace) -> Iterator[Mismatch]:
    """The state that an event tells can be read in time: it is not told before it is so.

    Members that the event and the answer both have, and that the answer's schema would allow to have the told value,
    have to agree.
    """
    target, after = trace.subject.case.target, trace.after
    if after is None or target is None or target.keyword != ACCEPTED or not after.readings:
        return
    heard = next((h for h in after.events if trace.interaction.name in h.by and h.type is not None), None)
    reading = after.readings[-1]
    if heard is None:
        return
    scope = f"event.{target.place} {STATE}"
    if not reading.accepted:
        told = f"{reading.case.request.method} {reading.case.request.target} answers {reading.status or 'nothing'}"
        expected = f"what {heard.type.name if heard.type else 'it'} tells can be read within {after.within:g} s"
        yield Mismatch(scope, expected, told, detail="gone")
    elif wrong := after.reader and disagreement(trace.contract, heard, after.reader, reading):
        yield Mismatch(scope, f"{wrong.expected} within {after.within:g} s", wrong.actual, detail=wrong.name)
