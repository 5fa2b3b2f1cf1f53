"""`envelope`: failures are said in the envelope of the service, whatever is wrong."""

from collections.abc import Iterator

from contractkit.answer.asked import reached
from contractkit.answer.failing import content_of, envelope_of, refusal, sure_to_fail
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace
from contractkit.occasion import FAILED, Occasion


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    envelope = contract.conventions.envelope(interaction.id) if interaction else None
    if interaction is None or envelope is None:
        return
    yield obligation(
        contract,
        interaction,
        "envelope",
        severity=Severity.MAJOR,
        rules=("failure-keeps-envelope",),
        location=interaction.location,
        charged=sure_to_fail(interaction),
        how=f"by every failure that is seen; {envelope.family}, {envelope.why}",
    )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """A documented failure proves it; where none is documented, any."""
    if refusal(trace) is None or envelope_of(trace) is None or not reached(trace):
        return False
    return bool(content_of(trace)) or not any(a.media for a in trace.interaction.answers if a.status[0] not in "123")


family("envelope", promise, bears=bears, when=Occasion(FAILED))
