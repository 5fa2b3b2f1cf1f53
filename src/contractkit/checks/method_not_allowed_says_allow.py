"""Check: method-not-allowed-says-allow."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace


@check("method-not-allowed-says-allow")
def method_not_allowed_says_allow(trace: Trace) -> Iterator[Mismatch]:
    """A 405 says in Allow which methods there are.

    RFC 9110, 15.5.6: MUST.
    """
    case, reply = trace.subject.case, trace.reply
    asked = case.intent is Intent.PROTOCOL and case.target is not None and case.target.keyword == "method-not-allowed"
    if asked and reply is not None and reply.status == 405 and reply.header("allow") is None:
        yield Mismatch(
            scope="protocol method-not-allowed", expected="a header Allow", actual="none", cause="405 without Allow"
        )
