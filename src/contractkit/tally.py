"""What one item has seen so far, obligation by obligation; ends in a Ledger."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from contractkit.model import (
    Coded,
    Contract,
    Discrepancy,
    Entry,
    Interaction,
    Ledger,
    Obligation,
    Observation,
    Reached,
    State,
    Traffic,
)

TRIED = 12  # attempts kept per interaction: enough for a person, bounded for the files


@dataclass(slots=True)
class Tally:
    """Counts within one item. `hard`: blocks a proof although another trace gave one (flaky, not repeatable)."""

    witnesses: dict[str, int] = field(default_factory=dict)
    soft: dict[str, str] = field(default_factory=dict)
    hard: dict[str, str] = field(default_factory=dict)
    discrepancies: dict[str, Discrepancy] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)  # by interaction, as the next two
    reached: set[str] = field(default_factory=set)
    attempts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    replays: dict[str, str] = field(default_factory=dict)
    leftovers: set[str] = field(default_factory=set)
    codes: set[Coded] = field(default_factory=set)
    turned_away: set[tuple[str, str]] = field(default_factory=set)
    welcome: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Traffic]] = field(default_factory=dict)  # by interaction, then by message

    def proven(self, obligation: Obligation) -> None:
        self.witnesses[obligation.id] = self.witnesses.get(obligation.id, 0) + 1

    def blocked(self, obligation: Obligation, why: str, *, hard: bool = False) -> None:
        reasons = self.hard if hard or obligation.every else self.soft
        reasons.setdefault(obligation.id, why)

    def found(self, discrepancy: Discrepancy) -> None:
        self.discrepancies.setdefault(discrepancy.fingerprint, discrepancy)

    def saw(self, seen: Observation, contract: Contract | None = None) -> None:
        """`contract`: by which it is known who may do what."""
        id = seen.case.interaction.id
        self.requests[id] += 1
        if id not in self.reached and seen.accepted and seen.case.phase != "follow":
            self.reached.add(id)
        if seen.case.phase == "baseline" and (who := seen.case.draft.identity) is not None:
            self._greeted(who, seen, contract)

    def passed(self, interaction: str, message: str, traffic: Traffic) -> None:
        """A message was heard, or published and then processed or not."""
        known = self.messages.setdefault(interaction, {})
        known[message] = known.get(message, Traffic()) + traffic

    def _greeted(self, who: str, seen: Observation, contract: Contract | None) -> None:
        """Whether credentials were known where some are needed and these are good."""
        id = seen.case.interaction.id
        if seen.status == 401:
            known = contract.conventions.admissions(id) if contract is not None else ()
            if any(one.allowed for one in known if one.who == who):
                self.turned_away.add((who, id))
        elif seen.accepted and all(seen.case.interaction.security) and seen.case.interaction.security:
            self.welcome.add(who)

    def state(self, obligation: str) -> State:
        """What was shown of an obligation so far."""
        if any(one.obligation == obligation and not one.flaky for one in self.discrepancies.values()):
            return State.VIOLATED
        if obligation in self.hard:
            return State.BLOCKED
        return State.PROVEN if self.witnesses.get(obligation) else State.NOT_SEEN

    def tried(self, interaction: Interaction, text: str) -> None:
        known = self.attempts.get(interaction.id, ())
        if len(known) < TRIED and text not in known:
            self.attempts[interaction.id] = (*known, text)

    def ledger(self, obligations: Iterable[Obligation], faults: tuple[str, ...]) -> Ledger:
        prints: dict[str, set[str]] = {}
        for found in self.discrepancies.values():
            if not found.flaky:
                prints.setdefault(found.obligation, set()).add(found.fingerprint)
        entries = {o.id: self._entry(o, frozenset(prints.get(o.id, ()))) for o in obligations}
        return Ledger(
            {id: e for id, e in entries.items() if e != Entry()},
            {id: self._reached(id) for id in sorted({*self.requests, *self.attempts, *self.reached, *self.messages})},
            dict(self.discrepancies),
            dict(self.replays),
            faults,
            tuple(sorted(self.leftovers)),
            tuple(sorted(self.codes)),
            frozenset(self.turned_away),
            frozenset(self.welcome),
        )

    def _reached(self, id: str) -> Reached:
        return Reached(
            reached=id in self.reached,
            requests=self.requests[id],
            tried=self.attempts.get(id, ()),
            messages=dict(self.messages.get(id, {})),
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
