"""Check: access-is-kept."""

from collections.abc import Iterator

from contractkit.answer.access import ACCESS, AMONG_OWN, Said, admission, said, way
from contractkit.extensions import check
from contractkit.model import Mismatch, Severity, Trace
from contractkit.occasion import Occasion
from contractkit.reach.admissions import WEAK


@check("access-is-kept", when=Occasion(places=(ACCESS, AMONG_OWN)))
def access_is_kept(trace: Trace) -> Iterator[Mismatch]:
    """An operation is done for those whom the contract lets, and for nobody else.

    `security` of OpenAPI (3.1, 4.8.30: alternatives of schemes and scopes), narrowed by `access:`; RFC 9110, 15.5.2
    and 15.5.4; OWASP API Security Top 10 (2023), API1, API2 and API5. Beside an accepted request of one who may.
    """
    one = admission(trace.contract, trace.subject.case)
    if one is None or one.who == WEAK or trace.control is None or not trace.control.accepted:
        return
    told = said(trace)
    if one.allowed and told is Said.KEPT and trace.subject.status != 404:
        yield Mismatch(
            scope=f"access {one.who}",
            expected=f"let in ({one.why})",
            actual=f"{trace.subject.status} {trace.subject.case.note}".rstrip(),
            detail="refused",
            severity=Severity.MAJOR,
        )
    elif not one.allowed and told is Said.LET:
        kind = way(trace.subject.case)
        yield Mismatch(
            scope=f"access {one.who}",
            expected=f"refused with 401 or 403 ({one.why})",
            actual=f"{trace.subject.status} {trace.subject.case.note}".rstrip(),
            detail=f"let in {kind}".rstrip(),
            cause=f"{kind or one.who} is let in" if one.nowhere else f"{trace.interaction.name} lets in who may not",
        )
