"""What is open today in, the text of a dated waivers.yaml out, so that an old service can start. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contractkit.errors import UsageError
from contractkit.model import Entry, Ledger, Location, Obligation, Reached, Register, Severity, Status, Waiver
from contractkit.triage import names, needless, triage
from contractkit.waivers import EMPTY, VERSION, Waivers

HEAD = "# What is let pass for now, and until when. `contractkit adopt` writes it; its number may only shrink."
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Adoption:
    """The text to write, and how many waivers and exemptions it holds, adds and drops."""

    text: str
    total: int
    added: int
    dropped: int


def adopt(
    register: Register,
    ledger: Ledger,
    obligations: Iterable[Obligation],
    *,
    owner: str,
    days: int,
    reason: str,
    today: date,
    existing: Waivers | None = None,
    more: bool = False,
) -> Adoption:
    """Dated waivers for all discrepancies that are open, exemptions for what could not be reached or proven.

    With an `existing` file the number only shrinks: what holds back nothing is dropped and nothing is added, unless
    `more` is given; then dead entries (expired, or bound to a slice that has changed) are renewed as well. `removed`
    and `assigned` are kept as they are; comments are not.
    """
    if days < 1:
        raise UsageError(f"a waiver must last at least one day, not {days}; give --days 90, for example")
    if existing is not None and existing.problems:
        raise UsageError("\n".join((*existing.problems, "mend the file, then adopt again")))
    known = existing or EMPTY
    idle = {*needless(known, register, ledger)}
    kept = [w for w in (*known.waivers, *known.exemptions) if w not in idle]
    fresh: list[Waiver] = []
    if more or existing is None:
        kept = [w for w in kept if not _is_dead(w, register, today)]
        until = (today + timedelta(days=days)).isoformat()
        blank = Waiver("", reason, owner, until, Location("", 0))
        held = triage(register, replace(known, waivers=tuple(w for w in kept if not w.exemption)), today=today)
        exempt = {w.match for w in kept if w.exemption}
        fresh = [*_waived(held, blank), *_exempted(ledger, obligations, exempt, blank)]
    old = {(w.exemption, w.match) for w in (*known.waivers, *known.exemptions)}
    entries = sorted((*kept, *fresh), key=lambda w: (w.exemption, w.match))
    now = {(w.exemption, w.match) for w in entries}
    return Adoption(_text(entries, known, _about(register)), len(entries), len(now - old), len(old - now))


def _is_dead(waiver: Waiver, register: Register, today: date) -> bool:
    judged = {r.slice for r in register.records.values() if waiver.match in names(r) and r.live}
    moved = not waiver.exemption and bool(judged - {waiver.slice, None})
    return date.fromisoformat(waiver.expires) < today or moved


def _waived(register: Register, blank: Waiver) -> Iterator[Waiver]:
    open_ones = [r for r in register.records.values() if r.live and r.status is not Status.WAIVED]
    shown = [r.discrepancy.id for r in register.records.values()]
    for r in open_ones:
        if r.discrepancy.severity is not Severity.NOTE:
            match = r.discrepancy.id if shown.count(r.discrepancy.id) == 1 else r.discrepancy.fingerprint
            yield replace(blank, match=match, slice=r.slice)


def _exempted(ledger: Ledger, obligations: Iterable[Obligation], exempt: set[str], blank: Waiver) -> Iterator[Waiver]:
    """One entry for an operation that was never reached, one for each other obligation that is owed and unproven."""
    unreached: set[str] = set()
    for o in obligations:
        service_level = o.interaction.endswith("#*")
        reached = service_level or ledger.interactions.get(o.interaction, Reached()).reached
        if {o.interaction, o.id} & exempt:
            continue
        if not reached and o.interaction not in unreached:
            unreached.add(o.interaction)
            yield replace(blank, match=o.interaction, exemption=True)
        unproven = ledger.entries.get(o.id, Entry()).state.shown == "unproven"
        if reached and unproven and o.charged and o.severity is not Severity.NOTE:
            yield replace(blank, match=o.id, exemption=True)


def _about(register: Register) -> Mapping[str, str]:
    """A comment for people beside each id."""
    told = {}
    for r in register.records.values():
        d = r.discrepancy
        told[d.id] = told[d.fingerprint] = f"{d.obligation}: {d.check} ({d.severity})"
    return told


def _text(entries: Iterable[Waiver], known: Waivers, about: Mapping[str, str]) -> str:
    entries = tuple(entries)
    lines = [HEAD, f"version: {VERSION}"]
    lines += _section("waivers", [_fields(w) for w in entries if not w.exemption], about)
    lines += _section("exemptions", [_fields(w) for w in entries if w.exemption], about)
    lines += _section("removed", [{"match": r.match, "reason": r.reason} for r in known.removed], about)
    assigned = [{"match": a.match, "assignee": a.assignee, "ticket": a.ticket, "due": a.due} for a in known.assigned]
    lines += _section("assigned", assigned, about)
    return "\n".join(lines) + "\n"


def _fields(w: Waiver) -> dict[str, str | None]:
    told = {"match": w.match, "reason": w.reason, "owner": w.owner, "expires": w.expires}
    return {**told, "ticket": w.ticket, "slice": w.slice}


def _section(name: str, entries: list[dict[str, str | None]], about: Mapping[str, str]) -> Iterator[str]:
    if entries:
        yield f"{name}:"
    for entry in entries:
        comment = about.get(str(entry["match"]))
        if comment is not None:
            yield f"  # {' '.join(UNPRINTABLE.sub('?', comment).split())}"
        lead = "  - "
        for key, value in entry.items():
            if value is not None:
                yield f"{lead}{key}: {_quoted(value)}"
                lead = "    "


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar; quotes keep dates and digests from being read as anything but text."""
    plain = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
