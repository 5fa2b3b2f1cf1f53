"""A service that asks others by events and tells, by an event or a function, what it was answered: nothing is read."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contractkit import Result, verify

SERVICE = """
import json
from uuid import uuid4

KNOWN, DONE, CALLBACKS, SLIP = {}, set(), [], "SLIP"

def tell(channel, body, correlation):
    for callback in CALLBACKS:
        callback(channel, {"x-trace": correlation}, json.dumps(body).encode())

class Bus:
    def listen(self, callback):
        CALLBACKS.append(callback)
    def handle(self, channel, headers, body, key):
        trace, told = headers.get("x-trace"), json.loads(body)
        if trace in KNOWN and SLIP != "deaf":
            DONE.add(trace)
            tell("sums.done", {"id": KNOWN[trace], "result": "7" if SLIP == "text" else told["result"]}, trace)

bus = Bus()

def asked():
    id, trace = str(uuid4()), str(uuid4())
    KNOWN[trace] = id
    if SLIP != "silent":
        tell("sums.asked", {"id": id, "numbers": [1, 2]}, trace)
    return id

def app(environ, start_response):
    start_response("201 Created", [("Content-Type", "application/json")])
    return [json.dumps({"id": asked()}).encode()]

def nightly(trigger):
    return {"ids": [asked()]}

def processed(payload, correlation):
    return correlation in DONE and "result" in payload
"""
SUM = {"type": "object", "properties": {"id": {"type": "string"}}}
CREATED = {"description": "", "content": {"application/json": {"schema": SUM}}}
HTTP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "sums", "version": "1"},
    "paths": {"/sums": {"post": {"operationId": "createSum", "responses": {"201": CREATED}}}},
}
NUMBER = {"type": "object", "required": ["result"], "properties": {"result": {"type": "number"}}}
TRACE = {"correlation": "$message.header#/x-trace"}
EVENTS: dict[str, Any] = {
    "version": 1,
    "events": {
        "sum.asked": {"channel": "sums.asked", "direction": "send", "schema": {"required": ["numbers"]}, **TRACE},
        "sum.answered": {"channel": "sums.answers", "direction": "receive", "schema": NUMBER, **TRACE},
        "sum.done": {"channel": "sums.done", "direction": "send", "schema": {"required": ["id"], **NUMBER}, **TRACE},
    },
}
SETTINGS = """
version: 1
broker: "python:{module}:bus"
targets: {{sums.openapi.json: {{app: "{module}:app"}}}}
identities: {{ada: {{tenant: acme, headers: {{X-Who: ada}}}}, bob: {{tenant: globex, headers: {{X-Who: bob}}}}}}
events:
  sum.asked: {{within: 0.3s{cause}}}
  sum.answered: {{answers: sum.asked, effect: {effect}, within: 0.3s{more}}}
ignore: ["{module}.py"]
"""
REQUESTED, CALLED = ", caused_by: createSum", ", caused_by: '{module}:nightly'"
EVENT, CALL = "{{event: sum.done}}", "{{call: '{module}:processed'}}"
CONSUMES = "events#sum.answered:event.consumes(sum.answered)"


def examined(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cause: str, effect: str, *, slip: str = "", more: str = ""
) -> Result:
    module = f"sums_{folder.name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(SERVICE.replace('"SLIP"', repr(slip)))
    monkeypatch.syspath_prepend(folder)
    (folder / "sums.openapi.json").write_text(json.dumps(HTTP))
    (folder / "events.yaml").write_text(json.dumps(EVENTS))
    given = {"cause": cause.format(module=module), "effect": effect.format(module=module), "more": more}
    (folder / "contractkit.yaml").write_text(SETTINGS.format(module=module, **given))
    try:
        return verify(folder, root=folder, examples=3, only=lambda item: "sum.answered" in item.node)
    finally:
        sys.modules.pop(module, None)


@pytest.mark.parametrize("cause", [REQUESTED, CALLED])
@pytest.mark.parametrize("effect", [EVENT, CALL])
def test_an_answer_is_shown_to_be_processed_without_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: str, effect: str
) -> None:
    result = examined(tmp_path, monkeypatch, cause, effect)
    assert (list(result.ledger.discrepancies), result.ledger.faults) == ([], ())
    entry = result.ledger.entries[CONSUMES]
    assert (entry.state.shown, entry.witnesses > 1) == ("proven", True)


@pytest.mark.parametrize("effect", [EVENT, CALL])
def test_an_answer_that_is_not_processed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, effect: str) -> None:
    result = examined(tmp_path, monkeypatch, REQUESTED, effect, slip="deaf")
    assert [d.obligation for d in result.ledger.discrepancies.values()] == [CONSUMES]


@pytest.mark.parametrize(
    ("cause", "slip", "why"),
    [
        ("", "", "nothing is known that makes sum.asked ask: say events: {sum.asked: {caused_by: "),
        (REQUESTED, "silent", "sum.asked sent no request within 0.3 s"),
    ],
)
def test_where_nothing_is_asked_the_answer_is_unproven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: str, slip: str, why: str
) -> None:
    result = examined(tmp_path, monkeypatch, cause, EVENT, slip=slip)
    entry = result.ledger.entries[CONSUMES]
    assert (entry.state.shown, list(result.ledger.discrepancies)) == ("unproven", [])
    assert why in (entry.reason or "")


@pytest.mark.parametrize(("effect", "twice"), [(EVENT, "proven"), (CALL, "unproven")])
def test_what_nobody_could_have_seen_is_not_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, effect: str, twice: str
) -> None:
    more = ', duplicate: once, tenant: "$message.header#/x-tenant"'
    result = examined(tmp_path, monkeypatch, REQUESTED, effect, more=more)
    entries = {id.partition(":event.")[2]: entry for id, entry in result.ledger.entries.items()}
    tenant, duplicate = entries["tenant"], entries["duplicate(sum.answered)"]
    assert (tenant.state.shown, duplicate.state.shown) == ("unproven", twice)
    assert "judged by what is read" in (tenant.reason or "")
    assert twice == "proven" or "a second effect would not be seen" in (duplicate.reason or "")
