"""`pointer`: a refusal of one wrong thing names that thing, where failures name parts of the request at all."""

from collections.abc import Iterator

from contractkit.answer.about import named_by
from contractkit.answer.asked import REFUSED
from contractkit.family import family, obligation
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.occasion import Occasion


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    envelope = contract.conventions.envelope(interaction.id) if interaction else None
    if interaction is None or envelope is None or not envelope.places:
        return
    if interaction.parameters or interaction.body is not None:
        yield obligation(
            contract,
            interaction,
            "pointer",
            severity=Severity.MINOR,
            rules=("failure-names-the-place",),
            location=interaction.location,
            charged=False,
            how="by refusals of requests with one fault; a refusal that names nothing shows nothing",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    return bool(named_by(trace))


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    if trace.control is None or not trace.control.accepted:
        return "there is no accepted baseline beside it"
    return None


family("pointer", promise, bears=bears, blocked=blocked, when=Occasion(REFUSED, (Intent.FAULT,)))
