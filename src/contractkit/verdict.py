"""Ledger, register and policy in, one decision out. Pure and fail-closed: what is not known never reads as GO."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten

from contractkit.ledger import UNREPEATED
from contractkit.model import (
    Decision,
    Discrepancy,
    Entry,
    Ledger,
    Obligation,
    Recognised,
    Register,
    Severity,
    State,
    Status,
    Verdict,
    Waiver,
)
from contractkit.settings import Exclusion

EXIT = {Decision.GO: 0, Decision.CAUTION: 10, Decision.HOLD: 20}
SHOWN = 3  # names in one sentence; all of them stand in the ledger


@dataclass(frozen=True, slots=True)
class Policy:
    """`allow_unproven`: share of a kind's charged obligations that may stay unproven, 0..1; other kinds none.

    It can loosen nothing but the CAUTION line. `strict`: CAUTION fails the pytest run as well.
    """

    allow_unproven: Mapping[str, float] = field(default_factory=lambda: {"accepts": 0.10, "rejects": 0.10})
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the verdict must know beside ledger and register; sentences are shown as they stand."""

    partial: bool = False
    aborted: tuple[str, ...] = ()  # beside ledger.faults
    unreadable: tuple[str, ...] = ()  # files that could not be read or are no contract
    recognised: tuple[Recognised, ...] = ()
    no_target: tuple[str, ...] = ()  # ids of contracts without a target, or without a broker
    of_events: frozenset[str] = frozenset()  # ids of contracts of events
    exclusions: tuple[Exclusion, ...] = ()
    removed: tuple[str, ...] = ()  # promised by the last full run, promised no more, not named (register.vanished)
    waiver_problems: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()  # identities whose credentials were good for nothing
    exemptions: Mapping[str, Waiver] = field(default_factory=dict)  # by the ids they cover (triage.exempted)
    needless: tuple[Waiver, ...] = ()  # waivers that hold back nothing
    run: str | None = None  # id of this run: what it withdrew is listed once


def decide(
    ledger: Ledger, register: Register, obligations: Iterable[Obligation], *, policy: Policy, facts: Facts
) -> Verdict:
    """The verdict with its reasons, most important first; each is one sentence a person can act on."""
    promised = tuple(obligations)
    live = _live(ledger, register, partial=facts.partial)
    hold = (*_broken(ledger, promised, facts), *_severe(live), *_unreached(ledger, promised, facts))
    caution = (
        *_minor(live),
        *_partial(facts),
        *_in_force(ledger, register, facts),
        *(_removed(id) for id in sorted(facts.removed)),
        *(f"{r.file}: {r.what} cannot be judged yet: {r.reason}" for r in facts.recognised),
        *_unproven(ledger, promised, policy, facts),
    )
    decision = Decision.HOLD if hold else Decision.CAUTION if caution else Decision.GO
    return Verdict(decision, (*hold, *caution), tuple(_notes(ledger, register, promised, live, facts)))


def fails(verdict: Verdict, policy: Policy) -> bool:
    """Does the pytest run fail for it? HOLD always, CAUTION when the policy is strict."""
    return verdict.decision is Decision.HOLD or (policy.strict and verdict.decision is Decision.CAUTION)


def _live(ledger: Ledger, register: Register, *, partial: bool) -> tuple[Discrepancy, ...]:
    """Unwaived discrepancies that are open; a partial run answers only for what it saw itself."""
    waived = {f for f, r in register.records.items() if r.status is Status.WAIVED}
    remembered = {} if partial else {f: r.discrepancy for f, r in register.records.items() if r.live}
    found = {**ledger.discrepancies, **remembered}
    return tuple(d for f, d in sorted(found.items()) if f not in waived)


