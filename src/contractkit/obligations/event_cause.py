"""`event.cause(operation)`: what is declared to cause events causes exactly those; what is refused causes none."""

from collections.abc import Iterator

from contractkit.events.aims import ACCEPTED, REFUSED, REPLAYED, STATE
from contractkit.events.caused import own
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Terms, Trace
from contractkit.model.terms import is_function

RULES = {
    ACCEPTED: ("accepted-causes-its-events", "channel-has-documented-events"),
    REFUSED: ("refused-causes-nothing",),
    REPLAYED: ("replayed-causes-nothing",),
    STATE: ("told-state-is-readable",),
}
HOW = {
    ACCEPTED: "by accepted requests, each followed by another one whose events are awaited",
    REFUSED: "by refused requests, each followed by an accepted one whose events are awaited",
    REPLAYED: "by the same request again, with its idempotency key",
    STATE: "by reading what an event tells as soon as it is heard",
}


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None or role.action is not Action.SEND:
        return
    terms = contract.conventions.terms(interaction.id)
    for operation in terms.caused_by:
        for how in _promised(terms, refusable=_refusable(contract, operation), function=is_function(operation)):
            yield obligation(
                contract,
                interaction,
                "event.cause",
                operation if how == ACCEPTED else f"{operation} {how}",
                severity=Severity.MAJOR,
                rules=RULES[how],
                location=interaction.location,
                how=HOW[how],
                standard=Standard.TEST_E2E_BACK,
            )


def _refusable(contract: Contract, operation: str) -> bool:
    """A request, or a command of which it is said how it is refused; not a function."""
    if is_function(operation):
        return False
    commands = [one for one in contract.interactions if one.method == "RECEIVE" and one.name == operation]
    return not commands or any(contract.conventions.terms(one.id).rejects is not None for one in commands)


def _promised(terms: Terms, *, refusable: bool, function: bool) -> Iterator[str]:
    yield ACCEPTED
    if refusable:
        yield REFUSED
    if terms.replayed == "none" and not function:
        yield REPLAYED
    if terms.state is not None:
        yield STATE


def bears(obligation: Obligation, trace: Trace) -> bool:
    """What was refused, or done before, is proven to have caused nothing only behind a fence."""
    target, after = trace.subject.case.target, trace.after
    if target is None or after is None:
        return False
    operation, how = target.place.removeprefix("cause "), target.keyword
    if obligation.qualifier == f"{operation} {STATE}" and how == ACCEPTED:
        return bool(after.readings)
    if obligation.qualifier != (operation if how == ACCEPTED else f"{operation} {how}"):
        return False
    terms = trace.contract.conventions.terms(trace.interaction.id)
    if how == ACCEPTED and terms.sometimes and not own(trace):
        return False  # nothing was to be seen this time
    return after.fenced


family("event.cause", promise, bears=bears, kinds=(Kind.EVENT,))
