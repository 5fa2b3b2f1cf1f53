"""One item at work: sends cases, judges and confirms traces, and ends in a ledger of what this item showed."""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from contractkit.answer.vocabulary import codes_of
from contractkit.errors import RunAborted
from contractkit.example import discrepancy
from contractkit.extensions import CHECKS
from contractkit.identity import fingerprint
from contractkit.judge import Docket, Judged, Panel, by_fingerprint, judge
from contractkit.ledger import UNREPEATED
from contractkit.model import (
    Case,
    Contract,
    Discrepancy,
    Draft,
    Edit,
    Intent,
    Interaction,
    Ledger,
    Obligation,
    Observation,
    State,
    Target,
    Trace,
)
from contractkit.pulse import feel
from contractkit.settings import Settings
from contractkit.settings.recipes import Recipe
from contractkit.tally import Tally
from contractkit.workplace import Workplace

REMEMBERED = 200  # creations, the last ones: an example may need them
TOLD = 300  # characters kept of an attempt and its answer

Again = Callable[[], Trace | None]


@dataclass(slots=True)
class Desk:
    """A Bench (protocols.py) over a real endpoint. One per item; not shared between threads."""

    contract: Contract
    interaction: Interaction
    obligations: tuple[Obligation, ...]
    place: Workplace
    item: str
    tally: Tally = field(default_factory=Tally)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _own: int = 0
    salts: Iterator[int] = field(default_factory=lambda: count(1))
    last: tuple[Judged, ...] = ()
    created: list[Observation] = field(default_factory=list)  # to be deleted at the end
    made: deque[Observation] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # whose ids later cases name
    _suspected: deque[tuple[Trace, tuple[Judged, ...], Again]] = field(default_factory=deque)
    _docket: Docket = field(init=False)
    _panel: Panel = field(init=False)

    def __post_init__(self) -> None:
        self._docket = Docket(self.obligations)
        judged = self.obligations  # where nothing is promised, nothing is judged
        self._panel = Panel(c for _, c in CHECKS if judged and self.interaction.kind in c.kinds)

    @property
    def settings(self) -> Settings:
        return self.place.settings

    @property
    def disposable(self) -> bool:
        return self.place.endpoint.disposable

    @property
    def local(self) -> bool:
        return self.place.endpoint.local

    @property
    def exclusive(self) -> bool:
        return self.place.endpoint.local and not self.place.endpoint.keeps

    @property
    def base_url(self) -> str:
        return self.place.endpoint.base_url

    @property
    def seed(self) -> int:
        return self.place.seed

    def salt(self) -> str:
        text = f"{self.place.run_id} {self.item} {next(self.salts)}"
        return "ck" + hashlib.sha256(text.encode()).hexdigest()[:6]

    def case(
        self,
        interaction: Interaction,
        draft: Draft,
        *,
        intent: Intent = Intent.VALID,
        target: Target | None = None,
        edits: tuple[Edit, ...] = (),
        note: str = "",
        lenient: str | None = None,
        phase: str = "baseline",
    ) -> Case:
        request = self.place.request(self.contract, interaction, draft)
        case = Case(interaction, intent, draft, request, target, edits, note, lenient, phase)
        self.place.endpoint.permit(case)
        return case

    def send(self, case: Case) -> Observation:
        self.blow_if_spent()
        self.place.endpoint.permit(case)  # again: nothing may pass that was not made here
        received = self.place.endpoint.transport.send(case.request, timeout=self.place.endpoint.timeout)
        if received.reply is not None and received.reply.status == 401 and self._renews(case):
            case = replace(case, request=self.place.request(self.contract, case.interaction, case.draft))
            received = self.place.endpoint.transport.send(case.request, timeout=self.place.endpoint.timeout)
        self._own += case.interaction.id == self.interaction.id
        seen = Observation(
            case,
            received.reply,
            received.fault,
            sequence=next(self.numbers),
            seconds=received.seconds,
            crash=received.crash,
        )
        self.tally.saw(seen, self.contract)
        if seen.accepted and case.request.method in ("POST", "PUT"):
            self.made.append(seen)
        if seen.accepted and case.request.method == "POST" and self.place.endpoint.keeps:
            self.created.append(seen)
        self.later(lambda: self.place.log.exchange(self.item, seen))
        feel(self.place.endpoint, seen, self.item, self.place.redactor)
        return seen

    def _renews(self, case: Case) -> bool:
        """Whether a 401 may come of a token that is no good any more, and another one can be had."""
        tokens = self.place.tokens
        return tokens is not None and tokens.renew(self.settings.identities.get(case.draft.identity or ""))

    def judge(self, trace: Trace, *, again: Again | None = None) -> frozenset[str]:
        return self._confirmed(trace, self._judged(trace), again)

    def judge_later(self, trace: Trace, *, again: Again) -> None:
        def work() -> None:
            judged = self._judged(trace)
            if any(one.mismatches for one in judged):
                self._suspected.append((trace, judged, again))

        self.later(work)

    def later(self, work: Callable[[], None]) -> None:
        self.place.endpoint.meanwhile.later(work)

    def settle(self, *, all: bool = False) -> None:
        while True:
            if all:
                self.place.endpoint.meanwhile.finish()
            if not self._suspected:
                return
            self._confirmed(*self._suspected.popleft())

    def _confirmed(self, trace: Trace, judged: tuple[Judged, ...], again: Again | None) -> frozenset[str]:
        self.last = judged
        suspects = [(j, m, fingerprint(j.obligation, m, trace)) for j in judged for m in j.mismatches]
        new = [s for s in suspects if s[2] not in self.tally.discrepancies]
        known = frozenset(print_ for _, _, print_ in suspects) - {print_ for _, _, print_ in new}
        if not new:
            return known
        repeated = again() if again is not None else None
        twice = () if repeated is None else self._judged(repeated)
        shown = {} if repeated is None else by_fingerprint(twice, repeated)
        unclaimed = {j.obligation.id for j in twice if j.state is State.BLOCKED and not j.obligation.every}
        for one, mismatch, print_ in new:
            if repeated is None or repeated.subject.fault is not None or one.obligation.id in unclaimed:
                self.tally.blocked(one.obligation, UNREPEATED, hard=True)
                continue
            flaky = print_ not in shown
            mismatch = shown.get(print_, mismatch)  # of the same sighting as what is shown of it
            found = discrepancy(self, trace if flaky else repeated, one.obligation, mismatch, print_, flaky=flaky)
            self.tally.found(found)
            if flaky:
                self.tally.blocked(one.obligation, f"{found.id} was seen once and not again (flaky)", hard=True)
        return known | (shown.keys() & {print_ for _, _, print_ in new})

    def call(self, recipe: Recipe) -> object:
        return self.place.call(recipe, self.interaction.id)

    def suspects(self, trace: Trace) -> frozenset[str]:
        return frozenset(by_fingerprint(self._judged(trace), trace))

    def wait(self, seconds: float) -> None:
        self.blow_if_spent()
        time.sleep(seconds)

    def tried(self, interaction: Interaction, text: str) -> None:
        told = self.place.redactor.text(text)
        self.tally.tried(interaction, told if len(told) <= TOLD else told[: TOLD - 1] + "…")

    def left(self) -> int:
        return self.settings.policy.budget.cases - self._own

    def skipped(self, target: Target | None, why: str) -> None:
        why = self.place.redactor.text(why)
        for obligation in self.obligations:
            if target is None or str(target) in (obligation.qualifier, f"{obligation.kind} {obligation.qualifier}"):
                self.tally.blocked(obligation, why, hard=target is None)

    def blow_if_spent(self) -> None:
        if time.monotonic() > self.place.deadline:
            seconds = self.settings.policy.budget.fuse_seconds
            raise RunAborted(
                f"the fuse of {seconds:g} s has blown: raise policy.budget.fuse_seconds or lower the budget"
            )

    def confirmed(self, found: Discrepancy) -> None:
        """A discrepancy found without sending anything."""
        self.tally.found(found)

    def forget(self) -> None:
        """What was judged last, so that nothing older is taken for it."""
        self.last = ()

    def leaves(self, targets: tuple[str, ...]) -> None:
        """Resources of this run that could not be deleted."""
        self.tally.leftovers.update(targets)

    def replayed(self, print_: str, outcome: str) -> None:
        self.tally.replays[print_] = outcome

    def ledger(self, *, faults: tuple[str, ...] = ()) -> Ledger:
        return self.tally.ledger(self.obligations, faults)

    def _judged(self, trace: Trace) -> tuple[Judged, ...]:
        told = judge(trace, self._docket, self._panel, strict=self.settings.policy.strict)
        redact = self.place.redactor.text
        judged = tuple(replace(one, reason=redact(one.reason)) if one.reason else one for one in told)
        for one in judged:
            if one.state is State.PROVEN:
                self.tally.proven(one.obligation)
            elif one.state is State.BLOCKED:
                self.tally.blocked(one.obligation, one.reason or "nothing could be claimed")
        self.tally.codes.update(replace(one, code=redact(one.code)) for one in codes_of(trace))
        self.place.log.validation(self.item, trace, judged)
        return judged
