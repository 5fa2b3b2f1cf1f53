"""A result in, who was let do what out: one cell an operation and somebody who asks. Floor 1, pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from contractkit.model import Admission, Contract, Interaction, Result

PROMISED = {True: "allowed", False: "refused"}


@dataclass(frozen=True, slots=True)
class Cell:
    """`promised`: allowed or refused; `state`: proven, violated or unproven, and `reason` why that."""

    contract: str
    interaction: Interaction
    who: str
    promised: str
    why: str
    state: str
    reason: str = ""
    found: tuple[str, ...] = ()  # CK ids


def cells(result: Result) -> Iterator[Cell]:
    """In the order of the contracts, and of identities in the settings."""
    ids = {f: d.id for f, d in result.ledger.discrepancies.items()}
    for contract in result.contracts:
        for interaction in contract.interactions:
            for one in contract.conventions.admissions(interaction.id):
                if f"{interaction.id}:access({one.who})" in result.ledger.entries:
                    yield _cell(result, contract, interaction, one, ids)


def _cell(result: Result, contract: Contract, interaction: Interaction, one: Admission, ids: dict[str, str]) -> Cell:
    entry = result.ledger.entries[f"{interaction.id}:access({one.who})"]
    return Cell(
        contract.id,
        interaction,
        one.who,
        PROMISED[one.allowed],
        one.why,
        entry.state.shown,
        " ".join((entry.reason or "").split()),
        tuple(sorted(ids.get(print_, "") for print_ in entry.discrepancies)),
    )
