"""A trace, obligations and checks in; what the trace shows of each obligation out. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from contractkit.errors import ContractKitError, ValidatorsDisagree
from contractkit.extensions import FAMILIES, Check
from contractkit.model import Mismatch, Obligation, Severity, State, Trace


@dataclass(frozen=True, slots=True)
class Judged:
    """PROVEN: one witness. BLOCKED: nothing may be claimed, and why. VIOLATED: suspected, until confirmed."""

    obligation: Obligation
    state: State
    mismatches: tuple[Mismatch, ...] = ()
    reason: str | None = None


def judge(
    trace: Trace, obligations: Sequence[Obligation], checks: Iterable[Check], *, strict: Collection[str] = ()
) -> tuple[Judged, ...]:
    """What a trace shows of each obligation it bears on. Raises ContractKitError for a mismatch nobody owns."""
    found, doubts = _found(trace, tuple(checks))
    hidden = _hidden(found)
    shown = [(c, m) for c, m in found if c.id not in hidden]
    judged = tuple(_judged(trace, obligations, shown, hidden, doubts, strict))
    owned = {id(m) for j in judged for m in j.mismatches}
    for check, mismatch in shown:
        if id(mismatch) not in owned and not any(_owns(o, check, mismatch) for o in obligations):
            raise ContractKitError(
                f"internal error: check {check.id!r} found a mismatch of {mismatch.scope!r} at "
                f"{trace.interaction.id} that no obligation owns; please report it"
            )
    return judged


def _found(trace: Trace, checks: tuple[Check, ...]) -> tuple[list[tuple[Check, Mismatch]], dict[str, str]]:
    found: list[tuple[Check, Mismatch]] = []
    doubts: dict[str, str] = {}
    if trace.subject.fault is not None:
        return found, doubts
    for check in checks:
        try:
            found += [(check, m) for m in check(trace)]
        except ValidatorsDisagree as why:
            doubts[check.id] = str(why)
    return found, doubts


def _hidden(found: Iterable[tuple[Check, Mismatch]]) -> dict[str, str]:
    """Checks whose findings another finding makes meaningless, and by which."""
    present = {check.id: check for check, _ in found}
    hidden = {other: id for id, check in present.items() for other in check.hides}
    return {other: by for other, by in hidden.items() if by not in hidden}


def _judged(
    trace: Trace,
    obligations: Iterable[Obligation],
    shown: Sequence[tuple[Check, Mismatch]],
    hidden: dict[str, str],
    doubts: dict[str, str],
    strict: Collection[str],
) -> Iterator[Judged]:
    for obligation in obligations:
        family = FAMILIES[obligation.kind]
        bad = tuple(_weighed(trace, m, strict) for c, m in shown if _owns(obligation, c, m))
        if bad:
            yield Judged(obligation, State.VIOLATED, bad)
        elif not family.bears(obligation, trace):
            continue
        elif trace.subject.fault is not None:
            yield Judged(obligation, State.BLOCKED, reason=f"no answer: {trace.subject.fault.detail}")
        elif why := family.blocked(obligation, trace):
            yield Judged(obligation, State.BLOCKED, reason=why)
        elif by := next((hidden[r] for r in sorted(obligation.rules) if r in hidden), None):
            yield Judged(obligation, State.BLOCKED, reason=f"hidden by a finding of {by}")
        elif doubt := next((doubts[r] for r in sorted(obligation.rules) if r in doubts), None):
            yield Judged(obligation, State.BLOCKED, reason=doubt)
        else:
            yield Judged(obligation, State.PROVEN)


def _owns(obligation: Obligation, check: Check, mismatch: Mismatch) -> bool:
    return mismatch.scope == obligation.scope and (check.id in obligation.rules or check.own)


def _weighed(trace: Trace, mismatch: Mismatch, strict: Collection[str]) -> Mismatch:
    """A leniency is a note, unless the settings are strict about it."""
    lenient = trace.subject.case.lenient
    if lenient is None or mismatch.check != "invalid-input-is-rejected":
        return mismatch
    return replace(mismatch, severity=Severity.MAJOR if lenient in strict else Severity.NOTE)
