"""`failure(status)`: each exactly documented failure is provoked in its situation. Promised, and not provoked yet."""

from collections.abc import Iterator

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    for answer in interaction.answers if interaction else ():
        if answer.status.isdigit() and answer.status[0] in "45":
            yield obligation(
                contract,
                interaction,
                "failure",
                answer.status,
                severity=Severity.MAJOR,
                rules=(),
                location=contract.locate(answer.pointer),
                charged=False,
                how=f"not provoked yet: no situation is arranged that must end in {answer.status}; listed, not charged",
            )


family("failure", promise)
