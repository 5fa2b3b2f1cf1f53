"""A ledger in; without the findings that only come from credentials that are good for nothing, and that in words, out.

An identity that is answered 401 wherever it may do something says nothing of the service. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from contractkit.model import Discrepancy, Entry, Ledger, State
from contractkit.settings import Identity


def strangers(ledger: Ledger) -> Mapping[str, tuple[str, ...]]:
    """Identities that were let in nowhere, with the ids of the operations that answered them 401."""
    found: dict[str, tuple[str, ...]] = {}
    for who, interaction in sorted(ledger.turned_away):
        if who not in ledger.welcome:
            found[who] = (*found.get(who, ()), interaction)
    return found


def without_strangers(ledger: Ledger, identities: Mapping[str, Identity]) -> tuple[Ledger, tuple[str, ...]]:
    """The ledger without what only they were told, and a sentence for each of them."""
    found = strangers(ledger)
    if not found:
        return ledger, ()
    told = {f: d for f, d in ledger.discrepancies.items() if _of(d) in found and _is_of_identity(d)}
    kept = {f: d for f, d in ledger.discrepancies.items() if f not in told}
    entries = {id: _entry(entry, told) for id, entry in ledger.entries.items()}
    return replace(ledger, entries=entries, discrepancies=kept), tuple(_sentences(found, identities))


def _sentences(found: Mapping[str, tuple[str, ...]], identities: Mapping[str, Identity]) -> Iterator[str]:
    for who, interactions in found.items():
        where = identities[who].where if who in identities else "identities:"
        many = "operation" if len(interactions) == 1 else "operations"
        yield (
            f"{where}: {who} was answered 401 on every operation it was tried on ({len(interactions)} {many}, first "
            f"{interactions[0]}): its credentials are not known there; correct them, or say state: expired"
        )


def _of(found: Discrepancy) -> str | None:
    return found.example.identity if found.example is not None else None


def _is_of_identity(found: Discrepancy) -> bool:
    return found.actual.startswith("401") and found.check in ("access-is-kept", "status-documented")


def _entry(entry: Entry, told: Mapping[str, Discrepancy]) -> Entry:
    gone = entry.discrepancies & told.keys()
    if not gone:
        return entry
    left = entry.discrepancies - gone
    if left:
        return replace(entry, discrepancies=left)
    who = _of(told[min(gone)])
    return Entry(State.BLOCKED, f"{who} was answered 401 everywhere: its credentials are not known", entry.witnesses)
