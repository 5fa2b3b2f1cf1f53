"""`codes`: failures give only codes for machines that the contract lists, where it lists them."""

from collections.abc import Iterator

from contractkit.answer.asked import reached
from contractkit.answer.failing import envelope_of, refusal
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace
from contractkit.occasion import FAILED, Occasion
from contractkit.wire.media import Form, form_of


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None:
        yield from _of_the_service(contract)
        return
    envelope = contract.conventions.envelope(interaction.id)
    if envelope is not None and envelope.codes:
        yield obligation(
            contract,
            interaction,
            "codes",
            severity=Severity.MINOR,
            rules=("failure-code-is-listed",),
            location=interaction.location,
            charged=False,
            how=f"by every failure that is seen; {len(envelope.codes)} codes are listed",
        )


def _of_the_service(contract: Contract) -> Iterator[Obligation]:
    """One code, one status; one cause, one code: judged when all failures of a run are known."""
    if any(contract.conventions.envelope(i.id) for i in contract.interactions):
        yield obligation(
            contract,
            None,
            "codes",
            severity=Severity.NOTE,
            rules=(),
            location=contract.locate(""),
            charged=False,
            static=True,
            how="by the codes of all failures of a run, and of the one before (error-codes.json)",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    reply = refusal(trace)
    told = reply is not None and envelope_of(trace) is not None and form_of(reply.media) is Form.JSON
    return told and reached(trace)


family("codes", promise, bears=bears, when=Occasion(FAILED))
