"""`event.replay(message)`: the log of events, read again from the start, gives the same state."""

from collections.abc import Iterator

from contractkit.events.aims import REPLAY, consumed
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE:
        return
    for message in role.messages if contract.conventions.terms(interaction.id).replay is not None else ():
        yield obligation(
            contract,
            interaction,
            "event.replay",
            message.name,
            severity=Severity.MAJOR,
            rules=("replay-changes-nothing",),
            location=contract.locate(message.pointer, key=True),
            how="by events that were processed, read again from the start of their log",
            standard=Standard.DATA_CONSIST,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return trace.subject.case.target == consumed(obligation.qualifier, REPLAY) and after is not None and after.fenced


family("event.replay", promise, bears=bears, kinds=(Kind.EVENT,))
