"""Check: body-is-well-formed."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.media import chosen
from contractkit.model import Mismatch, Trace
from contractkit.payload import parse


@check("body-is-well-formed", hides=("body-matches-schema",))
def body_is_well_formed(trace: Trace) -> Iterator[Mismatch]:
    """A body is written as its media type says: strict JSON, decodable text.

    RFC 8259, 4 and 8.1 (unique names, UTF-8 without a byte order mark).
    """
    reply = trace.reply
    if reply is None or not reply.body:
        return
    scope = chosen(trace.interaction, reply)
    if scope is None:
        return
    for problem in parse(reply).problems[:1]:
        yield Mismatch(scope=f"response {scope}", expected=f"well-formed {reply.media}", actual=problem)
