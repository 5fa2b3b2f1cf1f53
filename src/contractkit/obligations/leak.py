"""`leak`: no refusal or failure shows what is inside the service."""

from collections.abc import Iterator

from contractkit.answer.asked import reached
from contractkit.answer.failing import sure_to_fail
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Kind, Obligation, Severity, Trace
from contractkit.occasion import FAILED, Occasion


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is not None and interaction.kind is Kind.HTTP:
        yield obligation(
            contract,
            interaction,
            "leak",
            severity=Severity.CRITICAL,
            rules=("nothing-leaks",),
            location=interaction.location,
            charged=sure_to_fail(interaction),
            how="by every 4xx and 5xx that the operation is seen to answer, hostile requests included",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """Whatever was sent; but a service that refuses everything shows nothing."""
    return trace.reply is not None and (trace.reply.status or 0) >= 400 and reached(trace)


family("leak", promise, bears=bears, when=Occasion(FAILED))
