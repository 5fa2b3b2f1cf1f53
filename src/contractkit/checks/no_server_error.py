"""Check: no-server-error."""

from collections.abc import Iterator

from contractkit.answer.asked import METHOD_NOT_ALLOWED, rule_asked, waited
from contractkit.answer.situation import ordered
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Severity, Trace
from contractkit.occasion import BROKEN, Occasion

LATER = (
    "status-documented",
    "media-type-documented",
    "body-is-well-formed",
    "body-matches-schema",
    "malformed-json-is-rejected",
)


@check("no-server-error", hides=LATER, when=Occasion(BROKEN))
def no_server_error(trace: Trace) -> Iterator[Mismatch]:
    """The service never answers with a server error.

    RFC 9110, 15.6: 5xx says that the server failed, whatever the request was. An exactly documented one that answers
    a valid request is minor. Not charged: 503 with Retry-After (15.6.4), 501 to a method nobody documented (15.6.2),
    and what a recipe of the settings asks for.
    """
    seen, case = trace.subject, trace.subject.case
    if seen.status is None or seen.status < 500 or waited(trace) or ordered(trace):
        return
    if seen.status == 501 and rule_asked(case) == METHOD_NOT_ALLOWED:
        return
    exact = any(answer.status == str(seen.status) for answer in case.interaction.answers)
    mild = exact and case.intent is Intent.VALID and seen.crash is None
    yield Mismatch(
        scope="no-server-error",
        expected="no 5xx",
        actual=f"{seen.status}: {_last(seen.crash)}" if seen.crash else str(seen.status),
        pointer=case.target.place if case.target else "",
        detail="documented" if mild else "",
        severity=Severity.MINOR if mild else None,
    )


def _last(traceback: str) -> str:
    lines = [line.strip() for line in traceback.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "the application crashed"
