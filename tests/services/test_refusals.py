"""A service that dead-letters broken scans of parcels, and is lenient or careless about some of them."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contractkit import Result, verify

SERVICE = """
import json
from uuid import UUID, uuid4
from jsonschema import Draft202012Validator, FormatChecker

PARCELS, SEEN, CALLBACKS = {}, set(), []
FORMATS = FormatChecker(formats=["uuid", "date-time", "date"])
SLIPS = SLIPS_HERE

@FORMATS.checks("uuid", raises=ValueError)
def is_uuid(value):
    return not isinstance(value, str) or str(UUID(value)) == value

@FORMATS.checks("date-time", raises=ValueError)
def is_time(value):
    return not isinstance(value, str) or ("T" in value and "02-30" not in value)

class Bus:
    def listen(self, callback):
        CALLBACKS.append(callback)
    def handle(self, channel, headers, body, key):
        told = json.loads(body)
        wrong = {".".join(map(str, e.absolute_path)) + " " + e.validator
                 for e in Draft202012Validator(SCAN_HERE, format_checker=FORMATS).iter_errors(told)}
        if wrong & SLIPS["dropped"]:
            return
        if wrong - SLIPS["taken"]:
            for callback in CALLBACKS:
                callback("scans.dlq", headers, body)
            return
        id = json.dumps(told.get("event_id"))
        if id not in SEEN and told["parcel"] in PARCELS:
            SEEN.add(id)
            PARCELS[told["parcel"]]["scans"] += 1

bus = Bus()

def app(environ, start_response):
    id = environ["PATH_INFO"].removeprefix("/parcels").strip("/")
    if environ["REQUEST_METHOD"] == "POST" and not id:
        id = str(uuid4())
        PARCELS[id] = {"id": id, "scans": 0}
        start_response("201 Created", [("Content-Type", "application/json")])
    elif id in PARCELS:
        start_response("200 OK", [("Content-Type", "application/json")])
    else:
        start_response("404 Not Found", [])
        return []
    return [json.dumps(PARCELS[id]).encode()]
"""
SCAN = {
    "type": "object",
    "required": ["event_id", "parcel", "at", "tenant", "trace"],
    "additionalProperties": False,
    "properties": {
        "event_id": {"type": "string", "format": "uuid"},
        "parcel": {"type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "loaded": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "tenant": {"enum": ["acme", "globex"]},
        "trace": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"},
    },
}
SHOWN = {"type": "object", "properties": {"id": {"type": "string"}, "scans": {"type": "integer"}}}
ANSWER = {"description": "", "content": {"application/json": {"schema": SHOWN}}}
READ: dict[str, Any] = {
    "operationId": "getParcel",
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
    "responses": {"200": ANSWER, "404": {"description": ""}},
}
HTTP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "parcels", "version": "1"},
    "paths": {
        "/parcels": {"post": {"operationId": "createParcel", "responses": {"201": ANSWER}}},
        "/parcels/{id}": {"get": READ},
    },
}
EVENTS = {"version": 1, "events": {"scanned": {"channel": "scans", "direction": "receive", "schema": SCAN}}}
SETTINGS = """
version: 1
broker: "python:{module}:bus"
targets: {{parcels.openapi.json: {{app: "{module}:app"}}}}
events:
  scanned: {{effect: {{read: getParcel, with: {{id: /parcel}}}}, dead_letter: scans.dlq, within: 0.3s}}
ignore: ["{module}.py"]
"""
TENANT = {"tenant enum", " required"}  # the second is of any member that is left out
FORMATS = {"at format", "loaded format", "day format"}


def examined(folder: Path, monkeypatch: pytest.MonkeyPatch, **slips: set[str]) -> Result:
    module = f"parcels_{folder.name.replace('-', '_')}"
    text = SERVICE.replace("SLIPS_HERE", repr({"taken": set(), "dropped": set(), **slips}))
    (folder / f"{module}.py").write_text(text.replace("SCAN_HERE", repr(SCAN)))
    monkeypatch.syspath_prepend(folder)
    (folder / "parcels.openapi.json").write_text(json.dumps(HTTP))
    (folder / "events.yaml").write_text(json.dumps(EVENTS))
    (folder / "contractkit.yaml").write_text(SETTINGS.format(module=module))
    try:
        return verify(folder, root=folder, examples=0, only=lambda item: "scanned" in item.node)
    finally:
        sys.modules.pop(module, None)


def rejects(result: Result, state: str) -> set[str]:
    """What of the broken events is proven, violated or unproven."""
    found = {id: entry for id, entry in result.ledger.entries.items() if ":event.rejects(" in id}
    return {id.partition("(scanned body/")[2][:-1] for id, entry in found.items() if entry.state.shown == state}


def found(result: Result) -> set[tuple[str, str]]:
    return {
        (d.obligation.partition("(scanned body/")[2][:-1], str(d.severity))
        for d in result.ledger.discrepancies.values()
    }


def test_every_broken_event_that_is_dead_lettered_is_proven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = examined(tmp_path, monkeypatch)
    assert (found(result), rejects(result, "unproven")) == (set(), set())
    assert {"event_id format", "tenant enum", "trace pattern"} <= rejects(result, "proven")


def test_events_that_are_processed_although_broken_end_no_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = examined(tmp_path, monkeypatch, taken={*FORMATS, "tenant enum", "trace pattern"})
    notes = {(one, "note") for one in FORMATS}
    majors = {(one, "major") for one in ("tenant enum", "trace pattern")}
    assert notes | majors <= found(result)
    assert rejects(result, "unproven") == set()


def test_events_that_are_lost_at_three_places_end_it_and_these_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = examined(tmp_path, monkeypatch, dropped={*FORMATS, "tenant enum", "trace pattern"})
    why = {entry.reason for id, entry in result.ledger.entries.items() if ":event.rejects(" in id and entry.reason}
    lost = {place for place, _ in found(result)}
    assert len(lost) == 3
    assert [set(one.split(" are broken at ")[1].split(" are lost")[0].split(", ")) for one in why] == [
        {f"body/{place}" for place in lost}
    ]


def test_an_id_that_is_broken_is_another_one_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lenient service takes it for the same event again, and does nothing."""
    result = examined(tmp_path, monkeypatch, taken={"event_id format", "event_id type"})
    assert {("event_id format", "note"), ("event_id type", "major")} <= found(result)
    assert rejects(result, "unproven") == set()


def test_an_event_without_an_id_that_is_processed_once_is_not_said_to_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = examined(tmp_path, monkeypatch, taken={" required"})
    assert "event_id required" not in {place for place, _ in found(result)}
    reason = result.ledger.entries["events#scanned:event.rejects(scanned body/event_id required)"].reason
    assert reason == "a mismatch could not be repeated from a fresh baseline"
