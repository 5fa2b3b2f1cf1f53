"""Check: malformed-json-is-rejected."""

from collections.abc import Iterator

from contractkit.answer.asked import MALFORMED_JSON, rule_asked
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import Occasion


@check("malformed-json-is-rejected", when=Occasion(intents=(Intent.PROTOCOL,)))
def malformed_json_is_rejected(trace: Trace) -> Iterator[Mismatch]:
    """A body that is not JSON is refused where JSON is required, and fells nobody.

    RFC 9110, 15.5.1: a client error, so never 2xx and never 5xx.
    """
    status = trace.subject.status
    if status is None or rule_asked(trace.subject.case) != MALFORMED_JSON:
        return
    if 200 <= status < 300 or status >= 500:
        yield Mismatch(f"protocol {MALFORMED_JSON}", "400 or another 4xx", str(status), cause=f"answered {status}")
