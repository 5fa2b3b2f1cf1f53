"""What a trace shows of one obligation, by all registered families and checks: for tests of judging."""

from collections.abc import Collection

from contractkit.extensions import CHECKS
from contractkit.judge import Docket, Judged, Panel, judge
from contractkit.model import Contract, Conventions, Obligation, Schemas, State, Trace
from contractkit.promise import promise

_known: dict[tuple[Schemas, Conventions], tuple[Obligation, ...]] = {}


def checks():
    return Panel(check for _, check in CHECKS)


def obligations(of: Contract) -> tuple[Obligation, ...]:
    """Those of the first operation, enumerated once per contract."""
    key = of.schemas, of.conventions
    if key not in _known:
        _known[key] = tuple(promise(of, of.interactions[0]))
    return _known[key]


def promised(of: Contract, scope: str | None = None):
    """All obligations of the first operation, or the one with a scope."""
    found = obligations(of)
    return found if scope is None else next(one for one in found if one.scope == scope)


def ids(of: Contract, kind: str) -> list[str]:
    return [one.id.partition(":")[2] for one in obligations(of) if one.kind == kind]


def judged(scope: str, trace: Trace, *, strict: Collection[str] = frozenset()) -> Judged | None:
    found = judge(trace, Docket(obligations(trace.contract)), checks(), strict=strict)
    return next((one for one in found if one.obligation.scope == scope), None)


def state(scope: str, trace: Trace) -> State | None:
    """None when the trace does not speak of it. The scope has to be promised."""
    assert promised(trace.contract, scope), scope
    found = judged(scope, trace)
    return None if found is None else found.state
