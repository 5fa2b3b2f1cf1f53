"""A contract in, the obligations it promises out; nothing learnt at run time adds or removes one. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from contractkit.extensions import FAMILIES, PROBES
from contractkit.model import Contract, Conventions, Interaction, Obligation, Schemas, Standard


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    """Obligations of one interaction, each once, kind by kind; None: those that hang on no operation."""
    name = interaction.id if interaction else None
    yield from _promised(_Asked(contract.schemas, contract.conventions, contract.id, name, contract, interaction))


def standards(contract: Contract, interaction: Interaction | None, probe: str) -> tuple[str, ...]:
    """Marker names of the standards an item bears on, known without enumerating its obligations."""
    return ((PROBES[probe].standard if probe in PROBES else Standard.TEST_CONTRACT).name,)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked again and again in a run: at the desk, for waivers, in conclusion."""

    schemas: Schemas
    conventions: Conventions
    id: str
    name: str | None
    contract: Contract = field(compare=False)
    interaction: Interaction | None = field(compare=False)


@lru_cache(maxsize=5_000)
def _promised(asked: _Asked) -> tuple[Obligation, ...]:
    seen: dict[str, Obligation] = {}
    for _, family in FAMILIES:
        if asked.interaction is not None and asked.interaction.kind not in family.kinds:
            continue
        for obligation in family.promise(asked.contract, asked.interaction):
            seen.setdefault(obligation.id, obligation)
    return tuple(seen.values())
