"""discrepancy-register.md: every live discrepancy by cause, for the people who fix it."""

import re
from collections.abc import Iterator

from contractkit.extensions import REPORTS
from contractkit.model import Record, Result, Status
from contractkit.summary import LIVE, Cause, by_severity, by_status, causes

MOST = 100  # causes shown in full; the JSON has all


@REPORTS.register("discrepancy-register.md")
def register_md(result: Result) -> str:
    """Causes worst first, each with its places, an example and a curl line; then waived, fixed and withdrawn."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    records = result.register.records.values()
    yield "# Discrepancy register"
    yield ""
    yield f"{result.run.tag}, Task {result.run.task}, API Contract Verification: **{result.verdict.decision}**"
    yield ""
    yield "| " + " | ".join(by_severity(records)) + " |"
    yield "|" + "---|" * len(by_severity(records))
    yield "| " + " | ".join(str(n) for n in by_severity(records).values()) + " |"
    yield ""
    yield (
        "By status: " + (", ".join(f"{n} {s}" for s, n in by_status(records).items()) or "nothing was ever found") + "."
    )
    found = causes(records, notes=True)
    for cause in found[:MOST]:
        yield from _cause(cause)
    if len(found) > MOST:
        yield f"\n{len(found) - MOST} more causes stand in discrepancy-register.json."
    others = sorted((r for r in records if r.status not in LIVE), key=lambda r: (r.status, r.discrepancy.id))
    if others:
        yield "\n## Waived, fixed and withdrawn\n"
        yield "| id | status | severity | obligation | since |"
        yield "|---|---|---|---|---|"
        for record in others:
            yield _row(record)


def _row(record: Record) -> str:
    found = record.discrepancy
    since = record.history[-1].get("at", record.last_seen) if record.history else record.last_seen
    why = f" ({_plain(str(record.waiver.get('reason')))})" if record.status is Status.WAIVED and record.waiver else ""
    return f"| {found.id} | {record.status}{why} | {found.severity} | `{found.obligation}` | {since} |"


def _cause(cause: Cause) -> Iterator[str]:
    found, record = cause.first, cause.records[0]
    yield f"\n## {found.id} {found.severity}: {_plain(found.sentence)}\n"
    yield f"Cause: `{cause.text}`. Owner: {record.owner}. First seen: {record.first_seen}. Status: {record.status}.\n"
    for one in cause.records[:20]:
        found_at = one.discrepancy
        place = f"{found_at.method or ''} {found_at.path or found_at.contract}".strip()
        yield f"- {found_at.id} `{place}` at {found_at.location}, `{found_at.obligation}`"
    if len(cause.records) > 20:
        yield f"- and {len(cause.records) - 20} more"
    yield f"\nExpected: {_plain(found.expected)}\n\nGot: {_plain(found.actual)}\n"
    if found.example:
        if found.example.note:
            yield f"Telling: {_plain(found.example.note)}\n"
        if found.example.curl:
            yield _fenced("sh", found.example.curl)
        yield _fenced("http", found.example.request + "\n\n" + found.example.reply)
    yield f"Again: `contractkit replay {found.id}`"


def _fenced(kind: str, text: str) -> str:
    """A block of code that no backticks of the service's end early."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{kind}\n{text}\n{fence}\n"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
