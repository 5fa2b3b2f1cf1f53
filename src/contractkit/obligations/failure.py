"""`failure(status)`: each documented failure is provoked in its situation. Promised, and not provoked yet."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Severity


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    for answer in interaction.answers if interaction else ():
        if answer.status.isdigit() and answer.status[0] in "45":
            yield obligation(
                contract,
                interaction,
                "failure",
                answer.status,
                severity=Severity.MAJOR,
                rules=(),
                scope=f"failure {answer.status}",
                location=contract.locate(answer.pointer),
                charged=False,
                how="not provoked yet: listed, not charged",
            )


family("failure", promise, bears=lambda obligation, trace: False)
