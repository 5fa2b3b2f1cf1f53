"""`status`: only documented status codes, for requests within the documented method, path, media type and size."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace

NOT_CHARGED = (429,)  # throttling is never the operation's promise


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    if interaction is not None:
        yield obligation(
            contract,
            interaction,
            "status",
            severity=Severity.MAJOR,
            rules=("status-documented",),
            scope="status",
            location=interaction.location,
            how="every valid request and every single fault",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    return (
        case.interaction.id == obligation.interaction
        and case.intent in (Intent.VALID, Intent.FAULT)
        and trace.subject.status not in NOT_CHARGED
    )


family("status", promise, bears=bears)
