"""Check: no-body-where-none-may-be."""

from collections.abc import Iterator

from contractkit.answer.media import bodiless, chosen
from contractkit.extensions import check
from contractkit.model import Mismatch, Trace


@check("no-body-where-none-may-be")
def no_body_where_none_may_be(trace: Trace) -> Iterator[Mismatch]:
    """Answers to HEAD, and 204, 205 and 304 answers, carry no body.

    RFC 9110, 9.3.2, 15.3.5, 15.3.6, 15.4.5: a client would read it as the beginning of the next answer.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or not reply.body or not bodiless(case, reply):
        return
    scope = chosen(case.interaction, reply)
    if scope is not None:
        yield Mismatch(scope=f"response {scope}", expected="no body", actual=f"a body of {len(reply.body)} bytes")
