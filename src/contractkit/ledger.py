"""Parts of a run in, one ledger out: joining commutes and associates; settling gives every promise an entry. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from contractkit.model import Discrepancy, Entry, Evidence, Interaction, Ledger, Obligation, Reached, State, Traffic

EMPTY: Final = Ledger()
UNREPEATED = "a mismatch could not be repeated from a fresh baseline"
NEVER = "never gave a documented success"  # what was tried follows
NOT_BORNE = "no case of this run bore on it; `contractkit explain` shows how it is exercised"

V = TypeVar("V")


def join(a: Ledger, b: Ledger) -> Ledger:
    """What both showed together. The worse state wins; of two examples the same one wins in any order of joining."""
    return Ledger(
        entries=_merged(a.entries, b.entries, _entry),
        interactions=_merged(a.interactions, b.interactions, _reached),
        discrepancies=_merged(a.discrepancies, b.discrepancies, _worse),
        replays=_merged(a.replays, b.replays, _replay),
        faults=_united(a.faults, b.faults),
        leftovers=_united(a.leftovers, b.leftovers),
        codes=tuple(sorted({*a.codes, *b.codes})) if a.codes and b.codes else a.codes or b.codes,
        turned_away=a.turned_away | b.turned_away,
        welcome=a.welcome | b.welcome,
    )


def join_all(parts: Iterable[Ledger]) -> Ledger:
    """All parts together, in pairs of equal size: each of thousands is copied only a few times."""
    row = list(parts)
    while len(row) > 1:
        row = [join(*pair) if len(pair) == 2 else pair[0] for pair in (row[i : i + 2] for i in range(0, len(row), 2))]
    return row[0] if row else EMPTY


def unreached(interaction: Interaction, obligations: Iterable[Obligation], reason: str) -> Ledger:
    """Nothing of an interaction could be looked at, all for one reason."""
    entries = {o.id: Entry(State.BLOCKED, reason) for o in obligations}
    return Ledger(entries, {interaction.id: Reached(tried=(reason,))})


def settle(ledger: Ledger, obligations: Iterable[Obligation]) -> Ledger:
    """Every promised obligation gets an entry, and every unproven one a reason a person can act on.

    An entry that nothing promised is an internal error: it becomes a fault, which holds the verdict.
    """
    promised = {o.id: o for o in obligations}
    entries = {id: _reasoned(ledger.entries.get(id, Entry()), o, ledger) for id, o in promised.items()}
    strays = sorted(ledger.entries.keys() - promised.keys())
    faults = tuple(f"internal error: {id} was judged, but no contract promises it; please report this" for id in strays)
    kept = {id: ledger.entries[id] for id in strays}
    return replace(ledger, entries={**entries, **kept}, faults=_united(ledger.faults, faults))


def _merged(a: Mapping[str, V], b: Mapping[str, V], both: Callable[[V, V], V]) -> dict[str, V]:
    return {k: both(a[k], b[k]) if k in a and k in b else (a[k] if k in a else b[k]) for k in sorted({*a, *b})}


def _entry(a: Entry, b: Entry) -> Entry:
    state = max(a.state, b.state)
    telling = min(state, State.BLOCKED)  # what is violated keeps saying that it was blocked elsewhere
    return Entry(
        state=state,
        reason=_reason(*(e.reason for e in (a, b) if e.state >= telling and e.reason)),
        witnesses=a.witnesses + b.witnesses,
        discrepancies=a.discrepancies | b.discrepancies,
    )


def _reason(*reasons: str) -> str | None:
    """What was seen says more than what was tried, and of that the longest most; a fixed order makes the choice the
    same for every join."""
    return min(reasons, key=lambda text: (text != UNREPEATED, -len(text), text), default=None)


def _reached(a: Reached, b: Reached) -> Reached:
    messages = _merged(a.messages, b.messages, Traffic.__add__)
    return Reached(a.reached or b.reached, a.requests + b.requests, _united(a.tried, b.tried), messages)


def _worse(a: Discrepancy, b: Discrepancy) -> Discrepancy:
    return min(a, b, key=_telling)


def _telling(found: Discrepancy) -> tuple[bool, int, bool, int, str, int, str]:
    """Confirmed before flaky, severe before mild, then the fewest edits; the item decides between equals."""
    edits = len(found.example.edits) if found.example else 0
    size = len(found.example.request) if found.example else 0
    return found.flaky, -found.severity, found.example is None, edits, found.node or "", size, repr(found)


def _replay(a: str, b: str) -> str:
    return min(a, b, key=lambda told: (told == Evidence.GONE, told != Evidence.THERE, told))


def _united(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*a, *b})) if a and b else a or b


def _reasoned(entry: Entry, obligation: Obligation, ledger: Ledger) -> Entry:
    if entry.state.shown != "unproven" or entry.reason:
        return entry
    place = ledger.interactions.get(obligation.interaction)
    if place is None or place.reached or place.overheard:
        return replace(entry, reason=NOT_BORNE)
    tried = "; ".join(place.tried) or "nothing could be sent"
    return replace(entry, reason=f"{obligation.interaction} {NEVER}: {tried}")
