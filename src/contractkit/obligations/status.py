"""`status`: only documented status codes, for requests within the documented method, path, media type and size."""

from collections.abc import Iterator

from contractkit.answer.asked import TOO_MANY, reached, status_speaks
from contractkit.family import family, obligation
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.occasion import Occasion


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is not None:
        yield obligation(
            contract,
            interaction,
            "status",
            severity=Severity.MAJOR,
            rules=("status-documented",),
            location=interaction.location,
            how="by every valid request and every single fault",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """A refusal of an operation that was never reached may come from anybody: it is no proof."""
    return trace.subject.case.intent in (Intent.VALID, Intent.FAULT) and reached(trace)


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    status = trace.subject.status
    if status == TOO_MANY:
        return "answered 429: throttled, which says nothing about the operation"
    if status is not None and status < 500 and not status_speaks(trace):
        return f"answered {status} to a request beyond the documented path, media type or size"
    return None


family("status", promise, bears=bears, blocked=blocked, when=Occasion(intents=(Intent.VALID, Intent.FAULT)))
