"""`event.reply`: a request is answered once, on the right channel, with its correlation id, by a documented message."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE or role.reply is None:
        return
    for message in role.messages:
        yield obligation(
            contract,
            interaction,
            "event.reply",
            message.name,
            severity=Severity.MAJOR,
            rules=("request-is-answered",),
            location=interaction.location,
            how="by a valid request, and another one whose reply is awaited",
            standard=Standard.TEST_E2E_BACK,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return trace.subject.case.target == consumed(obligation.qualifier, "reply") and after is not None and after.fenced


family("event.reply", promise, bears=bears, kinds=(Kind.EVENT,))
