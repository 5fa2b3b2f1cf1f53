"""A contract in, the obligations it promises out; nothing learnt at run time adds or removes one. Pure."""

from collections.abc import Iterator

from contractkit.extensions import FAMILIES
from contractkit.model import Contract, Interaction, Obligation, Standard


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    """Obligations of one interaction, each once, kind by kind; None: those that hang on no operation."""
    seen: set[str] = set()
    for _, family in FAMILIES:
        for obligation in family.promise(contract, interaction):
            if obligation.id not in seen:
                seen.add(obligation.id)
                yield obligation


def standards(contract: Contract, interaction: Interaction | None, probe: str) -> tuple[str, ...]:
    """Marker names of the standards an item bears on, known without enumerating its obligations."""
    return (Standard.TEST_CONTRACT.name,)
