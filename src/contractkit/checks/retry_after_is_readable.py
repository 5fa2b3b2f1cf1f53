"""Check: retry-after-is-readable."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from contractkit.extensions import check
from contractkit.model import Mismatch, Trace


@check("retry-after-is-readable")
def retry_after_is_readable(trace: Trace) -> Iterator[Mismatch]:
    """Retry-After is a number of seconds or a date of HTTP.

    RFC 9110, 10.2.3.
    """
    said = trace.reply.header("retry-after") if trace.reply is not None else None
    if said is None or (said.strip().isascii() and said.strip().isdigit()):
        return
    try:
        parsedate_to_datetime(said)
    except ValueError:
        yield Mismatch(
            "status-headers", "Retry-After: seconds, or a date", said[:80], detail="retry-after", cause="form"
        )
