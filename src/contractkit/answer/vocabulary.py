"""A trace in, the codes for machines that its failure gave out. Pure."""

from collections.abc import Iterator

from contractkit.answer.failing import failure_of
from contractkit.errors import Unjudged
from contractkit.extensions import ENVELOPES
from contractkit.model import ABSENT, Coded, Intent, Trace

LONGEST = 100  # characters; what is longer is a sentence


def codes_of(trace: Trace) -> Iterator[Coded]:
    """With the situation, where exactly one thing was wrong."""
    try:
        failure = failure_of(trace)
    except Unjudged:
        return  # a body that cannot be read gives none
    if failure is None or failure.body is ABSENT:
        return
    case = trace.subject.case
    clear = case.intent in (Intent.FAULT, Intent.PROTOCOL) and case.target is not None
    for code in dict.fromkeys(ENVELOPES[failure.envelope.family].codes(failure.body, failure.envelope)):
        if len(code) <= LONGEST:
            yield Coded(trace.interaction.id, failure.status, code, str(case.target) if clear else "")
