"""A trace, obligations and checks in; what the trace shows of each obligation out. Pure.

The rule of judgement: silence is no proof, a finding that cannot be claimed is blocked with its reason, and a finding
that nobody promised is our error.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contractkit.answer.asked import same_place
from contractkit.errors import ContractError, ContractKitError, Unjudged, ValidatorsDisagree
from contractkit.extensions import FAMILIES, Check
from contractkit.model import Mismatch, Obligation, Severity, State, Trace

_CLAIMED = ("accepts", "rejects", "event.rejects")  # promised for the constraints of the contract, each about one aim


@dataclass(frozen=True, slots=True)
class Judged:
    """PROVEN: one witness. BLOCKED: nothing may be claimed, and why. VIOLATED: suspected, until confirmed."""

    obligation: Obligation
    state: State
    mismatches: tuple[Mismatch, ...] = ()
    reason: str | None = None


class Docket:
    """Obligations to judge by, sorted once for many traces."""

    def __init__(self, obligations: Iterable[Obligation]) -> None:
        self._of: dict[str | None, list[Obligation]] = {}
        self._near: dict[tuple[str | None, str], list[Obligation]] = {}
        for one in obligations:
            self._of.setdefault(one.interaction, []).append(one)

    def of(self, interaction: str) -> Sequence[Obligation]:
        return self._of.get(interaction, ())

    def near(self, interaction: str, aim: str) -> Sequence[Obligation]:
        """Those that a trace of a case with this aim may speak of, whatever is found."""
        key = interaction, aim
        if key not in self._near:
            self._near[key] = [o for o in self.of(interaction) if o.kind not in _CLAIMED or o.qualifier == aim]
        return self._near[key]


@dataclass(frozen=True, slots=True)
class Found:
    """What checks say of one trace. By check id: `hidden` what made their findings meaningless, `doubts` why none."""

    mismatches: tuple[tuple[Check, Mismatch], ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def judge(
    trace: Trace, docket: Docket, checks: Iterable[Check], *, strict: Collection[str] = frozenset()
) -> tuple[Judged, ...]:
    """What a trace shows of each obligation it speaks of.

    `strict`: leniencies (coercion, format, readonly) and kinds (envelope) whose notes count as violations. Raises
    ContractKitError for a mismatch that no obligation owns: checks and families then disagree, which must not read as
    a pass.
    """
    found = look(trace, checks)
    own = trace.interaction.id
    homes: dict[str, Obligation] = {}
    bad: dict[str, list[Mismatch]] = {}
    for check, mismatch in found.mismatches:
        home = _home(trace, docket.of(own), check, mismatch)
        if home is not None:
            homes[home.id] = home
            bad.setdefault(home.id, []).append(_weighed(trace, home, mismatch, strict))
    near = docket.near(own, str(trace.subject.case.target))
    far = [home for home in homes.values() if home not in near] if homes else []
    judged = (_judged(trace, o, tuple(bad.get(o.id, ())), found) for o in (*near, *far))
    return tuple(one for one in judged if one is not None)


def look(trace: Trace, checks: Iterable[Check]) -> Found:
    """Ask every check; a finding hides what it makes meaningless (DESIGN, rule of judgement)."""
    if trace.subject.fault is not None:
        return Found()
    mismatches: list[tuple[Check, Mismatch]] = []
    doubts: dict[str, str] = {}
    for check in checks:
        try:
            mismatches += [(check, mismatch) for mismatch in check(trace)]
        except (Unjudged, ValidatorsDisagree, ContractError) as doubt:
            doubts[check.id] = str(doubt)
    present = {check.id: check for check, _ in mismatches}
    hides = [(id, other) for id, check in sorted(present.items()) for other in sorted(check.hides)]
    deep = {other for _, other in hides}
    hidden = {other: id for id, other in reversed(hides) if id not in deep}
    shown = tuple((check, mismatch) for check, mismatch in mismatches if check.id not in hidden)
    return Found(shown, hidden, doubts)


def _judged(trace: Trace, obligation: Obligation, bad: tuple[Mismatch, ...], found: Found) -> Judged | None:
    family = FAMILIES[obligation.kind]
    if not bad and not family.bears(obligation, trace):
        return None
    if trace.subject.fault is not None:
        return Judged(obligation, State.BLOCKED, reason=f"no answer: {trace.subject.fault.detail}")
    if why := family.blocked(obligation, trace):
        return Judged(obligation, State.BLOCKED, reason=why)
    if bad:
        return Judged(obligation, State.VIOLATED, bad)
    rules = sorted(obligation.rules)
    if by := next((found.hidden[rule] for rule in rules if rule in found.hidden), None):
        return Judged(obligation, State.BLOCKED, reason=f"hidden by a finding of {by}")
    if doubt := next((found.doubts[rule] for rule in rules if rule in found.doubts), None):
        return Judged(obligation, State.BLOCKED, reason=doubt)
    return Judged(obligation, State.PROVEN)


def _home(trace: Trace, obligations: Iterable[Obligation], check: Check, mismatch: Mismatch) -> Obligation | None:
    """The obligation a mismatch breaks; None for input at a place that nothing was promised about."""
    able = tuple(_able(obligations, check))
    exact = next((o for o in able if o.scope == mismatch.scope), None)
    kind, _, place = mismatch.scope.partition(" ")
    if exact is not None:
        return exact
    if kind in _CLAIMED and not check.own:
        return next((o for o in able if o.kind == kind and _same(o.qualifier, place)), None)
    raise ContractKitError(
        f"internal error: check {check.id!r} found a mismatch of scope {mismatch.scope!r} at {trace.interaction.id} "
        "that no obligation owns; please report this"
    )


def _able(obligations: Iterable[Obligation], check: Check) -> Iterator[Obligation]:
    """Obligations a check can break; one written outside contractkit may break any."""
    yield from (o for o in obligations if check.own or check.id in o.rules)


def _same(one: str, other: str) -> bool:
    """Whether two targets are one constraint seen with and without the branches of applicators on the way."""
    (place, _, keyword), (place_, _, keyword_) = one.rpartition(" "), other.rpartition(" ")
    return keyword == keyword_ and same_place(place, place_)


def _weighed(trace: Trace, obligation: Obligation, mismatch: Mismatch, strict: Collection[str]) -> Mismatch:
    """In the scope of its obligation; a note (of a leniency, of a kind) counts if the settings are strict about it."""
    noted = mismatch.severity is Severity.NOTE
    if noted and (trace.subject.case.lenient in strict or obligation.kind in strict):
        mismatch = replace(mismatch, severity=None)
    return mismatch if mismatch.scope == obligation.scope else replace(mismatch, scope=obligation.scope)
