"""`contract.example`: judged from the document alone."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Severity


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    if interaction is None:
        yield obligation(
            contract,
            None,
            "contract.example",
            severity=Severity.MINOR,
            rules=("contract.example",),
            scope="contract.example",
            location=contract.locate(""),
            static=True,
            how="every example, default and enum member against its own schema",
        )


family("contract.example", promise, bears=lambda obligation, trace: False)
