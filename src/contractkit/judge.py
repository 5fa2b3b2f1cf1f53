"""A trace, obligations and checks in; what the trace shows of each obligation out. Pure.

The rule of judgement: silence is no proof, a finding that cannot be claimed is blocked with its reason, and a finding
that nobody promised is our error.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contractkit.answer.asked import same_place
from contractkit.errors import ContractError, ContractKitError, Unjudged, ValidatorsDisagree
from contractkit.extensions import FAMILIES, Check
from contractkit.identity import fingerprint
from contractkit.model import Mismatch, Obligation, Severity, State, Trace
from contractkit.occasion import Sort, sort_of
from contractkit.protocols import Family

_CLAIMED = ("accepts", "rejects", "event.rejects")  # promised for the constraints of the contract, each about one aim


@dataclass(frozen=True, slots=True)
class Judged:
    """PROVEN: one witness. BLOCKED: nothing may be claimed, and why. VIOLATED: suspected, until confirmed."""

    obligation: Obligation
    state: State
    mismatches: tuple[Mismatch, ...] = ()
    reason: str | None = None


class Panel:
    """Checks to judge by; of a trace only those are asked that can say anything of its sort."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._checks = tuple(checks)
        self._asked: dict[Sort, tuple[Check, ...]] = {}

    def asked(self, trace: Trace) -> tuple[Check, ...]:
        sort = sort_of(trace)
        if sort not in self._asked:
            self._asked[sort] = tuple(check for check in self._checks if check.when.holds(sort))
        return self._asked[sort]


@dataclass(frozen=True, slots=True)
class Listed:
    """An obligation with what each trace is held against. `proven`: what a witness of it is."""

    obligation: Obligation
    family: Family
    rules: tuple[str, ...]
    proven: Judged


class Docket:
    """Obligations to judge by, sorted once for many traces."""

    def __init__(self, obligations: Iterable[Obligation]) -> None:
        self._of: dict[str | None, list[Listed]] = {}
        self._near: dict[tuple[str | None, str], list[Listed]] = {}
        self._asked: dict[tuple[str | None, str, Sort], list[Listed]] = {}
        for one in obligations:
            listed = Listed(one, FAMILIES[one.kind], tuple(sorted(one.rules)), Judged(one, State.PROVEN))
            self._of.setdefault(one.interaction, []).append(listed)

    def of(self, interaction: str) -> Sequence[Listed]:
        return self._of.get(interaction, ())

    def near(self, interaction: str, aim: str) -> Sequence[Listed]:
        """Those that a trace of a case with this aim may speak of, whatever is found."""
        key = interaction, aim
        if key not in self._near:
            self._near[key] = [
                one
                for one in self.of(interaction)
                if one.obligation.kind not in _CLAIMED or one.obligation.qualifier == aim
            ]
        return self._near[key]

    def asked(self, trace: Trace) -> Sequence[Listed]:
        """Those of them that a trace of this sort may bear on when nothing is found."""
        key = trace.interaction.id, str(trace.subject.case.target), sort_of(trace)
        if key not in self._asked:
            self._asked[key] = [one for one in self.near(*key[:2]) if one.family.when.holds(key[2])]
        return self._asked[key]


