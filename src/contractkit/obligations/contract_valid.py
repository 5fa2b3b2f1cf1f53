"""`contract.valid`: judged from the document alone."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Severity


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    if interaction is None:
        yield obligation(
            contract,
            None,
            "contract.valid",
            severity=Severity.MINOR,
            rules=("contract.valid",),
            scope="contract.valid",
            location=contract.locate(""),
            static=True,
            how="the document alone, by its specification and our own rules",
        )


family("contract.valid", promise, bears=lambda obligation, trace: False)