def _broken(ledger: Ledger, promised: Sequence[Obligation], facts: Facts) -> Iterator[str]:
    """What makes any other statement of the run untrustworthy."""
    yield from (f"the run was aborted: {why}" for why in sorted({*facts.aborted, *ledger.faults}))
    yield from facts.unreadable
    for id in sorted(facts.no_target):
        if id in facts.of_events:
            yield f"{id} has no broker: name one under broker: in contractkit.yaml"
        else:
            yield f"{id} has no target: name one under targets: in contractkit.yaml, or give --contracts-url"
    sent = any(r.requests for r in ledger.interactions.values())
    judged = any(e.state is not State.NOT_SEEN for e in ledger.entries.values())
    if not promised:
        yield "nothing was exercised: no contract promises anything; is --contracts the right folder?"
    elif not sent and not (facts.partial and judged):
        yield "nothing was exercised: not one request was sent"
    yield from facts.waiver_problems
    yield from facts.strangers


def _severe(live: Sequence[Discrepancy]) -> Iterator[str]:
    for severity in (Severity.CRITICAL, Severity.MAJOR):
        yield from _open([d for d in live if d.severity is severity], severity)


def _minor(live: Sequence[Discrepancy]) -> Iterator[str]:
    yield from _open([d for d in live if d.severity is Severity.MINOR], Severity.MINOR)


def _open(found: Sequence[Discrepancy], severity: Severity) -> Iterator[str]:
    if not found:
        return
    causes = Counter(d.cause for d in found)
    first = min(found, key=lambda d: (-causes[d.cause], d.flaky, d.obligation, d.fingerprint))
    many = f"{_count(len(found), f'{severity} discrepancy', f'{severity} discrepancies')} open"
    grouped = f" ({_count(len(causes), 'cause', 'causes')})"
    yield f"{many}{grouped}, first {first.id} at {first.location}: {first.obligation}, {first.check}"


def _unreached(ledger: Ledger, promised: Sequence[Obligation], facts: Facts) -> Iterator[str]:
    missed = [id for id in _missed(ledger, promised, facts) if id not in facts.exemptions]
    if missed:
        total = _count(len(_operations(ledger, promised, facts)), "operation", "operations")
        never = f"{len(missed)} of {total} never gave a documented success: {_some(missed)}"
        tried = ledger.interactions[missed[0]].tried if missed[0] in ledger.interactions else ()
        last = f", for example {shorten(tried[-1], 160, placeholder='...')}" if tried else ""
        yield f"{never}{last}; `contractkit list --why` says what was tried"


def _operations(ledger: Ledger, promised: Sequence[Obligation], facts: Facts) -> frozenset[str]:
    """Operations that must be reached: all promised ones with a target; in a partial run those it touched."""
    ids = {o.interaction for o in promised if not o.interaction.endswith("#*") and o.contract not in facts.no_target}
    touched = {id for id, place in ledger.interactions.items() if not place.overheard}
    return frozenset(ids & touched if facts.partial else ids)


def _missed(ledger: Ledger, promised: Sequence[Obligation], facts: Facts) -> list[str]:
    known = ledger.interactions
    return sorted(id for id in _operations(ledger, promised, facts) if id not in known or not known[id].reached)


def _partial(facts: Facts) -> Iterator[str]:
    if facts.partial:
        yield "only a part was run (a selection, or -x stopped it); run all of it for a verdict that counts"


def _in_force(ledger: Ledger, register: Register, facts: Facts) -> Iterator[str]:
    waived = [r for r in register.records.values() if r.status is Status.WAIVED]
    needless = {w.match for w in facts.needless if w.exemption}
    exempt = {w.match: w for w in facts.exemptions.values() if w.match not in needless}
    if not waived and not exempt:
        return
    ends = [str((r.waiver or {}).get("expires")) for r in waived] + [w.expires for w in exempt.values()]
    counts = [
        _count(len(waived), "discrepancy is waived", "discrepancies are waived") if waived else "",
        _count(len(exempt), "exemption is in force", "exemptions are in force") if exempt else "",
    ]
    yield f"{' and '.join(c for c in counts if c)}; the first ends on {min(ends)}"


