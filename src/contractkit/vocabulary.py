"""The codes of a run's failures in; how one is at odds with itself, and the file of them all, out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contractkit.identity import static_fingerprint
from contractkit.ledger import join
from contractkit.model import (
    Coded,
    Contract,
    Defect,
    Discrepancy,
    Entry,
    Ledger,
    Location,
    Obligation,
    Severity,
    State,
)

VERSION = 1
SENTENCE = "A code for machines means one thing: it comes with one status, and one cause keeps its code."
NO_CODES = "no failure of this run gave a code for machines, so that there are none to compare"
Before = Mapping[tuple[str, str], str]  # interaction and situation -> code, of the run before


def with_vocabulary(
    ledger: Ledger, contracts: Iterable[Contract], obligations: Iterable[Obligation], before: Before
) -> Ledger:
    """The ledger with what its codes show of the service-level `codes` obligations: notes."""
    named = {c.id: c for c in contracts}
    entries: dict[str, Entry] = {}
    found: dict[str, Discrepancy] = {}
    for one in obligations:
        if one.kind != "codes" or not one.static:
            continue
        own = [c for c in ledger.codes if c.interaction.partition("#")[0] == one.contract]
        odd = {d.fingerprint: d for d in (_note(one, named[one.contract], *what) for what in _odd(own, before))}
        found |= odd
        if odd:
            entries[one.id] = Entry(State.VIOLATED, None, 1, frozenset(odd))
        elif own:
            entries[one.id] = Entry(State.PROVEN, None, len(own))
        elif not ledger.entries.get(one.id, Entry()).reason:
            entries[one.id] = Entry(State.BLOCKED, NO_CODES)
    return join(ledger, Ledger(entries=entries, discrepancies=found))


def before_from(data: Any) -> Before:
    """What an error-codes.json remembers; a file of another shape remembers nothing."""
    listed = data.get("answers") if isinstance(data, dict) else None
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return {
        (str(r.get("interaction")), str(r.get("situation"))): str(r.get("code")) for r in rows if r.get("situation")
    }


def vocabulary_to_data(ledger: Ledger) -> dict[str, Any]:
    """The content of error-codes.json: each code with its statuses and operations, and each answer it was given in."""
    by_code: dict[str, list[Coded]] = {}
    for one in sorted(ledger.codes):
        by_code.setdefault(one.code, []).append(one)
    return {
        "version": VERSION,
        "codes": [
            {
                "code": code,
                "statuses": sorted({one.status for one in given}),
                "operations": sorted({one.interaction for one in given}),
            }
            for code, given in sorted(by_code.items())
        ],
        "answers": [
            {"interaction": c.interaction, "status": c.status, "code": c.code, "situation": c.situation}
            for c in sorted(ledger.codes)
        ],
    }


def _odd(codes: list[Coded], before: Before) -> Iterator[tuple[str, str, str, str]]:
    """Rule, what it is about, expected, actual."""
    statuses: dict[str, set[int]] = {}
    now: dict[tuple[str, str], set[str]] = {}
    for one in codes:
        statuses.setdefault(one.code, set()).add(one.status)
        if one.situation:
            now.setdefault((one.interaction, one.situation), set()).add(one.code)
    for code, found in sorted(statuses.items()):
        if len(found) > 1:
            yield "one-status", code, "one status", f"{code} with " + ", ".join(map(str, sorted(found)))
    for (interaction, situation), found_now in sorted(now.items()):
        old = before.get((interaction, situation))
        if old is not None and old not in found_now:
            about = f"{interaction} {situation}"
            yield "same-code", about, f"{old} as in the run before", " and ".join(sorted(found_now))


def _note(obligation: Obligation, contract: Contract, rule: str, about: str, expected: str, actual: str) -> Discrepancy:
    place = Location(contract.file, 1, about)
    return Discrepancy(
        fingerprint=static_fingerprint(obligation, Defect(rule, about, place)),
        cause=f"failure-codes: {rule} {about}",
        obligation=obligation.id,
        contract=contract.id,
        interaction=obligation.interaction,
        kind=obligation.kind,
        standard=obligation.standard,
        severity=Severity.NOTE,
        check="failure-codes",
        sentence=SENTENCE,
        expected=expected,
        actual=actual,
        pointer="",
        location=obligation.location,
    )
