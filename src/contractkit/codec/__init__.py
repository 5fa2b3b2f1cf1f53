"""Nouns to JSON data and back: the versioned file formats, their text, and the projection two equal runs share."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from contractkit.codec.discrepancy import discrepancy_from_data, discrepancy_to_data
from contractkit.codec.ledger import (
    Written,
    ledger_from_data,
    ledger_part_from_data,
    ledger_part_to_data,
    ledger_to_data,
)
from contractkit.codec.node import Node, parse, text_or_none
from contractkit.model import Record, Register, Status

VERSION: Final = 1
STATUSES: Final = {str(s): s for s in Status}

COUNTS = frozenset({"requests", "heard", "published", "processed"})
UNLIKE = COUNTS | {"started", "finished", "at", "run_id", "first_seen", "last_seen", "curl", "evidence"}
MARKS = re.compile(
    r"(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?P<time>\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<salt>ck[0-9a-f]{6})"
)
NUMBER = re.compile(r"\d+")


def text(data: Any) -> str:
    """The text of a file of ours: sorted keys, two spaces, a newline at the end, UTF-8 as it is."""
    written = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    # Half a surrogate pair, which only an escape can write, is not UTF-8; as an escape it is still JSON.
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


def register_to_data(register: Register) -> dict[str, Any]:
    """The content of discrepancy-register.json (docs/schemas/discrepancy-register.schema.json)."""
    records = sorted(register.records.values(), key=lambda r: (r.discrepancy.obligation, r.discrepancy.fingerprint))
    return {"version": VERSION, "discrepancies": [_record_to_data(r) for r in records]}


def register_from_data(root: Node) -> Register:
    """Read what `register_to_data` wrote; what is wrong is a StoreError with file and pointer."""
    records = [_record_from_data(node) for node in root["discrepancies"].each()]
    return Register({r.discrepancy.fingerprint: r for r in records})


def read_register(content: str, *, file: str) -> Register:
    """The register in a text; truncated, damaged or of a newer version is a StoreError that names the file."""
    return register_from_data(parse(content, file=file, version=VERSION))


def read_ledger(content: str, *, file: str) -> Written:
    """What a ledger file says; truncated, damaged or of a newer version is a StoreError that names the file."""
    return ledger_from_data(parse(content, file=file, version=VERSION))


def canonical(data: Any) -> Any:
    """The projection on which "same result" is defined: no run id, time, request count, salt or server-made id."""
    if isinstance(data, Mapping):
        return {k: _projected(k, v) for k, v in sorted(data.items()) if k not in UNLIKE}
    if isinstance(data, list):
        return [canonical(value) for value in data]
    return _marked(data) if isinstance(data, str) else data


def _projected(key: str, value: Any) -> Any:
    match key, value:
        case "run", Mapping():
            return {k: v for k, v in canonical(value).items() if k != "id"}
        case "run", _:
            return None  # the run id of a step in history
        case "tried", _:
            return []
        case "reason", str():
            return NUMBER.sub("0", _marked(value))  # what a service said holds ids it counted up
        case _:
            return canonical(value)


def _marked(words: str) -> str:
    """Values that differ from run to run, replaced by the name of their kind."""
    return MARKS.sub(lambda found: f"{{{found.lastgroup}}}", words)


def _record_to_data(record: Record) -> dict[str, Any]:
    return {
        **discrepancy_to_data(record.discrepancy, seed=record.seed),
        "status": str(record.status),
        "owner": record.owner,
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
        "runs_seen": record.runs_seen,
        "waiver": dict(record.waiver) if record.waiver is not None else None,
        "assigned": dict(record.assigned) if record.assigned is not None else None,
        "slice": record.slice,
        "history": [dict(step) for step in record.history],
    }


def _record_from_data(node: Node) -> Record:
    waiver, assigned = node.get("waiver"), node.get("assigned")
    return Record(
        discrepancy=discrepancy_from_data(node),
        status=node["status"].one_of(STATUSES),
        owner=node["owner"].text(),
        first_seen=node["first_seen"].text(),
        last_seen=node["last_seen"].text(),
        runs_seen=node["runs_seen"].number(),
        waiver=waiver.mapping() if waiver else None,
        assigned=assigned.mapping() if assigned else None,
        history=tuple(_step(step) for step in node["history"].each()),
        slice=text_or_none(node.get("slice")),
        seed=node["reproduction"]["seed"].number(),
    )


def _step(node: Node) -> Mapping[str, str]:
    status = str(node["status"].one_of(STATUSES))
    return {"at": node["at"].text(), "run": node["run"].text(), "status": status}


__all__ = [
    "Written",
    "canonical",
    "ledger_part_from_data",
    "ledger_part_to_data",
    "ledger_to_data",
    "read_ledger",
    "read_register",
    "register_from_data",
    "register_to_data",
    "text",
]
