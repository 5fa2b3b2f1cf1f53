"""Register and waivers in; what is waived, what is exempted, and which waivers cannot be trusted out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from contractkit.model import Discrepancy, Entry, Ledger, Location, Obligation, Record, Register, State, Status, Waiver
from contractkit.waivers import Assignment, Waivers, expired


def triage(register: Register, waivers: Waivers, *, today: date) -> Register:
    """The register with waivers and assignments applied; a waiver that is expired or judged another slice is none."""
    return Register({f: _triaged(r, waivers, today) for f, r in register.records.items()})


def is_waived(found: Discrepancy, slice_: str | None, waivers: Waivers, *, today: date) -> bool:
    """Whether a discrepancy that was found just now is waived, by a waiver bound to the slice it was judged by."""
    triaged = _triaged(Record(found, Status.OPEN, "", "", "", slice=slice_), waivers, today)
    return triaged.status is Status.WAIVED


def problems(
    waivers: Waivers,
    register: Register,
    obligations: Iterable[Obligation],
    *,
    today: date,
    slices: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Sentences with file:line of every waiver that cannot be trusted; any of them holds the verdict."""
    promised = {o.id: o.interaction for o in obligations}
    found = [
        *_expiries(waivers, register, today),
        *_unknown(waivers, register, promised),
        *_unbound(waivers, register, slices or {}),
    ]
    return (*waivers.problems, *sorted(set(found)))


def exempted(
    waivers: Waivers,
    obligations: Iterable[Obligation],
    *,
    today: date,
    slices: Mapping[str, str] | None = None,
) -> Mapping[str, Waiver]:
    """Exemptions that count today, by the ids they cover: obligations, and interactions that need not be reached."""
    now = slices or {}
    good = {e.match: e for e in waivers.exemptions if not expired(e, today) and _bound(e, now.get(e.match))}
    covered: dict[str, Waiver] = {}
    for o in obligations:
        if o.interaction in good:
            covered[o.interaction] = good[o.interaction]
        exemption = good.get(o.id) or good.get(o.interaction)
        if exemption is not None:
            covered[o.id] = exemption
    return covered


def needless(waivers: Waivers, register: Register, ledger: Ledger) -> tuple[Waiver, ...]:
    """Waivers that hold back nothing any more: the file can shrink by them."""
    used = {name for r in register.records.values() if r.live for name in names(r)}
    unused = [w for w in waivers.waivers if w.match not in used]
    for e in waivers.exemptions:
        place = ledger.interactions.get(e.match)
        entry = ledger.entries.get(e.match, Entry())
        if (place is not None and place.reached) or entry.state is State.PROVEN:
            unused.append(e)
    return tuple(unused)


def names(record: Record) -> tuple[str, str, str]:
    """What a waiver may call a discrepancy: its id, its fingerprint, the obligation it breaks."""
    found = record.discrepancy
    return found.id, found.fingerprint, found.obligation


def _triaged(record: Record, waivers: Waivers, today: date) -> Record:
    called = names(record)
    waiver = next((w for w in waivers.waivers if w.match in called and _counts(w, record, today)), None)
    assigned = next((a for a in waivers.assigned if a.match in called), None)
    holds = waiver is not None and record.live
    return replace(
        record,
        status=Status.WAIVED if holds else record.standing,
        waiver=_waiver(waiver) if waiver is not None and holds else None,
        assigned=_assigned(assigned) if assigned is not None else None,
    )


def _counts(waiver: Waiver, record: Record, today: date) -> bool:
    return not expired(waiver, today) and _bound(waiver, record.slice)


def _bound(waiver: Waiver, slice: str | None) -> bool:
    """An exemption may be unbound; a waiver is bound to the contract slice wherever that is known."""
    return slice is None or waiver.slice == slice or (waiver.exemption and waiver.slice is None)


def _expiries(waivers: Waivers, register: Register, today: date) -> Iterator[str]:
    live = {name for r in register.records.values() if r.live for name in names(r)}
    for w in (*waivers.waivers, *waivers.exemptions):
        if expired(w, today):
            todo = "renew it with a new date" if w.exemption or w.match in live else "delete it, nothing open needs it"
            yield f"{w.location}: the {_noun(w)} for {w.match} expired on {w.expires}; fix the cause, or {todo}"


def _unknown(waivers: Waivers, register: Register, promised: Mapping[str, str]) -> Iterator[str]:
    records = register.records.values()
    obligations = {*promised, *(r.discrepancy.obligation for r in records)}
    discrepancies = {name for r in records for name in names(r)} | obligations
    shown = [r.discrepancy.id for r in records]
    for match, where in (*_matches(waivers.waivers), *_matches(waivers.assigned)):
        if match not in discrepancies:
            yield f"{where}: no discrepancy or obligation is called {match!r}{_near(match, discrepancies)}"
        elif shown.count(match) > 1:
            yield f"{where}: {match} names {shown.count(match)} discrepancies; use the whole fingerprint"
    interactions = {*promised.values(), *(r.discrepancy.interaction for r in records)}
    for w in waivers.exemptions:
        if w.match not in obligations | interactions:
            what = "no obligation or operation"
            yield f"{w.location}: {what} is called {w.match!r}{_near(w.match, obligations | interactions)}"
    contracts = {i.split("#", 1)[0] for i in promised.values()}
    for gone in waivers.removed:
        if gone.match in {*promised, *promised.values(), *contracts}:
            yield f"{gone.location}: {gone.match} is named as removed but the contract promises it; delete the entry"


def _matches(entries: Iterable[Waiver] | Iterable[Assignment]) -> Iterator[tuple[str, Location]]:
    return ((e.match, e.location) for e in entries)


def _unbound(waivers: Waivers, register: Register, slices: Mapping[str, str]) -> Iterator[str]:
    for w in waivers.waivers:
        bound = [r.slice for r in register.records.values() if r.live and w.match in names(r) and r.slice is not None]
        for slice in bound:
            if w.slice is None:
                yield f"{w.location}: the waiver for {w.match} is bound to no contract slice; add slice: {slice}"
            elif w.slice != slice:
                yield f"{w.location}: {_moved(w, slice)}"
    for w in waivers.exemptions:
        slice_now = slices.get(w.match)
        if w.slice is not None and slice_now is not None and w.slice != slice_now:
            yield f"{w.location}: {_moved(w, slice_now)}"


def _moved(waiver: Waiver, slice: str) -> str:
    what = f"the contract has changed since {waiver.match} was given its {_noun(waiver)}"
    return f"{what}; look at it again and write slice: {slice}, or delete the entry"


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else "; the discrepancy register and the ledger list what there is"


def _noun(waiver: Waiver) -> str:
    return "exemption" if waiver.exemption else "waiver"


def _waiver(w: Waiver) -> dict[str, Any]:
    told = {"match": w.match, "reason": w.reason, "owner": w.owner, "expires": w.expires}
    return {**told, "ticket": w.ticket, "slice": w.slice, "file": w.location.file, "line": w.location.line}


def _assigned(a: Assignment) -> dict[str, Any]:
    return {"assignee": a.assignee, "ticket": a.ticket, "due": a.due}
