"""Check: method-not-allowed-says-allow."""

from collections.abc import Iterator

from contractkit.answer.asked import METHOD_NOT_ALLOWED
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace


@check("method-not-allowed-says-allow")
def method_not_allowed_says_allow(trace: Trace) -> Iterator[Mismatch]:
    """A 405 says in Allow which methods there are.

    RFC 9110, 15.5.6 (MUST) and 10.2.1: an empty list is one too.
    """
    reply = trace.reply
    if reply is None or reply.status != 405 or trace.subject.case.intent is Intent.ROBUST:
        return
    if reply.header("allow") is None:
        yield Mismatch(f"protocol {METHOD_NOT_ALLOWED}", "a header Allow", "none", cause="405 without Allow")
