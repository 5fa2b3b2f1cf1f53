"""Check: not-acceptable-is-refused."""

from collections.abc import Iterator

from contractkit.answer.asked import NOT_ACCEPTABLE, REFUSED, rule_asked
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import Occasion


@check("not-acceptable-is-refused", when=Occasion(REFUSED | {415}, (Intent.PROTOCOL,)))
def not_acceptable_is_refused(trace: Trace) -> Iterator[Mismatch]:
    """A refusal because of Accept is a 406 where that is documented.

    RFC 9110, 15.5.7. Disregarding Accept is allowed (12.5.1) and no finding.
    """
    status, answers = trace.subject.status, trace.interaction.answers
    if rule_asked(trace.subject.case) != NOT_ACCEPTABLE or status not in REFUSED | {415}:
        return
    if any(answer.status == "406" for answer in answers):
        yield Mismatch(f"protocol {NOT_ACCEPTABLE}", "406", str(status), cause=f"{status} instead of 406")