@dataclass(frozen=True, slots=True)
class Found:
    """What checks say of one trace. By check id: `hidden` what made their findings meaningless, `doubts` why none."""

    mismatches: tuple[tuple[Check, Mismatch], ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def judge(trace: Trace, docket: Docket, panel: Panel, *, strict: Collection[str] = frozenset()) -> tuple[Judged, ...]:
    """What a trace shows of each obligation it speaks of.

    `strict`: leniencies (coercion, format, readonly) and kinds (envelope) whose notes count as violations. Raises
    ContractKitError for a mismatch that no obligation owns: checks and families then disagree, which must not read as
    a pass.
    """
    found = look(trace, panel)
    if not found.mismatches:
        judged = (_judged(trace, one, (), found) for one in docket.asked(trace))
        return tuple(one for one in judged if one is not None)
    own = trace.interaction.id
    homes: dict[str, Listed] = {}
    bad: dict[str, list[Mismatch]] = {}
    for check, mismatch in found.mismatches:
        home = _home(trace, docket.of(own), check, mismatch)
        if home is not None:
            id = home.obligation.id
            homes[id] = home
            bad.setdefault(id, []).append(_weighed(trace, home.obligation, mismatch, strict))
    near = docket.near(own, str(trace.subject.case.target))
    far = [home for home in homes.values() if home not in near]
    judged = (_judged(trace, one, tuple(bad.get(one.obligation.id, ())), found) for one in (*near, *far))
    return tuple(one for one in judged if one is not None)


def look(trace: Trace, panel: Panel) -> Found:
    """Ask the checks; a finding hides what it makes meaningless (DESIGN, rule of judgement)."""
    if trace.subject.fault is not None:
        return Found()
    mismatches: list[tuple[Check, Mismatch]] = []
    doubts: dict[str, str] = {}
    for check in panel.asked(trace):
        try:
            told = check.told(trace)
        except (Unjudged, ValidatorsDisagree, ContractError) as doubt:
            doubts[check.id] = str(doubt)
            continue
        if told:
            mismatches += [(check, mismatch) for mismatch in told]
    if not mismatches:
        return Found(doubts=doubts)
    present = {check.id: check for check, _ in mismatches}
    hides = [(id, other) for id, check in sorted(present.items()) for other in sorted(check.hides)]
    deep = {other for _, other in hides}
    hidden = {other: id for id, other in reversed(hides) if id not in deep}
    shown = tuple((check, mismatch) for check, mismatch in mismatches if check.id not in hidden)
    return Found(shown, hidden, doubts)


def _judged(trace: Trace, listed: Listed, bad: tuple[Mismatch, ...], found: Found) -> Judged | None:
    obligation, family = listed.obligation, listed.family
    if not bad and not family.bears(obligation, trace):
        return None
    if trace.subject.fault is not None:
        return Judged(obligation, State.BLOCKED, reason=f"no answer: {trace.subject.fault.detail}")
    if why := family.blocked(obligation, trace):
        return Judged(obligation, State.BLOCKED, reason=why)
    if bad:
        return Judged(obligation, State.VIOLATED, bad)
    if by := _first(found.hidden, listed.rules):
        return Judged(obligation, State.BLOCKED, reason=f"hidden by a finding of {by}")
    if doubt := _first(found.doubts, listed.rules):
        return Judged(obligation, State.BLOCKED, reason=doubt)
    return listed.proven


def _first(told: Mapping[str, str], rules: Iterable[str]) -> str | None:
    return next((told[rule] for rule in rules if rule in told), None) if told else None


def _home(trace: Trace, listed: Iterable[Listed], check: Check, mismatch: Mismatch) -> Listed | None:
    """The obligation a mismatch breaks; None for input at a place that nothing was promised about."""
    able = tuple(_able(listed, check))
    exact = next((one for one in able if one.obligation.scope == mismatch.scope), None)
    kind, _, place = mismatch.scope.partition(" ")
    if exact is not None:
        return exact
    if kind in _CLAIMED and not check.own:
        same = (one for one in able if one.obligation.kind == kind and _same(one.obligation.qualifier, place))
        return next(same, None)
    raise ContractKitError(
        f"internal error: check {check.id!r} found a mismatch of scope {mismatch.scope!r} at {trace.interaction.id} "
        "that no obligation owns; please report this"
    )


def _able(listed: Iterable[Listed], check: Check) -> Iterator[Listed]:
    """Obligations a check can break; one written outside contractkit may break any."""
    yield from (one for one in listed if check.own or check.id in one.obligation.rules)


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


def by_fingerprint(judged: Iterable[Judged], trace: Trace) -> dict[str, Mismatch]:
    """What was judged broken, by its identity."""
    return {fingerprint(j.obligation, m, trace): m for j in judged for m in j.mismatches}
