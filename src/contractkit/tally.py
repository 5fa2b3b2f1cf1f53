"""What one item has seen so far, obligation by obligation; ends in a Ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from contractkit.model import (
    Discrepancy,
    Entry,
    Interaction,
    Ledger,
    Obligation,
    Observation,
    Reached,
    State,
)

TRIED = 12  # attempts kept per interaction: enough for a person, bounded for the files


@dataclass(slots=True)
class Tally:
    """Counts within one item. `hard`: blocks a proof although another trace gave one (flaky, not repeatable)."""

    witnesses: dict[str, int] = field(default_factory=dict)
    soft: dict[str, str] = field(default_factory=dict)
    hard: dict[str, str] = field(default_factory=dict)
    discrepancies: dict[str, Discrepancy] = field(default_factory=dict)
    interactions: dict[str, Reached] = field(default_factory=dict)
    replays: dict[str, str] = field(default_factory=dict)
    leftovers: set[str] = field(default_factory=set)

    def proven(self, obligation: Obligation) -> None:
        self.witnesses[obligation.id] = self.witnesses.get(obligation.id, 0) + 1

    def blocked(self, obligation: Obligation, why: str, *, hard: bool = False) -> None:
        reasons = self.hard if hard or obligation.every else self.soft
        reasons.setdefault(obligation.id, why)

    def found(self, discrepancy: Discrepancy) -> None:
        self.discrepancies.setdefault(discrepancy.fingerprint, discrepancy)

    def saw(self, seen: Observation) -> None:
        id = seen.case.interaction.id
        known = self.interactions.get(id, Reached())
        self.interactions[id] = replace(
            known, reached=known.reached or (seen.accepted and seen.case.phase != "follow"), requests=known.requests + 1
        )

    def tried(self, interaction: Interaction, text: str) -> None:
        known = self.interactions.get(interaction.id, Reached())
        if len(known.tried) < TRIED and text not in known.tried:
            self.interactions[interaction.id] = replace(known, tried=(*known.tried, text))

    def ledger(self, obligations: Iterable[Obligation], faults: tuple[str, ...]) -> Ledger:
        prints: dict[str, set[str]] = {}
        for found in self.discrepancies.values():
            if not found.flaky:
                prints.setdefault(found.obligation, set()).add(found.fingerprint)
        entries = {o.id: self._entry(o, frozenset(prints.get(o.id, ()))) for o in obligations}
        return Ledger(
            {id: e for id, e in entries.items() if e != Entry()},
            dict(self.interactions),
            dict(self.discrepancies),
            dict(self.replays),
            faults,
            tuple(sorted(self.leftovers)),
        )

    def _entry(self, obligation: Obligation, prints: frozenset[str]) -> Entry:
        count = self.witnesses.get(obligation.id, 0)
        if prints:
            return Entry(State.VIOLATED, None, count, prints)
        if why := self.hard.get(obligation.id):
            return Entry(State.BLOCKED, why, count)
        if count:
            return Entry(State.PROVEN, None, count)
        return Entry(State.NOT_SEEN, self.soft.get(obligation.id))
