"""A trace in; what could be read twice before its subject and reads otherwise after it, out. Pure."""

from contractkit.answer.payload import parse
from contractkit.model import Observation, Trace
from contractkit.wire.media import Form, form_of

GONE, OTHERWISE = "nothing can be read any more", "something else is read"


def changed(trace: Trace) -> str:
    """Read twice before, so that what changes by itself is not taken for a change; "" for none."""
    if len(trace.around) != 3:
        return ""
    first, before, after = map(_read, trace.around)
    if first is None or first != before or after == before:
        return ""
    return GONE if after is None else OTHERWISE


def _read(seen: Observation) -> object:
    """The value that was read; None where none was."""
    reply = seen.reply
    if reply is None or not seen.accepted:
        return None
    return parse(reply).value if form_of(reply.media) is Form.JSON else reply.body
