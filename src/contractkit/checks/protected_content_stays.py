"""Check: protected-content-stays."""

from collections.abc import Iterator

from contractkit.answer.access import ACCESS, AMONG_OWN, way, who
from contractkit.answer.content import shows
from contractkit.extensions import check
from contractkit.model import Mismatch, Severity, Trace
from contractkit.occasion import Occasion
from contractkit.reach.admissions import WEAK

BY_QUERY = "query-credentials"


@check("protected-content-stays", when=Occasion(places=(ACCESS, AMONG_OWN)))
def protected_content_stays(trace: Trace) -> Iterator[Mismatch]:
    """No other way of asking shows what is protected: by method, by another spelling of the path, by the query.

    OWASP API Security Top 10 (2023), API2 and API8; RFC 6750, 2.3 and 5.3 (credentials in a query are logged, so a
    minor finding). Judged by protected content or an effect that can be read, never by a status. The neighbour is
    what anybody is told, others what is told of paths that nobody knows.
    """
    case, reply = trace.subject.case, trace.reply
    if who(case) != WEAK or reply is None or trace.control is None or trace.neighbour is None:
        return
    if not (shown := _done(trace) or shows(trace.subject, trace.control, (trace.neighbour, *trace.others))):
        return
    yield Mismatch(
        scope=f"access {WEAK}",
        expected="nothing that is protected",
        actual=f"{shown}, with {reply.status} to {case.note}",
        detail=way(case),
        cause=f"{way(case)} gives what is protected",
        severity=Severity.MINOR if way(case) == BY_QUERY else None,
    )


def _done(trace: Trace) -> str:
    """Whether it could be read before and cannot be read after."""
    if len(trace.around) != 3:
        return ""
    first, before, after = trace.around
    return "it is gone" if first.accepted and before.accepted and after.status in (404, 410) else ""
