"""`accepts(place keyword)`: input on the valid edge of a constraint is accepted, as its neighbour is."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.answer.asked import REFUSED, steps
from contractkit.family import family, obligation, stopped
from contractkit.generate.constraints import Constraint, accepted, constraints
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.occasion import Occasion
from contractkit.reach.feedback import named

# Free text and what only looks like a text: services have reasons of their own to be choosy there.
MINOR = frozenset({"pattern", "format", "propertyNames", "contentEncoding", "contentMediaType"})


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None or stopped(contract, interaction):
        return
    for constraint in constraints(contract, interaction):
        if accepted(constraint):
            yield obligation(
                contract,
                interaction,
                "accepts",
                str(constraint.target),
                severity=_severity(constraint),
                rules=("valid-input-is-accepted",),
                location=contract.locate(constraint.schema),
                how="by the accepted baseline with a value on this edge",
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    return case.intent is Intent.VALID and case.target is not None and obligation.qualifier == str(case.target)


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    status = trace.subject.status
    if trace.subject.accepted:
        return None
    if status not in REFUSED:
        return f"answered {status}, which says nothing about this value"
    if trace.neighbour is None or not trace.neighbour.accepted:
        return f"refused with {status}, and no other value was accepted at that place either"
    other = _named_elsewhere(trace)
    return f"refused with {status}, but for {other}" if other else None


def _severity(constraint: Constraint) -> Severity:
    keyword = constraint.target.keyword
    text = keyword == "type" and "string" in constraint.value
    return Severity.MINOR if text or keyword in MINOR else Severity.MAJOR


def _named_elsewhere(trace: Trace) -> str | None:
    """The place a refusal names, when it names one and not the place of this case."""
    case, reply = trace.subject.case, trace.reply
    if reply is None or case.target is None:
        return None
    own = [step for step in steps(case.target.place)[1:] if step != "*"]
    parameters = [p.name for p in case.interaction.parameters]
    told = named(reply, dict.fromkeys((*own, *parameters, *_members(case.draft.body))))
    if not own:
        return next((name for name in told if name in parameters), None)
    return None if own[-1] in told else next((name for name in told if name not in own), None)


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield str(name)
            yield from _members(member)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _members(item)


family("accepts", promise, bears=bears, blocked=blocked, when=Occasion(intents=(Intent.VALID,)))
