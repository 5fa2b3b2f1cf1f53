"""A contract in, the obligations it promises out; nothing learnt at run time adds or removes one. Pure."""

from collections.abc import Iterator

from contractkit.extensions import FAMILIES
from contractkit.model import Contract, Interaction, Obligation


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    """Obligations of one interaction, in the order of kinds; None: those that hang on no operation."""
    for _, family in FAMILIES:
        yield from family.promise(contract, interaction)


STATIC = ("TEST_CONTRACT",)


def standards(contract: Contract, interaction: Interaction | None, probe: str) -> tuple[str, ...]:
    """Marker names of the standards an item bears on, without enumerating its obligations."""
    return STATIC
