"""Check: location-resolves."""

from collections.abc import Iterator

from contractkit.answer.media import chosen
from contractkit.extensions import check
from contractkit.model import Mismatch, Trace

GONE = frozenset({404, 410})


@check("location-resolves")
def location_resolves(trace: Trace) -> Iterator[Mismatch]:
    """The Location of what was created leads to it.

    RFC 9110, 10.2.2 and 15.3.2: with 201, Location identifies the primary resource that was created. Judged where the
    contract documents the header, after waiting for it up to policy.settle; refusals of credentials say nothing.
    """
    followed, reply = trace.followed, trace.reply
    if followed is None or reply is None or followed.status is None:
        return
    if followed.status in GONE:
        yield Mismatch(
            scope=f"response {chosen(trace.interaction, reply)}",
            expected=f"something at Location {reply.header('location')}",
            actual=str(followed.status),
            pointer="/headers/location/resolves",
        )
