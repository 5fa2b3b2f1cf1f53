"""Check: status-documented."""

from collections.abc import Iterator

from contractkit.answer.asked import status_speaks
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Severity, Trace

LATER = ("media-type-documented", "body-is-well-formed", "body-matches-schema")


@check("status-documented", hides=LATER)
def status_documented(trace: Trace) -> Iterator[Mismatch]:
    """The service answers only with status codes its contract lists.

    OpenAPI 3.1, 4.8.16: exact codes, ranges (`4XX`), `default`. Judged for requests within the documented method,
    path, media type and size; throttling (429) and 5xx are other promises. An undocumented refusal of bad input is
    minor, anything else is major.
    """
    case, status = trace.subject.case, trace.subject.status
    if status is None or not status_speaks(trace) or case.interaction.answer(status) is not None:
        return
    yield Mismatch(
        scope="status",
        expected="one of " + ", ".join(answer.status for answer in case.interaction.answers),
        actual=str(status),
        detail=str(status),
        severity=Severity.MINOR if case.intent is not Intent.VALID and status >= 400 else None,
    )
