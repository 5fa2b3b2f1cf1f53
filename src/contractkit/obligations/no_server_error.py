"""`no-server-error`: no 5xx, whatever is sent."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    if interaction is not None:
        yield obligation(
            contract,
            interaction,
            "no-server-error",
            severity=Severity.CRITICAL,
            rules=("no-server-error",),
            scope="no-server-error",
            location=interaction.location,
            every=True,
            how="every request of the plan",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    return trace.interaction.id == obligation.interaction


family("no-server-error", promise, bears=bears)