def _removed(id: str) -> str:
    what = "operation" if "#" in id else "contract"
    return f"{what} {id} was promised in the last full run and is gone; name it under removed: in waivers.yaml"


def _unproven(ledger: Ledger, promised: Sequence[Obligation], policy: Policy, facts: Facts) -> Iterator[str]:
    charged = [o for o in promised if _charged(o, facts)]
    told = {*_missed(ledger, promised, facts)}  # in a sentence of their own, which holds
    missing = [o for o in charged if _is_unproven(o.id, ledger) and o.id not in facts.exemptions]
    for kind, total in sorted(Counter(o.kind for o in charged).items()):
        ids = [o.id for o in missing if o.kind == kind and o.interaction not in told]
        seen = [id for id in ids if ledger.entries.get(id, Entry()).reason == UNREPEATED]
        if seen:  # no share of what is doubtful is allowed
            many = _count(len(seen), f"{kind} obligation is", f"{kind} obligations are")
            yield f"{many} unproven, though {UNREPEATED}: {_some(seen)}"
        ids = [id for id in ids if id not in seen]
        allowed = policy.allow_unproven.get(kind, 0.0)
        if len(ids) > allowed * total + 1e-9:
            share = f"{len(ids)} of {_count(total, f'{kind} obligation is', f'{kind} obligations are')} unproven"
            yield f"{share} (allowed {allowed:.0%}), mostly: {_usual(ids, ledger)}"


def _charged(obligation: Obligation, facts: Facts) -> bool:
    """Notes weigh nothing, so not knowing them weighs nothing; a partial run owes nothing."""
    owed = obligation.static or obligation.contract not in facts.no_target
    return obligation.charged and owed and obligation.severity is not Severity.NOTE and not facts.partial


def _is_unproven(id: str, ledger: Ledger) -> bool:
    """A note on an obligation settles nothing: it is proven then by its witnesses only, and not while blocked."""
    entry = ledger.entries.get(id, Entry())
    if entry.state is not State.VIOLATED:
        return entry.state is not State.PROVEN
    found = (ledger.discrepancies[f].severity for f in entry.discrepancies if f in ledger.discrepancies)
    only_notes = max(found, default=Severity.CRITICAL) is Severity.NOTE
    return only_notes and (entry.witnesses == 0 or entry.reason is not None)


def _usual(ids: Sequence[str], ledger: Ledger) -> str:
    reasons = Counter(ledger.entries.get(id, Entry()).reason or "not exercised" for id in ids)
    return min(reasons, key=lambda text: (-reasons[text], text))


def _notes(
    ledger: Ledger, register: Register, promised: Sequence[Obligation], live: Sequence[Discrepancy], facts: Facts
) -> Iterator[str]:
    yield from (f"excluded: {e.match} ({e.reason})" for e in facts.exclusions)
    noted = sum(d.severity is Severity.NOTE for d in live)
    if noted:
        weight = "weighing nothing unless policy.strict names them"
        yield f"{_count(noted, 'note is', 'notes are')} in the register, {weight}"
    if ledger.leftovers:
        yield f"created by this run and not deleted: {_some(ledger.leftovers)}"
    listed = Counter(o.kind for o in promised if not o.charged and _is_unproven(o.id, ledger))
    for kind, many in sorted(listed.items()):
        yield f"{_count(many, f'{kind} obligation is', f'{kind} obligations are')} unproven and not charged"
    for r in register.records.values():
        if r.status is Status.WITHDRAWN and r.history and r.history[-1].get("run") == facts.run:
            yield f"withdrawn: {r.discrepancy.id}, the contract no longer promises {r.discrepancy.obligation}"
    for w in facts.needless:
        noun = "exemption" if w.exemption else "waiver"
        yield f"{w.location}: {w.match} needs no {noun} any more; delete the entry"


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
