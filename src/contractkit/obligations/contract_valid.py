"""`contract.valid`: the document is valid by its specification, judged from the document alone."""

from collections.abc import Iterator

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None:
        yield obligation(
            contract,
            None,
            "contract.valid",
            severity=Severity.MINOR,
            rules=("contract.valid",),
            location=contract.locate(""),
            static=True,
            how="the document alone, by its specification and by our own rules",
        )


family("contract.valid", promise)
