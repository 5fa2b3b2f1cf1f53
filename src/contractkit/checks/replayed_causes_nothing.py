"""Check: replayed-causes-nothing."""

from collections.abc import Iterator

from contractkit.events.aims import REPLAYED
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("replayed-causes-nothing", kinds={Kind.EVENT})
def replayed_causes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """A request that is sent again with its idempotency key causes nothing more.

    draft-ietf-httpapi-idempotency-key-header: the second one is answered as the first was, and does nothing.
    """
    target, after = trace.subject.case.target, trace.after
    if after is None or target is None or target.keyword != REPLAYED:
        return
    for heard in after.events:
        name = heard.type.name if heard.type is not None else "a message"
        actual = f"another {name} on {heard.event.channel}"
        yield Mismatch(f"event.{target.place} {REPLAYED}", "no event beside those of the first request", actual)
