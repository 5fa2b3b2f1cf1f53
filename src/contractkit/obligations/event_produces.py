"""`event.produces(message)`: the message was really seen on its channel, caused by a trigger."""

from collections.abc import Iterator

from contractkit.events.caused import own
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.SEND:
        return
    for message in role.messages:
        yield obligation(
            contract,
            interaction,
            "event.produces",
            message.name,
            severity=Severity.MAJOR,
            rules=(),
            location=contract.locate(message.pointer, key=True),
            how="by the operations that are declared to cause it",
            standard=Standard.TEST_E2E_BACK,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """Seen, and known by a trace of the stimulus."""
    return any(h.type is not None and h.type.name == obligation.qualifier for h in own(trace))


family("event.produces", promise, bears=bears, kinds=(Kind.EVENT,))
