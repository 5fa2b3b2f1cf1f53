"""Ledgers to JSON data and back: the file of a whole run, and the part of one item that travels on its report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from contractkit.codec.discrepancy import discrepancy_from_data, discrepancy_to_data
from contractkit.codec.node import Node, text_or_none
from contractkit.model import (
    Coded,
    Decision,
    Entry,
    Ledger,
    Obligation,
    Reached,
    Result,
    RunInfo,
    Severity,
    State,
    Status,
    Traffic,
    Verdict,
)

VERSION: Final = 1
SHOWN: Final = ("proven", "violated", "unproven")


@dataclass(frozen=True, slots=True)
class Written:
    """What a ledger file says. `contracts`: (id, file, digest). `ledger` holds no discrepancies: the register does."""

    run: RunInfo
    verdict: Verdict
    contracts: tuple[tuple[str, str, str], ...]
    ledger: Ledger
    removed: tuple[str, ...]

    @property
    def before(self) -> tuple[str, ...]:
        """What the next run is held against: all operations it knew, and what was missed and never named."""
        return (*self.ledger.interactions, *self.removed)


def ledger_to_data(result: Result) -> dict[str, Any]:
    """The content of ledger.json (docs/schemas/ledger.schema.json)."""
    ledger = result.ledger
    declared = {i.id for c in result.contracts for i in c.interactions}
    return {
        "version": VERSION,
        "run": {**_run(result.run), "contracts": _contracts(result)},
        "verdict": _verdict(result.verdict),
        "counts": _counts(result),
        "interactions": [
            _interaction(id, ledger.interactions.get(id, Reached())) for id in sorted({*declared, *ledger.interactions})
        ],
        "obligations": [_obligation(o, ledger) for o in sorted(result.obligations, key=lambda o: o.id)],
        "recognised": [{"file": r.file, "what": r.what, "reason": r.reason} for r in result.recognised],
        "removed": sorted(result.removed),
    }


def ledger_from_data(root: Node) -> Written:
    run, verdict = root["run"], root["verdict"]
    return Written(
        run=RunInfo(
            id=run["id"].text(),
            tag=run["tag"].text(),
            task=run["task"].text(),
            started=run["started"].text(),
            finished=run["finished"].text(),
            commit=text_or_none(run.get("commit")),
            dirty=run["dirty"].flag(),
            partial=run["partial"].flag(),
            aborted=run["aborted"].flag(),
            seed=run["seed"].number(),
        ),
        verdict=Verdict(
            verdict["decision"].one_of({str(d): d for d in Decision}),
            tuple(r.text() for r in verdict["reasons"].each()),
            tuple(n.text() for n in verdict["notes"].each()),
        ),
        contracts=tuple((c["id"].text(), c["file"].text(), c["digest"].text()) for c in run["contracts"].each()),
        ledger=Ledger(
            entries={o["id"].text(): _shown_from(o) for o in root["obligations"].each()},
            interactions={i["id"].text(): _reached_from(i) for i in root["interactions"].each()},
        ),
        removed=tuple(r.text() for r in root["removed"].each()),
    )


def ledger_part_to_data(ledger: Ledger) -> dict[str, Any]:
    """One item's ledger as plain JSON, nothing lost."""
    return {
        "entries": {id: _entry(e) for id, e in sorted(ledger.entries.items())},
        "interactions": {
            id: {key: value for key, value in _interaction(id, r).items() if key != "id"}
            for id, r in sorted(ledger.interactions.items())
        },
        "discrepancies": [discrepancy_to_data(d) for _, d in sorted(ledger.discrepancies.items())],
        "replays": dict(sorted(ledger.replays.items())),
        "faults": list(ledger.faults),
        "leftovers": list(ledger.leftovers),
        "codes": [[c.interaction, c.status, c.code, c.situation] for c in ledger.codes],
        "turned_away": [[who, interaction] for who, interaction in sorted(ledger.turned_away)],
        "welcome": sorted(ledger.welcome),
    }


def ledger_part_from_data(data: Any, *, file: str = "an item's report") -> Ledger:
    root = Node(data, file)
    found = [discrepancy_from_data(d) for d in root["discrepancies"].each()]
    return Ledger(
        entries={id: _entry_from(e) for id, e in root["entries"].items()},
        interactions={id: _reached_from(r) for id, r in root["interactions"].items()},
        discrepancies={d.fingerprint: d for d in found},
        replays={f: told.text() for f, told in root["replays"].items()},
        faults=tuple(f.text() for f in root["faults"].each()),
        leftovers=tuple(f.text() for f in root["leftovers"].each()),
        codes=tuple(_coded_from(c) for c in root["codes"].each()),
        turned_away=frozenset(_pair_from(pair) for pair in root["turned_away"].each()),
        welcome=frozenset(who.text() for who in root["welcome"].each()),
    )


