"""`event.duplicate(message)`: the same event delivered again has one effect, and no second output."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace

UNSEEN = "a second effect would not be seen: say effect: {read: <operation>}, or {event: <operation>}"


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE:
        return
    for message in role.messages if contract.conventions.terms(interaction.id).duplicate == "once" else ():
        yield obligation(
            contract,
            interaction,
            "event.duplicate",
            message.name,
            severity=Severity.MAJOR,
            rules=("duplicate-changes-nothing",),
            location=contract.locate(message.pointer, key=True),
            how="by an event that was processed, published again under its id",
            standard=Standard.DATA_CONSIST,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return (
        trace.subject.case.target == consumed(obligation.qualifier, "duplicate") and after is not None and after.fenced
    )


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    """Where neither a reading nor an output was there once, a second one would not be seen."""
    after = trace.after
    return None if after is None or after.processed or after.readings or after.events else UNSEEN


family("event.duplicate", promise, bears=bears, blocked=blocked, kinds=(Kind.EVENT,))
