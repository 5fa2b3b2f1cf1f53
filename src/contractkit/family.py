"""What every kind of obligation is made of: ids and fields in one place. Floor 1, pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contractkit.extensions import FAMILIES
from contractkit.model import Contract, Interaction, Kind, Location, Obligation, Severity, Standard, Trace
from contractkit.occasion import ALWAYS, Occasion

_NO_BRACKETS = str.maketrans({"[": "%5B", "]": "%5D"})  # pytest reads square brackets as parameters
Promise = Callable[[Contract, Interaction | None], Iterable[Obligation]]


@dataclass(frozen=True, slots=True)
class MadeFamily:
    """A family (protocols.Family) made of three functions."""

    promise: Promise
    bears: Callable[[Obligation, Trace], bool]
    blocked: Callable[[Obligation, Trace], str | None]
    kinds: frozenset[Kind] = frozenset({Kind.HTTP})
    when: Occasion = ALWAYS


def family(
    kind: str,
    promise: Promise,
    *,
    bears: Callable[[Obligation, Trace], bool] = lambda obligation, trace: False,
    blocked: Callable[[Obligation, Trace], str | None] = lambda obligation, trace: None,
    kinds: Iterable[Kind] = (Kind.HTTP,),
    when: Occasion = ALWAYS,
) -> MadeFamily:
    """Register a kind of obligation. What bears on nothing is never proven by a trace.

    `kinds`: of the interactions it is promised of; what hangs on no interaction is promised of every contract.
    `when`: the traces that can bear on it.
    """
    made = MadeFamily(promise, bears, blocked, frozenset(kinds), when)
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
    location: Location,
    how: str,
    standard: Standard = Standard.TEST_CONTRACT,
    charged: bool = True,
    every: bool = False,
    static: bool = False,
) -> Obligation:
    """An obligation with its id `<contract>#<name>:<kind>(<qualifier>)` and its scope `<kind> <qualifier>`."""
    owner = interaction.id if interaction else f"{contract.id}#*"
    return Obligation(
        id=f"{owner}:{kind}({qualifier.translate(_NO_BRACKETS)})" if qualifier else f"{owner}:{kind}",
        contract=contract.id,
        interaction=owner,
        kind=kind,
        qualifier=qualifier,
        standard=standard,
        severity=severity,
        scope=f"{kind} {qualifier}".rstrip(),
        rules=frozenset(rules),
        location=location,
        charged=charged,
        every=every,
        static=static,
        how=how,
    )


def stopped(contract: Contract, interaction: Interaction) -> bool:
    """Whether a defect of the contract keeps an operation's input from being read, so that it cannot be enumerated."""
    return any(defect.stops and defect.interaction == interaction.id for defect in contract.defects)
