"""`event.order(message)`: an older version does not overwrite a newer one."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE:
        return
    for message in role.messages if contract.conventions.terms(interaction.id).order is not None else ():
        yield obligation(
            contract,
            interaction,
            "event.order",
            message.name,
            severity=Severity.MAJOR,
            rules=("older-changes-nothing",),
            location=contract.locate(message.pointer, key=True),
            how="by two events in their order, and one that comes late",
            standard=Standard.DATA_CONSIST,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return trace.subject.case.target == consumed(obligation.qualifier, "older") and after is not None and after.fenced


family("event.order", promise, bears=bears, kinds=(Kind.EVENT,))