def _pair_from(data: Node) -> tuple[str, str]:
    who, interaction = data.each()
    return who.text(), interaction.text()


def _coded_from(data: Node) -> Coded:
    interaction, status, code, situation = data.each()
    return Coded(interaction.text(), status.number(), code.text(), situation.text())


def _run(run: RunInfo) -> dict[str, Any]:
    return {
        "id": run.id,
        "tag": run.tag,
        "task": run.task,
        "started": run.started,
        "finished": run.finished,
        "commit": run.commit,
        "dirty": run.dirty,
        "partial": run.partial,
        "aborted": run.aborted,
        "seed": run.seed,
    }


def _contracts(result: Result) -> list[dict[str, str]]:
    return [{"id": c.id, "file": c.file, "digest": c.digest} for c in sorted(result.contracts, key=lambda c: c.id)]


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {"decision": str(verdict.decision), "reasons": list(verdict.reasons), "notes": list(verdict.notes)}


def _counts(result: Result) -> dict[str, Any]:
    records = result.register.records.values()
    live = Counter(r.discrepancy.severity for r in records if r.live and r.status is not Status.WAIVED)
    statuses = Counter(r.status for r in records)
    standards = sorted({o.standard for o in result.obligations})
    return {
        "obligations": _states(result.obligations, result.ledger),
        "standards": {
            str(s): _states((o for o in result.obligations if o.standard is s), result.ledger) for s in standards
        },
        "discrepancies": {str(s): live[s] for s in Severity},
        "statuses": {str(s): statuses[s] for s in Status},
        "requests": sum(r.requests for r in result.ledger.interactions.values()),
    }


def _states(obligations: Iterable[Obligation], ledger: Ledger) -> dict[str, int]:
    found = Counter(ledger.entries.get(o.id, Entry()).state.shown for o in obligations)
    return {state: found[state] for state in SHOWN}


def _interaction(id: str, place: Reached) -> dict[str, Any]:
    told = {"id": id, "reached": place.reached, "requests": place.requests, "tried": list(place.tried)}
    return {**told, "messages": [_traffic(*one) for one in sorted(place.messages.items())]} if place.messages else told


def _traffic(name: str, seen: Traffic) -> dict[str, Any]:
    return {"name": name, "heard": seen.heard, "published": seen.published, "processed": seen.processed}


def _obligation(o: Obligation, ledger: Ledger) -> dict[str, Any]:
    entry = ledger.entries.get(o.id, Entry())
    found = sorted(ledger.discrepancies[f].id if f in ledger.discrepancies else f for f in entry.discrepancies)
    return {
        "id": o.id,
        "kind": o.kind,
        "interaction": o.interaction,
        "standard": str(o.standard),
        "severity": str(o.severity),
        "charged": o.charged,
        "state": entry.state.shown,
        "reason": entry.reason,
        "witnesses": entry.witnesses,
        "discrepancies": found,
    }


def _shown_from(node: Node) -> Entry:
    """The file says unproven of what was not seen and of what was blocked; its reason tells them apart."""
    states = {"proven": State.PROVEN, "violated": State.VIOLATED, "unproven": State.BLOCKED}
    return Entry(node["state"].one_of(states), text_or_none(node.get("reason")), node["witnesses"].number())


def _entry(entry: Entry) -> dict[str, Any]:
    told = {"state": entry.state.name.lower(), "reason": entry.reason, "witnesses": entry.witnesses}
    return {**told, "discrepancies": sorted(entry.discrepancies)}


def _entry_from(node: Node) -> Entry:
    return Entry(
        node["state"].one_of({s.name.lower(): s for s in State}),
        text_or_none(node.get("reason")),
        node["witnesses"].number(),
        frozenset(f.text() for f in node["discrepancies"].each()),
    )


def _reached_from(node: Node) -> Reached:
    messages = node.get("messages")  # of HTTP, and of files written before there was any, there is none
    return Reached(
        node["reached"].flag(),
        node["requests"].number(),
        tuple(t.text() for t in node["tried"].each()),
        {one["name"].text(): _traffic_from(one) for one in (messages.each() if messages is not None else ())},
    )


def _traffic_from(node: Node) -> Traffic:
    return Traffic(node["heard"].number(), node["published"].number(), node["processed"].number())
