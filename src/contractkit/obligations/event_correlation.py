"""`event.correlation`: the correlation id of a request (or command) is on every message that it caused."""

from collections.abc import Iterator

from contractkit.events.caused import caused, own
from contractkit.events.correlated import correlated, pairs
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.SEND:
        return
    terms = contract.conventions.terms(interaction.id)
    if pairs(contract, interaction):
        return
    if terms.caused_by and (terms.correlation or any(one.correlation for one in role.messages)):
        yield obligation(
            contract,
            interaction,
            "event.correlation",
            severity=Severity.MAJOR,
            rules=("correlation-id-is-on-events",),
            location=interaction.location,
            how="by accepted requests with a correlation id of ours",
            standard=Standard.TEST_E2E_BACK,
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after = trace.after
    return after is not None and after.correlation is not None and bool(own(trace))


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    """Where the schema leaves no room for an id, it is something else that correlates.

    Where it asks for one that is left out, that is found already.
    """
    found = [told for heard in caused(trace) if (told := correlated(trace, heard)) is not None]
    for told in found:
        if not told.able:
            return f"{told.location} cannot hold the id of a request by its own schema"
    wanting = [told.location for told in found if told.required]
    wrong = any(told.found != (trace.after and trace.after.correlation) and not told.required for told in found)
    return f"{wanting[0]} is left out although required, which is found already" if wanting and not wrong else None


family("event.correlation", promise, bears=bears, blocked=blocked, kinds=(Kind.EVENT,))
