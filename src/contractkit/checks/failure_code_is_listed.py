"""Check: failure-code-is-listed."""

from collections.abc import Iterator

from contractkit.answer.failing import broken_already, failure_of
from contractkit.extensions import ENVELOPES, check
from contractkit.model import ABSENT, Mismatch, Trace
from contractkit.occasion import FAILED, Occasion


@check("failure-code-is-listed", when=Occasion(FAILED))
def failure_code_is_listed(trace: Trace) -> Iterator[Mismatch]:
    """A failure's code for machines is one of those the contract lists."""
    failure = failure_of(trace)
    if failure is None or failure.body is ABSENT or failure.envelope.codes is None or broken_already(trace, failure):
        return
    for code in ENVELOPES[failure.envelope.family].codes(failure.body, failure.envelope):
        if code not in failure.envelope.codes:
            known = ", ".join(sorted(failure.envelope.codes))
            yield Mismatch("codes", f"one of {known}", code, detail=code, cause=f"code {code}")
