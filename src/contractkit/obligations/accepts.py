"""`accepts(place keyword)`: input on the valid edge of a constraint is accepted."""

from contractkit.family import family, obligation
from contractkit.generate.constraints import accepted, constraints
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace

MINOR = ("pattern", "format")


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    seen: set[str] = set()
    for constraint in constraints(contract, interaction) if interaction else ():
        if accepted(constraint) and str(constraint.target) not in seen:
            seen.add(str(constraint.target))
            yield obligation(
                contract,
                interaction,
                "accepts",
                str(constraint.target),
                severity=Severity.MINOR if constraint.target.keyword in MINOR else Severity.MAJOR,
                rules=("valid-input-is-accepted",),
                scope=f"accepts {constraint.target}",
                location=contract.locate(constraint.schema),
                how="a request on the valid edge is accepted",
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    return (
        case.interaction.id == obligation.interaction
        and case.intent is Intent.VALID
        and case.target is not None
        and obligation.scope == f"accepts {case.target}"
    )


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    if trace.subject.accepted:
        return None
    status = trace.subject.status
    if status in (400, 422):
        if trace.neighbour is None:
            return f"refused with {status}, and no neighbouring value was accepted at that place either"
        return f"refused with {status}, naming another place"
    return f"answered {status}, which says nothing about this value"


family("accepts", promise, bears=bears, blocked=blocked)
