"""A contract in, its static obligations judged from the document alone: nothing is sent. Floor 2, pure."""

from collections.abc import Iterable, Iterator

from contractkit.identity import static_fingerprint
from contractkit.lint import defects, example_defects, validity
from contractkit.model import Contract, Defect, Discrepancy, Entry, Ledger, Obligation, Severity, State

SENTENCES = {
    "contract.valid": "The contract is valid by its specification and keeps its own promises possible.",
    "contract.example": "Examples, defaults and enum members satisfy their own schemas.",
}


def judge_document(contract: Contract, obligations: Iterable[Obligation], *, node: str) -> Ledger:
    """The ledger of `contract.valid` and `contract.example`."""
    entries: dict[str, Entry] = {}
    found: dict[str, Discrepancy] = {}
    for obligation in obligations:
        if obligation.kind not in SENTENCES:
            continue  # of the service, and not of the document: judged from what it answers
        seen, unfinished = _seen(contract, obligation.kind)
        mine = {d.fingerprint: d for d in (_discrepancy(contract, obligation, one, node) for one in seen)}
        found |= mine
        if mine:
            entries[obligation.id] = Entry(State.VIOLATED, None, 0, frozenset(mine))
        elif unfinished:
            entries[obligation.id] = Entry(State.BLOCKED, unfinished)
        else:
            entries[obligation.id] = Entry(State.PROVEN, None, 1)
    return Ledger(entries=entries, discrepancies=found)


def _seen(contract: Contract, kind: str) -> tuple[tuple[Defect, ...], str | None]:
    if kind == "contract.example":
        return tuple(example_defects(contract)), None
    by_specification, unfinished = validity(contract)
    own = (*contract.defects, *defects(contract))
    places = {(d.location.file, d.location.line) for d in own}
    rest = (d for d in by_specification if (d.location.file, d.location.line) not in places)
    return (*own, *rest), unfinished


def _discrepancy(contract: Contract, obligation: Obligation, defect: Defect, node: str) -> Discrepancy:
    return Discrepancy(
        fingerprint=static_fingerprint(obligation, defect),
        cause=f"{obligation.kind} {defect.rule}: {defect.location.pointer or '/'}",
        obligation=obligation.id,
        contract=contract.id,
        interaction=defect.interaction or obligation.interaction,
        kind=obligation.kind,
        standard=obligation.standard,
        severity=Severity.MINOR,
        check=defect.rule,
        sentence=SENTENCES[obligation.kind],
        expected=SENTENCES[obligation.kind],
        actual=defect.message,
        pointer=defect.location.pointer,
        location=defect.location,
        node=node,
    )


def stopped(contract: Contract) -> Iterator[tuple[str, str]]:
    """Interaction id and reason for each operation that a defect keeps from being exercised."""
    for defect in contract.defects:
        if defect.stops and defect.interaction:
            yield defect.interaction, f"{defect.location}: {defect.message}"
