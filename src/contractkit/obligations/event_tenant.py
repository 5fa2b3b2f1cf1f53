"""`event.tenant`: events carry the tenant of who caused them; a command about another one's things changes nothing."""

from collections.abc import Iterator

from contractkit.events.caused import own
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace

SENT = "by accepted requests of each tenant that may"
HEARD = "by an event in the name of one tenant about what is another's, and one of its own after it"
UNREAD = "that nothing changed is judged by what is read: say effect: {read: <operation>}"


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None:
        return
    terms = contract.conventions.terms(interaction.id)
    sends = role.action is Action.SEND
    if terms.tenant is None or not (terms.caused_by if sends else terms.effect):
        return
    yield obligation(
        contract,
        interaction,
        "event.tenant",
        severity=Severity.CRITICAL,
        rules=("events-carry-their-tenant", "foreign-event-changes-nothing"),
        location=interaction.location,
        how=SENT if sends else HEARD,
        standard=Standard.SEC_API,
    )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after, target = trace.after, trace.subject.case.target
    if after is None or after.tenant is None:
        return False
    if trace.interaction.method == "RECEIVE":
        return target is not None and target.keyword == "foreign" and after.fenced
    return bool(own(trace))


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    """What changes nothing that is read may have changed what nobody looked at."""
    after = trace.after
    if after is None or trace.interaction.method != "RECEIVE":
        return None
    return None if after.processed or after.readings else UNREAD


family("event.tenant", promise, bears=bears, blocked=blocked, kinds=(Kind.EVENT,))
