"""The end of a run on a terminal: at most a screen of 80 columns."""

from collections.abc import Iterator
from textwrap import shorten, wrap

from contractkit.extensions import REPORTS
from contractkit.model import Record, Result, Severity, Status
from contractkit.summary import Cause, by_severity, by_standard, by_state, by_status, causes, reached, requests

WIDTH = 80
REASONS = 8
NOTES = 6


@REPORTS.register("terminal")
def terminal(result: Result) -> str:
    """Verdict with reasons, counts, top causes, files."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    reasons, partial = result.verdict.reasons, result.run.partial
    for reason in reasons[:REASONS]:
        yield from wrap(reason, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
    if len(reasons) > REASONS:
        yield f"  ... and {len(reasons) - REASONS} more reasons in {_ledger(result)}"
    yield from _counts(result)
    found = causes(_shown(result))
    for cause in found[: result.top]:
        yield ""
        yield from _cause(cause)
    if len(found) > result.top:
        yield f"\n... and {len(found) - result.top} more causes in {_ledger(result) if partial else 'the register'}"
    yield ""
    notes = result.verdict.notes
    for note in notes[:NOTES]:
        yield from wrap(note, WIDTH, initial_indent="  ", subsequent_indent="  ")
    if len(notes) > NOTES:
        yield f"  ... and {len(notes) - NOTES} more notes in {result.outputs.get('analysis', 'the ledger')}"
    if path := result.outputs.get("discrepancy-register.md"):
        yield f"register  {path}"
    if path := result.outputs.get("analysis"):
        yield f"results   {path} ({result.run.tag}, Task {result.run.task})"


def _ledger(result: Result) -> str:
    return "ledger.partial.json" if result.run.partial else "ledger.json"


def _shown(result: Result) -> Iterator[Record]:
    """What the register remembers; of a partial run, which it does not record, what this run itself saw."""
    known = result.register.records
    if not result.run.partial:
        yield from known.values()
        return
    now = result.run.started
    for fingerprint, found in result.ledger.discrepancies.items():
        waived = fingerprint in known and known[fingerprint].status is Status.WAIVED
        owner = result.owners.get(found.interaction, "")
        yield known[fingerprint] if waived else Record(found, Status.OPEN, owner, now, now)


def _counts(result: Result) -> Iterator[str]:
    states, (got, declared) = by_state(result), reached(result)
    yield (
        f"operations  {got}/{declared} reached, {requests(result)} requests"
        + (" (partial run)" if result.run.partial else "")
    )
    yield "obligations " + ", ".join(f"{n} {name}" for name, n in states.items())
    for name, counts in by_standard(result).items():
        yield f"  {name:<14}" + ", ".join(f"{n} {state}" for state, n in counts.items())
    severities = {name: n for name, n in by_severity(result.register.records.values()).items() if n}
    statuses = by_status(result.register.records.values())
    if severities or statuses:
        told = ", ".join(f"{n} {name}" for name, n in (severities or statuses).items())
        fixed = f"; {statuses['fixed']} fixed" if severities and statuses.get("fixed") else ""
        yield f"register    {told}{fixed}"


def _cause(cause: Cause) -> Iterator[str]:
    found = cause.first
    more = len(cause.records) - 1
    yield shorten(
        f"{found.id} {found.severity}: {found.method or ''} {found.path or found.contract}"
        + (f" (+{more} more of this cause)" if more else ""),
        WIDTH,
        placeholder="...",
    )
    yield f"  {found.location}"
    yield from wrap(found.sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield "  expected " + shorten(found.expected, WIDTH - 11, placeholder="...")
    yield "  got      " + shorten(found.actual, WIDTH - 11, placeholder="...")
    if found.example and found.example.note:
        yield "  because  " + shorten(found.example.note, WIDTH - 11, placeholder="...")
    if found.example and found.example.curl and found.severity > Severity.NOTE:
        yield f"  {found.example.curl}"
