"""One operation at a bench: candidates in, judged traces out; each beside its accepted control."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from contractkit.answer.access import ACCESS
from contractkit.answer.asked import branch_of
from contractkit.answer.situation import PLACE
from contractkit.errors import ContractError, ContractKitError, ValidatorsDisagree
from contractkit.generate.candidates import Candidate
from contractkit.model import Case, Draft, Edit, Intent, Observation, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.ours import REMEDY, RULE, strays
from contractkit.reach.search import Baseline, Reach
from contractkit.settings import Identity
from contractkit.wire.classify import broken, classify
from contractkit.wire.draft import apply, salted

STALE = frozenset({401, 403, 404, 409, 410})  # answers that may speak of the resource, not of the case
NEIGHBOUR = Candidate((), "a neighbouring valid value")


@dataclass(frozen=True, slots=True)
class Made:
    """A candidate as a case beside a baseline; `make` makes another case of it from a fresh draft."""

    candidate: Candidate
    base: Baseline
    first: Case
    make: Callable[[Draft], Case]


class Exercise:
    """Sends cases that are one edit away from the baseline, and has them judged.

    `neighbour`: from a target to edits with another valid value at its place, for telling a refused edge from a place
    that is never accepted.
    """

    def __init__(
        self,
        bench: Bench,
        neighbour: Callable[[Target, Draft], Sequence[Edit]] | None = None,
        *,
        who: Identity | None = None,
    ) -> None:
        self.bench = bench
        self.reach = Reach(bench, who)
        self._neighbour = neighbour or (lambda target, draft: ())
        self._live: Draft | None = None
        self._sent: set[tuple[tuple[str, str], ...]] = set()  # edits
        self._branches: dict[str, bool] = {}  # of schemas, by place: whether a request of it was accepted

    def baseline(self) -> Baseline | None:
        return self.reach.baseline(self.bench.interaction)

    def send(self, candidate: Candidate, *, phase: str = "enumerated", intent: Intent | None = None) -> frozenset[str]:
        """Send the baseline with a candidate's edits, judged; returns the confirmed fingerprints.

        The intent is our own classification of the wire form unless given.
        """
        made = self._made(candidate, phase, intent)
        if made is None or self._known(made.first):
            return frozenset()
        return self.bench.judge(self._trace(made), again=lambda: self._again(made))

    def send_all(
        self, candidates: Iterable[Candidate], *, phase: str = "enumerated", intent: Intent | None = None
    ) -> None:
        """One after the other. The last one is judged and the next one made while an answer is on its way."""
        coming = (made for made in (self._made(one, phase, intent) for one in candidates) if made)
        ready: list[Made] = []

        def fetch() -> None:
            ready.extend(islice(coming, 0 if ready else 1))

        fetch()
        while ready:
            self.bench.settle()
            last = ready.pop()
            stale = last.base is not self.baseline()  # what it names may be gone
            made = self._made(last.candidate, phase, intent) if stale else last
            if made is not None and not self._known(made.first):
                self._send_on(made, fetch)
            fetch()
        self.bench.settle(all=True)

    def _send_on(self, made: Made, fetch: Callable[[], None]) -> None:
        if not made.base.consumes:  # else making the next one sends something itself
            self.bench.later(fetch)
        trace = self._trace(made)
        self.bench.judge_later(trace, again=lambda: self._again(made))

    def _known(self, case: Case) -> bool:
        """Whether the same was sent before, but for what is made anew each time, and nothing is claimed by it."""
        edits = tuple((edit.place, repr(edit.value)) for edit in case.edits)
        known = case.target is None and case.phase != "replay" and edits in self._sent
        self._sent.add(edits)
        return known

    def _made(self, candidate: Candidate, phase: str, intent: Intent | None) -> Made | None:
        """A case to begin with and how to make another; None when it cannot or may not be sent."""
        base = self.baseline()
        draft = self._ready() if base is not None else None
        if base is None:
            return None
        if draft is None:
            self.bench.skipped(None, "the baseline could not be made again")
            return None

        def make(draft: Draft) -> Case:
            return self._meant(self._case(self._edited(draft, candidate), candidate, phase), intent)

        try:
            first = make(draft)
        except ContractKitError as unsendable:
            self.bench.skipped(candidate.target, str(unsendable))
            return None
        if not self.bench.disposable and strays(first) and first.intent is Intent.VALID:
            self.bench.skipped(candidate.target, f"{RULE}, and this value may name another one's; {REMEDY}")
            return None
        return Made(candidate, base, first, make)

    def _trace(self, made: Made) -> Trace:
        seen = self._send(made.first)
        control: Observation | None = made.base.observation
        if seen.status in STALE and not _asked_for(seen.case):
            control = self._renewed()
            draft = self._ready()
            if control is None or draft is None:
                return Trace(self.bench.contract, seen)
            seen = self._send(made.make(draft))
        return Trace(self.bench.contract, seen, self._beside(seen, control), self._neighbouring(seen))

    def _again(self, made: Made) -> Trace | None:
        """The same from a fresh baseline: None when that could not be had."""
        control = self._renewed()
        draft = self._ready()
        if control is None or draft is None:
            return None
        seen = self._send(made.make(draft))
        return Trace(self.bench.contract, seen, self._beside(seen, control), self._neighbouring(seen))

    def _beside(self, seen: Observation, control: Observation | None) -> Observation | None:
        """A refusal within a branch of a schema (oneOf, if/then) has a control only once that branch was accepted."""
        case = seen.case
        branch = branch_of(case.target.place) if case.target is not None else ""
        if not branch or case.target is None:
            return control
        if case.intent is Intent.VALID:
            self._branches[branch] = self._branches.get(branch, False) or seen.accepted
        if case.intent is not Intent.FAULT or seen.accepted:
            return control
        if branch not in self._branches:
            self._branches[branch] = self._valid(case.target) is not None
        return control if self._branches[branch] else None

    def _neighbouring(self, seen: Observation) -> Observation | None:
        case = seen.case
        if case.intent is not Intent.VALID or case.target is None or seen.status not in (400, 422):
            return None
        return self._valid(case.target)

    def _valid(self, target: Target) -> Observation | None:
        """The baseline with an ordinary value at the place of a target, where it is accepted."""
        draft = self._ready()
        if draft is None:
            return None
        edits = tuple(self._neighbour(target, draft))
        other = self._send(self._case(apply(draft, edits), NEIGHBOUR, "control"))
        return other if other.accepted else None

    def _edited(self, draft: Draft, candidate: Candidate) -> Draft:
        edited = apply(draft, candidate.edits)
        if not candidate.unique:
            return edited
        fresh = salted(replace(edited, unique=candidate.unique), self.bench.salt())
        return replace(fresh, unique=edited.unique | candidate.unique)

    def _case(self, draft: Draft, candidate: Candidate, phase: str) -> Case:
        return self.bench.case(
            self.bench.interaction,
            draft,
            target=candidate.target,
            edits=candidate.edits,
            note=candidate.note,
            lenient=candidate.lenient,
            phase=phase,
        )

    def _meant(self, case: Case, intent: Intent | None) -> Case:
        """What cannot be classified is no claim, but it may be sent."""
        if intent is None:
            contract, own = self.bench.contract, self.bench.interaction
            try:
                intent = classify(contract, case.target, broken(contract, own, case.request))
            except (ContractError, ValidatorsDisagree) as unclear:
                if case.target is not None:
                    self.bench.skipped(case.target, str(unclear))
                intent = Intent.ROBUST
        return case if case.intent is intent else replace(case, intent=intent)

    def _send(self, case: Case) -> Observation:
        seen = self.bench.send(case)
        base = self.baseline()
        if base is not None and base.consumes and (seen.accepted or seen.status in STALE):
            self._live = None
        return seen

    def _ready(self) -> Draft | None:
        base = self.baseline()
        if base is None or not base.consumes:
            return self.reach.live(self.bench.interaction)
        if self._live is None:
            self._live = self.reach.live(self.bench.interaction)
        return self._live

    def _renewed(self) -> Observation | None:
        """A baseline accepted again with everything made anew."""
        draft = self.reach.fresh(self.bench.interaction)
        self._live = None
        if draft is None:
            return None
        seen = self.bench.send(self.bench.case(self.bench.interaction, draft))
        if not seen.accepted:
            return None
        self.reach.adopt(self.bench.interaction, seen)
        return seen


def _asked_for(case: Case) -> bool:
    """Whether it asks for such an answer itself."""
    return case.target is not None and case.target.place.startswith(("path.", PLACE, ACCESS))
