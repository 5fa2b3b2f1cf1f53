"""`correlation`: every answer carries the id that its request is traced by."""

from collections.abc import Iterator

from contractkit.answer.asked import reached
from contractkit.answer.failing import spoken
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    rule = contract.conventions.correlation(interaction.id) if interaction else None
    if interaction is None or rule is None:
        return
    what = [word for word, promised in (("echoed", rule.echo), ("given where none is sent", rule.mint)) if promised]
    yield obligation(
        contract,
        interaction,
        "correlation",
        severity=Severity.MAJOR,
        rules=("correlation-id-is-carried",),
        location=interaction.location,
        charged=rule.everywhere,
        how=f"by every answer; {rule.header} is {' and '.join(what) or 'well formed'} ({rule.why})",
    )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """Where an id is echoed, only an answer to a request that sent one shows it."""
    rule = trace.contract.conventions.correlation(trace.interaction.id)
    reply = spoken(trace)
    if rule is None or reply is None or not reached(trace) or reply.header(rule.header) is None:
        return False
    return not rule.echo or trace.subject.case.request.header(rule.header) is not None


family("correlation", promise, bears=bears)
