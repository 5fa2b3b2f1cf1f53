"""Check: no-server-error."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Severity, Trace

LATER = ("status-documented", "media-type-documented", "body-is-well-formed", "body-matches-schema")


@check("no-server-error", hides=LATER)
def no_server_error(trace: Trace) -> Iterator[Mismatch]:
    """The service never answers with a server error.

    RFC 9110, 15.6: 5xx says that the server failed, whatever the request was.
    """
    case, status = trace.subject.case, trace.subject.status
    if status is None or status < 500:
        return
    exact = any(a.status == str(status) for a in case.interaction.answers)
    yield Mismatch(
        scope="no-server-error",
        expected="no 5xx",
        actual=str(status) + (f" after {_last(trace.subject.crash)}" if trace.subject.crash else ""),
        detail=str(status),
        severity=Severity.MINOR if exact and case.intent is Intent.VALID else None,
    )


def _last(traceback: str) -> str:
    lines = [line.strip() for line in traceback.strip().splitlines() if line.strip()]
    return lines[-1][:200] if lines else "a crash"
