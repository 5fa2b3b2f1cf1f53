"""`event.rejects(message keyword)`: an event broken in exactly one way is refused as declared, and poisons nothing."""

from collections.abc import Iterator

from contractkit.events.aims import rejected
from contractkit.events.carrier import refusable
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    """Only where it is declared how events are refused."""
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.RECEIVE:
        return
    terms = contract.conventions.terms(interaction.id)
    if terms.rejects is None:
        return
    for message in role.messages:
        for constraint in refusable(contract, interaction, message):
            yield obligation(
                contract,
                interaction,
                "event.rejects",
                str(rejected(message.name, constraint.target)),
                severity=Severity.MAJOR,
                rules=("invalid-event-is-refused", "service-survives-its-events"),
                location=contract.locate(constraint.schema),
                how=f"by an event that is broken there, {terms.rejects}, and a good one after it",
                standard=Standard.TEST_E2E_BACK,
                charged=constraint.target.keyword != "format",  # an annotation (JSON Schema draft 7, 7.2)
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return str(trace.subject.case.target) == obligation.qualifier and after is not None and after.fenced


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    """Where nothing is kept of what is refused, only the broker can say that it was."""
    terms, after = trace.contract.conventions.terms(trace.interaction.id), trace.after
    if terms.dead_letter is not None or after is None or after.evidence or after.processed:
        return None
    return "the broker does not show whether it was acknowledged: name the group, durable or queue (consumer:)"


family("event.rejects", promise, bears=bears, blocked=blocked, kinds=(Kind.EVENT,))
