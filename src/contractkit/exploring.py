"""A drawing and a trial of events in; random cases tried, what they show made small, and judged at the bench."""

from collections.abc import Callable, Collection
from functools import partial

from contractkit.drawing import COMBINED, INVALID, SHARE, SHRINKING, VALID, Drawing
from contractkit.errors import CannotGenerate
from contractkit.generate.candidates import Candidate
from contractkit.generate.property import Found, explore
from contractkit.model import Edit, Trace
from contractkit.protocols.events import EventBench
from contractkit.wire.draft import apply

Trial = Callable[[Candidate], Trace | None]
Edits = tuple[Edit, ...]
NOTES = {VALID: "random values, valid by the contract", COMBINED: "several values at their edges at once"}


class Exploring:
    """One mode of one drawing. `known`: fingerprints that need no random values; `over`: whether enough was lost."""

    def __init__(
        self,
        bench: EventBench,
        drawing: Drawing,
        mode: str,
        trial: Trial,
        *,
        over: Callable[[], bool],
        known: frozenset[str] = frozenset(),
        claims: Collection[str] = (),
    ) -> None:
        self._bench, self._drawing, self._mode, self._trial = bench, drawing, mode, trial
        self._over, self._known, self._claims = over, known, claims
        self._first: dict[str, Edits] = {}

    def run(self) -> None:
        """As many examples as this mode has; the bench is told where none can be drawn."""
        bench = self._bench
        examples = bench.settings.policy.budget.examples
        try:
            strategy = self._drawing.strategy(self._mode, self._claims)
            if strategy is None:
                return
            for found in explore(
                strategy,
                lambda draft: self._examined(self._drawing.edits(draft)),
                examples=-(-examples // SHARE),
                seed=bench.seed,
                fuse=self._over,
                shrinking=SHRINKING,
            ):
                self._judged(found)
        except CannotGenerate as why:
            bench.tried(bench.interaction, f"no random {self._mode} events: {why}")

    def _examined(self, edits: Edits) -> frozenset[str]:
        shown = self._shown(edits)
        for fingerprint in shown:
            self._first.setdefault(fingerprint, edits)
        return shown

    def _shown(self, edits: Edits) -> frozenset[str]:
        self._bench.blow_if_spent()
        candidate = self._candidate(edits)
        trace = None if candidate is None else self._trial(candidate)
        return frozenset() if trace is None else self._bench.suspects(trace) - self._known

    def _judged(self, found: Found) -> None:
        """The smallest that shows it, else the first that did."""
        for edits in (self._reduced(found), self._first[found.fingerprint]):
            candidate = self._candidate(edits)
            trace = None if candidate is None else self._trial(candidate)
            if candidate is None or trace is None or found.fingerprint not in self._bench.suspects(trace):
                continue
            self._bench.judge(trace, again=partial(self._trial, candidate))
            return

    def _reduced(self, found: Found) -> Edits:
        """Without edits that make no difference: what is left differs from the accepted draft for a reason."""
        edits = self._drawing.edits(found.draft)
        for edit in edits:
            fewer = tuple(one for one in edits if one is not edit)
            if fewer and not self._over() and found.fingerprint in self._shown(fewer):
                edits = fewer
        return edits

    def _candidate(self, edits: Edits) -> Candidate | None:
        """None where fewer edits break nothing, or something else."""
        if self._mode != INVALID:
            return Candidate(edits, NOTES[self._mode])
        target = self._drawing.target(apply(self._drawing.base, edits))
        if target is None or str(target) not in self._claims:
            return None
        return Candidate(edits, f"a random event that breaks {target}", target)
