"""Check: valid-input-is-accepted."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.reach.feedback import named, says


@check("valid-input-is-accepted")
def valid_input_is_accepted(trace: Trace) -> Iterator[Mismatch]:
    """The service accepts what its contract allows, up to the edge of each constraint.

    Claimed only beside an accepted neighbour, when the refusal names this place or none.
    """
    case, reply = trace.subject.case, trace.reply
    if case.intent is not Intent.VALID or case.target is None or reply is None or reply.status not in (400, 422):
        return
    if trace.neighbour is None:
        return
    parts = [p for p in case.target.place.replace(".", "/").split("/") if p != "*" and ":" not in p]
    known = [p.name for p in case.interaction.parameters] + parts[1:]
    names = named(reply, known)
    if names and parts and parts[-1] not in names:
        return
    yield Mismatch(
        scope=f"accepts {case.target}",
        expected="a documented 2xx or 3xx",
        actual=f"{reply.status} {says(reply)}",
    )
