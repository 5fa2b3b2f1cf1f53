"""Check: valid-input-is-accepted."""

from collections.abc import Iterator

from contractkit.answer.asked import REFUSED
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import Occasion
from contractkit.reach.feedback import says


@check("valid-input-is-accepted", when=Occasion(REFUSED, (Intent.VALID,)))
def valid_input_is_accepted(trace: Trace) -> Iterator[Mismatch]:
    """The service accepts what its contract allows, up to the edge of each constraint.

    Claimed only beside an accepted neighbour, when the refusal (400, 422) names this place or none.
    """
    case, reply = trace.subject.case, trace.reply
    if case.intent is not Intent.VALID or case.target is None or reply is None or reply.status not in REFUSED:
        return
    yield Mismatch(
        scope=f"accepts {case.target}",
        expected="a documented 2xx or 3xx",
        actual=f"{reply.status} {says(reply, limit=2000)}".rstrip(),
    )
