"""Check: unauthorized-says-how."""

from collections.abc import Iterator

from contractkit.answer.failing import spoken
from contractkit.extensions import check
from contractkit.model import Mismatch, Trace
from contractkit.occasion import Occasion


@check("unauthorized-says-how", when=Occasion((401,)))
def unauthorized_says_how(trace: Trace) -> Iterator[Mismatch]:
    """A 401 says in WWW-Authenticate how to come in.

    RFC 9110, 15.5.2 and 11.6.1 (MUST).
    """
    reply = spoken(trace)
    if reply is not None and reply.status == 401 and not (reply.header("www-authenticate") or "").strip():
        yield Mismatch("status-headers", "a header WWW-Authenticate", "none", detail="401", cause="401 without it")
