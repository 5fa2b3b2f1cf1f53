"""`event.tenant`: messages carry the tenant of the identity that caused them, and nothing of another tenant's."""

from collections.abc import Iterator

from contractkit.events.caused import caused
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.SEND:
        return
    terms = contract.conventions.terms(interaction.id)
    if terms.tenant is not None and terms.caused_by:
        yield obligation(
            contract,
            interaction,
            "event.tenant",
            severity=Severity.CRITICAL,
            rules=("events-carry-their-tenant",),
            location=interaction.location,
            how="by accepted requests of each tenant that may",
            standard=Standard.SEC_API,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return after is not None and after.tenant is not None and bool(caused(trace))


family("event.tenant", promise, bears=bears, kinds=(Kind.EVENT,))
