"""`access(who)`: anonymous, each kind of invalid credentials, and each identity: let in or refused as is promised."""

from collections.abc import Iterator

from contractkit.answer.access import ACCESS, AMONG_OWN, INVALID, Said, admission, led_alike, said, who
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Standard, Trace
from contractkit.occasion import Occasion
from contractkit.reach.admissions import WEAK


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None:
        return
    for one in contract.conventions.admissions(interaction.id):
        yield obligation(
            contract,
            interaction,
            "access",
            one.who,
            severity=Severity.CRITICAL,
            rules=("access-is-kept", "protected-content-stays", "refusal-changes-nothing"),
            location=interaction.location,
            how=f"{'let in' if one.allowed else 'refused'}: {one.why}",
            standard=Standard.SEC_API,
            charged=one.charged,
            every=one.who in (INVALID, WEAK),
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    return who(trace.subject.case) == obligation.qualifier


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    one, told, status = admission(trace.contract, trace.subject.case), said(trace), trace.subject.status
    if trace.control is None or not trace.control.accepted:
        return "there is no accepted request of one who may beside it"
    if one is not None and one.who == WEAK:
        return None if trace.neighbour is not None else "nobody was refused beside it"
    if one is not None and one.allowed and led_alike(trace):
        return None
    if told is Said.UNCLEAR or one is None or (one.allowed and status == 404):
        hint = "; if that hides what is there, say hidden: true under access:" if status == 404 else ""
        return f"{obligation.qualifier} was answered {status}, which does not say whether it is let in{hint}"
    if one.allowed and told is Said.LET and not trace.subject.accepted:
        return f"{obligation.qualifier} was answered {status}, which the contract does not document"
    return None


family("access", promise, bears=bears, blocked=blocked, when=Occasion(places=(ACCESS, AMONG_OWN)))
