"""Check: refused-causes-nothing."""

from collections.abc import Iterator

from contractkit.events.aims import REFUSED
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("refused-causes-nothing", kinds={Kind.EVENT})
def refused_causes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """A request that is refused causes no event."""
    target, after = trace.subject.case.target, trace.after
    if after is None or target is None or target.keyword != REFUSED:
        return
    status = trace.subject.status
    why = "what is published breaks its contract" if status is None else f"the request was answered {status}"
    for heard in after.events:
        name = heard.type.name if heard.type is not None else "a message"
        yield Mismatch(
            f"event.{target.place} {REFUSED}",
            f"no event, since {why}",
            f"{name} on {heard.event.channel}",
            detail=str(status),
        )
