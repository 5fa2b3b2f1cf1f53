"""`tenant(way)`: by each way in which another tenant may try to get at it, it is kept from what is not its own."""

from collections.abc import Iterator

from contractkit.answer.marks import shown, unknown
from contractkit.answer.tenants import TENANT, TOTAL, as_for_nothing, let_in, not_its, refused, tenancy, what
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Standard, Trace
from contractkit.occasion import Occasion

LATER = (408, 425, 429)


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None:
        return
    for one in contract.conventions.tenancies(interaction.id):
        yield obligation(
            contract,
            interaction,
            "tenant",
            one.what,
            severity=Severity.CRITICAL,
            rules=("tenants-are-apart",),
            location=interaction.location,
            how=one.how,
            standard=Standard.SEC_API,
            charged=one.charged,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    return what(trace.subject.case) == obligation.qualifier


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    one, status, control = tenancy(trace.contract, trace.subject.case), trace.subject.status, trace.control
    if one is None or control is None or not control.accepted or control.reply is None:
        return "there is no accepted request of the tenant itself beside it"
    if trace.reply is not None and shown(trace.reply, unknown(trace), trace.subject.case.request):
        return None
    if one.refuses:
        told = refused(trace) or let_in(trace) or as_for_nothing(trace) or not_its(trace)
        return None if told else f"answered {status} to another tenant, which something else may explain"
    if one.what == TOTAL or (200 <= (status or 0) < 500 and status not in LATER):
        return None  # nothing was shown
    return f"answered {status} to another tenant, which something else may explain"


family("tenant", promise, bears=bears, blocked=blocked, when=Occasion(places=(TENANT,)))
