"""Check: malformed-json-is-rejected."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace


@check("malformed-json-is-rejected")
def malformed_json_is_rejected(trace: Trace) -> Iterator[Mismatch]:
    """A body that is not JSON is refused where JSON is required.

    RFC 9110, 15.5.1.
    """
    case, status = trace.subject.case, trace.subject.status
    asked = case.intent is Intent.PROTOCOL and case.target is not None and case.target.keyword == "malformed-json"
    if asked and status is not None and 200 <= status < 300:
        yield Mismatch(scope="protocol malformed-json", expected="a 4xx", actual=str(status))
