"""`rejects(place keyword)`: input breaking exactly one constraint is rejected, beside an accepted baseline."""

from contractkit.family import family, obligation
from contractkit.generate.constraints import constraints, rejected
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Target, Trace

SIZE = ("maxLength", "maxItems", "maxProperties")


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    seen: set[str] = set()
    for constraint in constraints(contract, interaction) if interaction else ():
        if rejected(constraint) and str(constraint.target) not in seen:
            seen.add(str(constraint.target))
            yield obligation(
                contract,
                interaction,
                "rejects",
                str(constraint.target),
                severity=Severity.MAJOR,
                rules=("invalid-input-is-rejected",),
                scope=f"rejects {constraint.target}",
                location=contract.locate(constraint.schema),
                how="the accepted baseline with this one fault",
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    return (
        case.interaction.id == obligation.interaction
        and case.intent is Intent.FAULT
        and case.target is not None
        and obligation.scope == f"rejects {case.target}"
        and case.lenient in (None, "format", "readonly")
    )


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    target, status = trace.subject.case.target, trace.subject.status
    if trace.control is None or not trace.control.accepted:
        return "there is no accepted baseline beside it"
    if target is None or status not in proving(target):
        return f"answered {status}, which does not show that this fault was the reason"
    return None


def proving(target: Target) -> frozenset[int]:
    """Statuses that are a refusal of a fault at this place (DESIGN, table of obligations)."""
    proof = {400, 422}
    if target.place.startswith("path."):
        proof |= {404}
    if target.keyword in SIZE or target.place.startswith(("query.", "header.", "cookie.")):
        proof |= {413, 414, 431}
    if target.place == "media":
        proof |= {415}
    return frozenset(proof)


family("rejects", promise, bears=bears, blocked=blocked)
