"""`rejects(place keyword)`: input breaking exactly one constraint is rejected, beside an accepted baseline."""

from collections.abc import Iterator

from contractkit.answer.asked import refusals
from contractkit.family import family, obligation, stopped
from contractkit.generate.constraints import constraints, rejected
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.occasion import Occasion

# A leniency is a promise of its own where the keyword is what it is lenient about; coercion has no keyword.
KEYWORDS = {"format": "format", "readonly": "readOnly"}


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None or stopped(contract, interaction):
        return
    for constraint in constraints(contract, interaction):
        if rejected(constraint):
            yield obligation(
                contract,
                interaction,
                "rejects",
                str(constraint.target),
                severity=Severity.MAJOR,
                rules=("invalid-input-is-rejected",),
                location=contract.locate(constraint.schema),
                how="by the accepted baseline with this one fault",
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    if case.intent is not Intent.FAULT or case.target is None or obligation.qualifier != str(case.target):
        return False
    return case.lenient is None or KEYWORDS.get(case.lenient) == case.target.keyword


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    case, status = trace.subject.case, trace.subject.status
    if trace.control is None or not trace.control.accepted:
        return "there is no accepted baseline beside it"
    if trace.subject.accepted or (status is not None and 200 <= status < 300):
        return None
    if case.target is None or status not in refusals(case.target):
        return f"answered {status}, which does not show that this fault was the reason"
    return None


family("rejects", promise, bears=bears, blocked=blocked, when=Occasion(intents=(Intent.FAULT,)))
