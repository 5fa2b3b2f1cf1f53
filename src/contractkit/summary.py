"""What several reports say alike: counts, causes, and one discrepancy in words. Floor 1, pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contractkit.model import Discrepancy, Record, Result, Severity, State, Status

LIVE = (Status.OPEN, Status.REGRESSED, Status.UNVERIFIED)
RANDOM = "properties"  # how the items end that send random values
SHOWN = ("proven", "violated", "unproven")


@dataclass(frozen=True, slots=True)
class Cause:
    """What one fix closes: its discrepancies, worst first; of equals those of no random values, which tell more."""

    text: str
    records: tuple[Record, ...]

    @property
    def severity(self) -> Severity:
        return max(r.discrepancy.severity for r in self.records)

    @property
    def first(self) -> Discrepancy:
        return self.records[0].discrepancy


def causes(records: Iterable[Record], *, notes: bool = False) -> tuple[Cause, ...]:
    """Live records by cause, worst and widest first; notes only when asked for."""
    grouped: dict[str, list[Record]] = {}
    for record in records:
        if record.status in LIVE and (notes or record.discrepancy.severity > Severity.NOTE):
            grouped.setdefault(record.discrepancy.cause, []).append(record)
    found = (Cause(text, tuple(sorted(rs, key=_telling))) for text, rs in grouped.items())
    return tuple(sorted(found, key=lambda c: (-c.severity, -len(c.records), c.text)))


def _telling(record: Record) -> tuple[int, bool, str]:
    found = record.discrepancy
    return -found.severity, (found.node or "").endswith(RANDOM), found.obligation


def by_state(result: Result) -> Mapping[str, int]:
    """proven, violated, unproven over all obligations."""
    return _counted(result.ledger.entries[o.id].state for o in result.obligations)


def by_standard(result: Result) -> Mapping[str, Mapping[str, int]]:
    names = sorted({str(o.standard) for o in result.obligations})
    return {
        name: _counted(result.ledger.entries[o.id].state for o in result.obligations if str(o.standard) == name)
        for name in names
    }


def by_kind(result: Result) -> Mapping[str, Mapping[str, int]]:
    names = sorted({o.kind for o in result.obligations})
    return {
        name: _counted(result.ledger.entries[o.id].state for o in result.obligations if o.kind == name)
        for name in names
    }


def by_severity(records: Iterable[Record]) -> Mapping[str, int]:
    counts = Counter(str(r.discrepancy.severity) for r in records if r.status in LIVE)
    return {name: counts[name] for name in ("critical", "major", "minor", "note")}


def by_status(records: Iterable[Record]) -> Mapping[str, int]:
    counts = Counter(str(r.status) for r in records)
    return {str(s): counts[str(s)] for s in Status if counts[str(s)]}


def requests(result: Result) -> int:
    return sum(r.requests for r in result.ledger.interactions.values())


def reached(result: Result) -> tuple[int, int]:
    """Operations reached, and declared."""
    names = [i.id for c in result.contracts for i in c.interactions]
    return sum(1 for n in names if (known := result.ledger.interactions.get(n)) and known.reached), len(names)


def told(found: Discrepancy, *, again: str | None = None) -> str:
    """One discrepancy in a few lines: what, where, expected, got, how to see it again (None: by the register)."""
    lines = [
        f"{found.id} {found.severity}{' (flaky)' if found.flaky else ''}: {found.sentence}",
        f"  contract   {found.location}  {found.obligation}",
        f"  expected   {found.expected}",
        f"  got        {found.actual}",
    ]
    if found.example and found.example.note:
        lines.append(f"  because    {found.example.note}")
    if found.example and found.example.curl:
        lines.append(f"  curl       {found.example.curl}")
    lines.append(f"  again      {again or f'contractkit replay {found.id}'}")
    return "\n".join(lines)


def _counted(states: Iterable[State]) -> Mapping[str, int]:
    counts = Counter(state.shown for state in states)
    return {name: counts[name] for name in SHOWN}
