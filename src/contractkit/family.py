"""What every kind of obligation needs to be made: ids and fields in one place. Floor 1, pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from contractkit.extensions import FAMILIES
from contractkit.model import Contract, Interaction, Location, Obligation, Severity, Standard, Trace

Promise = Callable[[Contract, Interaction | None], Iterable[Obligation]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A family made of three functions."""

    promise: Promise
    bears: Callable[[Obligation, Trace], bool]
    blocked: Callable[[Obligation, Trace], str | None]


def family(
    kind: str,
    promise: Promise,
    *,
    bears: Callable[[Obligation, Trace], bool],
    blocked: Callable[[Obligation, Trace], str | None] = lambda o, t: None,
) -> Kind:
    made = Kind(promise, bears, blocked)
    FAMILIES.add(kind, made)
    return made


def obligation(
    contract: Contract,
    interaction: Interaction | None,
    kind: str,
    qualifier: str = "",
    *,
    severity: Severity,
    rules: Iterable[str],
    scope: str,
    location: Location,
    standard: Standard = Standard.TEST_CONTRACT,
    **more: Any,
) -> Obligation:
    """An obligation with its id: `<contract>#<name>:<kind>(<qualifier>)`."""
    owner = interaction.id if interaction else f"{contract.id}#*"
    return Obligation(
        id=f"{owner}:{kind}({qualifier})" if qualifier else f"{owner}:{kind}",
        contract=contract.id,
        interaction=owner,
        kind=kind,
        qualifier=qualifier,
        standard=standard,
        severity=severity,
        scope=scope,
        rules=frozenset(rules),
        location=location,
        **more,
    )
