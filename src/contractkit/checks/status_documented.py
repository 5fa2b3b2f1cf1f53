"""Check: status-documented."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Severity, Trace

LATER = ("media-type-documented", "body-is-well-formed", "body-matches-schema")


@check("status-documented", hides=LATER)
def status_documented(trace: Trace) -> Iterator[Mismatch]:
    """The service answers only with status codes its contract lists.

    OpenAPI 3.1, 4.8.16: exact codes, ranges (`4XX`), `default`. Throttling (429) and 5xx are other promises.
    """
    case, status = trace.subject.case, trace.subject.status
    if status is None or status == 429 or status >= 500 or case.intent not in (Intent.VALID, Intent.FAULT):
        return
    if case.interaction.answer(status) is None:
        yield Mismatch(
            scope="status",
            expected="one of " + ", ".join(a.status for a in case.interaction.answers),
            actual=str(status),
            detail=str(status),
            severity=Severity.MINOR if case.intent is Intent.FAULT else None,
        )
