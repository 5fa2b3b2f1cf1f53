"""`event.consumes(message)`: valid events are processed, at the edges of their schema as well."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE:
        return
    for message in role.messages:
        yield obligation(
            contract,
            interaction,
            "event.consumes",
            message.name,
            severity=Severity.MAJOR,
            rules=("valid-event-is-processed", "service-survives-its-events"),
            location=contract.locate(message.pointer, key=True),
            how="by valid events, with members left out, at the edges of their values, and with members nobody knows",
            standard=Standard.TEST_E2E_BACK,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    aimed = trace.subject.case.target == consumed(obligation.qualifier)
    return aimed and after is not None and after.processed is True


family("event.consumes", promise, bears=bears, kinds=(Kind.EVENT,))
