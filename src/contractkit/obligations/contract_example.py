"""`contract.example`: examples, defaults and enum members satisfy their own schemas, judged from the document alone."""

from collections.abc import Iterator

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is None:
        yield obligation(
            contract,
            None,
            "contract.example",
            severity=Severity.MINOR,
            rules=("contract.example",),
            location=contract.locate(""),
            static=True,
            how="every example, default and enum member against its own schema",
        )


family("contract.example", promise)
