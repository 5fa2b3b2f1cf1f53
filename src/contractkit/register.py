"""Register and one run's ledger in, the next register out: what is open, fixed, regressed, unverified. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contractkit.model import (
    Discrepancy,
    Entry,
    Evidence,
    Ledger,
    Obligation,
    Record,
    Register,
    RunInfo,
    State,
    Status,
)

TRACK = "backend"  # owns what no rule gives to somebody else
RETENTION = 50


def record(
    register: Register,
    ledger: Ledger,
    obligations: Iterable[Obligation],
    *,
    run: RunInfo,
    full: bool,
    owners: Mapping[str, str],
    slices: Mapping[str, str] | None = None,
    retention: int = RETENTION,
) -> Register:
    """Remember what a run showed.

    `full`: every contract was read and every planned item ran to its end. Otherwise silence says nothing: what was
    confirmed is recorded, and nothing becomes fixed, unverified or withdrawn. A partial run leaves the register as it
    is. `slices`: obligation id -> digest of the contract slice it is judged by, which waivers are bound to.
    """
    if run.partial:
        return register
    promised = {o.id: o for o in obligations}
    records: dict[str, Record] = {}
    for fingerprint in sorted({*register.records, *ledger.discrepancies}):
        known = register.records.get(fingerprint)
        found = ledger.discrepancies.get(fingerprint)
        if found is None and known is not None and known.live and _still_there(known, ledger):
            found = known.discrepancy
        if found is not None:
            after = _seen(known, found, run)
        elif known is not None:
            after = _unseen(known, ledger, promised, run) if full else replace(known, status=known.standing)
        obligation = after.discrepancy.obligation
        records[fingerprint] = replace(
            after,
            owner=owners.get(after.discrepancy.interaction, after.owner),
            slice=(slices or {}).get(obligation, after.slice),
            history=after.history[-max(retention, 1) :],
        )
    return Register(records)


def vanished(before: Iterable[str], declared: Iterable[str]) -> tuple[str, ...]:
    """Operations and whole contracts that the last full run knew and this one does not (interaction ids).

    A contract of which nothing is left is named once, by its id. Names in `before` may be contract ids themselves:
    what was missed by an earlier run and never named in `removed:`.
    """
    now = frozenset(declared)
    contracts = {id.split("#", 1)[0] for id in now}
    gone = {id for id in before if id not in now and id not in contracts}
    return tuple(sorted({id if id.split("#", 1)[0] in contracts else id.split("#", 1)[0] for id in gone}))


def _still_there(known: Record, ledger: Ledger) -> bool:
    return ledger.replays.get(known.discrepancy.fingerprint) == Evidence.THERE


def _seen(known: Record | None, found: Discrepancy, run: RunInfo) -> Record:
    if known is None:
        fresh = Record(found, Status.OPEN, TRACK, run.started, run.started, 1, seed=run.seed)
        return _moved(fresh, Status.OPEN, run)
    again = replace(known, discrepancy=found, last_seen=run.started, runs_seen=known.runs_seen + 1, seed=run.seed)
    return _moved(again, Status.REGRESSED if _was_fixed(known) else Status.OPEN, run)


def _was_fixed(known: Record) -> bool:
    """Regressed until it is fixed again, also when it was unverified or withdrawn in between."""
    settled = (Status.OPEN, Status.FIXED, Status.REGRESSED)
    past = [known.standing, *(Status(step["status"]) for step in reversed(known.history))]
    return next((s for s in past if s in settled), Status.OPEN) is not Status.OPEN


def _unseen(known: Record, ledger: Ledger, promised: Mapping[str, Obligation], run: RunInfo) -> Record:
    standing = known.standing
    obligation = promised.get(known.discrepancy.obligation)
    if standing is Status.FIXED:
        return replace(known, status=Status.FIXED)
    if obligation is None:
        return _moved(known, Status.WITHDRAWN, run)
    if standing is not Status.WITHDRAWN and _gone(known, obligation, ledger):
        return _moved(known, Status.FIXED, run)
    return _moved(known, Status.UNVERIFIED, run)


def _gone(known: Record, obligation: Obligation, ledger: Ledger) -> bool:
    entry = ledger.entries.get(obligation.id, Entry())
    if obligation.static:
        # The static pass looks at the whole document each time: not found again is the replay.
        return entry.state in (State.PROVEN, State.VIOLATED)
    return entry.state is State.PROVEN and ledger.replays.get(known.discrepancy.fingerprint) == Evidence.GONE


def _moved(record: Record, status: Status, run: RunInfo) -> Record:
    """History tells changes only, so that an unchanged discrepancy is no diff."""
    if record.history and record.history[-1]["status"] == status:
        return replace(record, status=status)
    step = {"at": run.started, "run": run.id, "status": str(status)}
    return replace(record, status=status, history=(*record.history, step))
