"""`no-server-error`: no 5xx, whatever is sent; every case of the plan has to be answered without one."""

from collections.abc import Iterator

from contractkit.answer.asked import reached, waited
from contractkit.answer.situation import ordered
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is not None:
        yield obligation(
            contract,
            interaction,
            "no-server-error",
            severity=Severity.CRITICAL,
            rules=("no-server-error",),
            location=interaction.location,
            every=True,
            how="by every request of the plan, hostile ones too",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    return trace.subject.fault is not None or (reached(trace) and not ordered(trace))


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    return "answered 503 with Retry-After: overloaded; run again when it is not" if waited(trace) else None


family("no-server-error", promise, bears=bears, blocked=blocked)
