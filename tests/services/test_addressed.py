"""Lamps that are told by the address of an event, and that tell by one: what it is about stands nowhere else."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contractkit import Result, verify
from contractkit.errors import ContractKitError

SERVICE = """
import json
from uuid import uuid4

LAMPS, KEYS, CALLBACKS, SLIP = {}, {}, [], "SLIP"

def dim(id, percentage):
    LAMPS[id]["percentage"] = percentage
    channel = "lamps/" + ("other" if SLIP == "address" else id) + "/dimmed"
    for tell in CALLBACKS:
        tell(channel, {}, json.dumps({"percentage": percentage}).encode())

class Bus:
    def listen(self, callback):
        CALLBACKS.append(callback)
    def handle(self, channel, headers, body, key):
        id = channel.split("/")[1]
        if id in LAMPS and SLIP != "deaf":
            dim(id, json.loads(body)["percentage"])

bus = Bus()

def app(environ, start_response):
    path, method = environ["PATH_INFO"].strip("/").split("/"), environ["REQUEST_METHOD"]
    id, status, value = path[-1], "404 Not Found", {}
    if method == "POST":
        key = environ.get("HTTP_IDEMPOTENCY_KEY")
        known = KEYS.get(key) if key and SLIP != "again" else None
        id, status = known or str(uuid4()), "201 Created"
        LAMPS.setdefault(id, {"id": id, "percentage": 0})
        KEYS[key] = id
        told = {"state": "off"} if SLIP == "nameless" else {"id": id, "state": "off"}
        for tell in CALLBACKS if SLIP != "silent" and not known else ():
            tell("lamps/added", {}, json.dumps(told).encode())
    elif method == "GET" and id in LAMPS:
        status = "200 OK"
    if status[:1] == "2":
        value = LAMPS[id]
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(value).encode()]
"""
LAMP = {"type": "object", "properties": {"id": {"type": "string"}, "percentage": {"type": "integer"}}}
ANSWER = {"description": "", "content": {"application/json": {"schema": LAMP}}}
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
HTTP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "lamps", "version": "1"},
    "paths": {
        "/lamps": {"post": {"operationId": "addLamp", "parameters": [KEY], "responses": {"201": ANSWER}}},
        "/lamps/{id}": {
            "get": {
                "operationId": "getLamp",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": ANSWER, "404": {"description": ""}},
            }
        },
    },
}
DIM = {
    "type": "object",
    "required": ["percentage"],
    "properties": {"percentage": {"type": "integer", "minimum": 1, "maximum": 100}},
}
EVENTS: dict[str, Any] = {
    "version": 1,
    "events": {
        "lamp.dim": {"channel": "lamps/{lampId}/dim", "direction": "receive", "schema": DIM},
        "lamp.dimmed": {"channel": "lamps/{lampId}/dimmed", "direction": "send", "schema": DIM},
        "lamp.added": {"channel": "lamps/added", "direction": "send", "schema": {"required": ["state"]}},
    },
}
SETTINGS = """
version: 1
broker: "python:%s:bus"
targets: {lamps.openapi.json: {app: "%s:app"}}
events:
  lamp.dim: {effect: {read: getLamp, with: {%s}}, within: 0.5s}
  lamp.added: {caused_by: addLamp, replayed: none, within: 0.5s}
  lamp.dimmed: {caused_by: lamp.dim, state: {read: getLamp, with: {id: "{lampId}"}}, within: 0.5s}
"""


def examined(folder: Path, monkeypatch: pytest.MonkeyPatch, *, slip: str = "", given: str = 'id: "{lampId}"') -> Result:
    module = f"lamps_{folder.name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(SERVICE.replace('"SLIP"', repr(slip)))
    monkeypatch.syspath_prepend(folder)
    (folder / "lamps.openapi.json").write_text(json.dumps(HTTP))
    (folder / "events.yaml").write_text(json.dumps(EVENTS))
    (folder / "contractkit.yaml").write_text(SETTINGS % (module, module, given) + f"ignore: [{module}.py]\n")
    try:
        return verify(folder, root=folder, examples=3, only=lambda item: item.contract.id != "lamps")
    finally:
        sys.modules.pop(module, None)


REFUSED = "lamp.added:event.cause(addLamp refused)"  # no request to add a lamp can be wrong


def states(result: Result) -> dict[str, str]:
    return {id.rpartition("#")[2]: e.state.shown for id, e in result.ledger.entries.items() if ":event." in id}


def found(result: Result) -> list[str]:
    return [d.obligation.rpartition("#")[2] for d in result.ledger.discrepancies.values()]


def test_what_an_event_is_about_may_stand_in_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = examined(tmp_path, monkeypatch)
    assert (found(result), result.ledger.faults) == ([], ())
    assert {id for id, state in states(result).items() if state != "proven"} == {REFUSED}
    assert {"lamp.dim:event.consumes(lamp.dim)", "lamp.dimmed:event.cause(lamp.dim state)"} <= set(states(result))


@pytest.mark.parametrize(
    ("slip", "broken"),
    [
        ("silent", "lamp.added:event.cause(addLamp)"),
        ("again", "lamp.added:event.cause(addLamp replayed)"),
        ("deaf", "lamp.dim:event.consumes(lamp.dim)"),
    ],
)
def test_a_slip_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slip: str, broken: str) -> None:
    assert broken in found(examined(tmp_path, monkeypatch, slip=slip))


@pytest.mark.parametrize(
    ("slip", "promised"),
    [("nameless", "lamp.added:event.cause(addLamp)"), ("address", "lamp.dimmed:event.cause(lamp.dim)")],
)
def test_an_event_that_carries_nothing_of_its_cause_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slip: str, promised: str
) -> None:
    result = examined(tmp_path, monkeypatch, slip=slip)
    assert found(result) == []
    entry = next(e for id, e in result.ledger.entries.items() if id.endswith(promised))
    assert entry.state.shown == "unproven"
    assert "nothing in its events tells which request caused them" in (entry.reason or "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ('id: "{lamp}"', r"with: id: \{lamp\} is no parameter of the address lamps/\{lampId\}/dim"),
        ('lamp: "{lampId}"', "with: getLamp has no parameter 'lamp'; known: id"),
    ],
)
def test_a_parameter_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, why: str
) -> None:
    with pytest.raises(ContractKitError, match=why):
        examined(tmp_path, monkeypatch, given=given)
