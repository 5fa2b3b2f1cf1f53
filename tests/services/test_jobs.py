"""Events that no request causes: a function of the team has a job tell them, and says what it knows of it."""

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

CALLBACKS, SLIP, CALLS = [], "SLIP", []

class Bus:
    def listen(self, callback):
        CALLBACKS.append(callback)
    def handle(self, channel, headers, body, key):
        pass

bus = Bus()

def told(title, correlation=None, tenant=None):
    headers = {"x-trace": correlation, "x-tenant": tenant}
    body = {"id": str(uuid4()), "title": 7 if SLIP == "number" else title}
    for tell in CALLBACKS if SLIP != "silent" else ():
        for _ in range(2 if SLIP == "twice" else 1):
            sent = {name: value for name, value in headers.items() if value and SLIP != "bare"}
            tell("digests", sent, json.dumps({**body, "id": str(uuid4())}).encode(), body["id"])

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]

def plain(trigger):
    told("a digest")

def traced(trigger):
    CALLS.append(trigger)
    told(trigger.marker, trigger.correlation, trigger.tenant)
    return trigger.correlation

def mute(trigger):
    told("a digest")
    return trigger.correlation

def whole(trigger):
    told(trigger.marker, trigger.correlation, trigger.tenant)
    return {"correlation": trigger.correlation, "tenant": trigger.tenant}

def wrong(trigger):
    told(trigger.marker)
    return {"trace": "1"}

def unasked():
    return None

def picky(trigger, when):
    return None

def number(trigger):
    return 42

def spare(trigger, when=None):
    return traced(trigger)

def failing(trigger):
    raise ValueError("no " + "database")

def leaving(trigger):
    raise SystemExit(3)

def now_and_then(trigger):
    CALLS.append(trigger)
    if len(CALLS) > 1:
        raise OSError("gone")
    return traced(trigger)
"""
LINE = next(number for number, line in enumerate(SERVICE.split("\n"), 1) if "raise ValueError" in line)
UNASKED = next(number for number, line in enumerate(SERVICE.split("\n"), 1) if "def unasked" in line)
HTTP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "digests", "version": "1"},
    "paths": {"/health": {"get": {"operationId": "health", "responses": {"200": {"description": ""}}}}},
}
DIGEST = {"type": "object", "required": ["id", "title"], "properties": {"title": {"type": "string"}}}
SENT = {"channel": "digests", "direction": "send", "schema": DIGEST, "correlation": "$message.header#/x-trace"}
EVENTS: dict[str, Any] = {"version": 1, "events": {"digest.sent": SENT}}
SETTINGS = """
version: 1
broker: "python:{module}:bus"
targets: {{digests.openapi.json: {{app: "{module}:app"}}}}
identities: {{ada: {{tenant: acme, headers: {{X-Who: ada}}}}, bob: {{tenant: globex, headers: {{X-Who: bob}}}}}}
events: {{digest.sent: {{caused_by: "{module}:{function}", within: 0.3s{more}}}}}
ignore: ["{module}.py"]
"""
TENANT = ', tenant: "$message.header#/x-tenant"'
CAUSE, CORRELATION, TENANTS = "event.cause", "event.correlation", "event.tenant"


def module_of(folder: Path) -> str:
    return f"jobs_{folder.name.replace('-', '_')}"


def examined(
    folder: Path, monkeypatch: pytest.MonkeyPatch, function: str, *, slip: str = "", more: str = ""
) -> tuple[Result, list[Any]]:
    module = module_of(folder)
    (folder / f"{module}.py").write_text(SERVICE.replace('"SLIP"', repr(slip)))
    monkeypatch.syspath_prepend(folder)
    (folder / "digests.openapi.json").write_text(json.dumps(HTTP))
    (folder / "events.yaml").write_text(json.dumps(EVENTS))
    (folder / "contractkit.yaml").write_text(SETTINGS.format(module=module, function=function, more=more))
    try:
        result = verify(folder, root=folder, examples=3, only=lambda item: item.contract.id == "events")
        return result, sys.modules[module].CALLS if module in sys.modules else []
    finally:
        sys.modules.pop(module, None)


def states(result: Result) -> dict[str, str]:
    entries = result.ledger.entries.items()
    return {id.rpartition(":event")[2].partition("(")[0]: e.state.shown for id, e in entries if ":event." in id}


def reason(result: Result, kind: str) -> str:
    return next(e.reason or "" for id, e in result.ledger.entries.items() if f":{kind}" in id)


def found(result: Result) -> list[str]:
    return sorted(d.kind for d in result.ledger.discrepancies.values())


def test_what_a_function_causes_is_judged_as_what_a_request_causes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, calls = examined(tmp_path, monkeypatch, "traced")
    assert (found(result), result.ledger.faults) == ([], ())
    assert states(result) == {f".{kind}": "proven" for kind in ("produces", "payload", "cause", "correlation")}
    assert (calls[0].operation, calls[0].identity, calls[0].tenant) == ("digest.sent", "ada", "acme")
    assert calls[0].broker.startswith("python:")
    assert list(calls[0].base_urls) == ["digests"]
    assert len({one.correlation for one in calls}) == len({one.marker for one in calls}) == len(calls)


def test_what_a_function_may_take_beside_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = examined(tmp_path, monkeypatch, "spare")
    assert (found(result), set(states(result).values())) == ([], {"proven"})


def test_nothing_is_said_to_be_refused_or_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = examined(tmp_path, monkeypatch, "traced", more=", replayed: none")
    causes = [o.qualifier.partition(":")[2] for o in result.obligations if o.kind == CAUSE]
    assert causes == ["traced"]


@pytest.mark.parametrize(
    ("slip", "function", "kinds"),
    [
        ("silent", "traced", [CAUSE]),
        ("silent", "plain", [CAUSE]),
        ("number", "plain", ["event.payload"]),
        ("twice", "traced", [CAUSE]),
        ("bare", "traced", [CORRELATION]),
    ],
)
def test_one_slip_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slip: str, function: str, kinds: list[str]
) -> None:
    result, _ = examined(tmp_path, monkeypatch, function, slip=slip)
    assert found(result) == kinds


def test_without_a_returned_id_the_correlation_is_unproven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = examined(tmp_path, monkeypatch, "plain")
    assert found(result) == []
    assert states(result) == {
        ".produces": "proven",
        ".payload": "proven",
        ".cause": "proven",
        ".correlation": "unproven",
    }
    assert "plain does not say by which correlation id" in reason(result, CORRELATION)


def test_an_id_that_stands_nowhere_claims_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = examined(tmp_path, monkeypatch, "mute")
    assert found(result) == []
    assert set(states(result).values()) == {"unproven"}
    assert "nothing in its events tells which request caused them" in reason(result, CAUSE)


@pytest.mark.parametrize(("function", "state"), [("whole", "proven"), ("traced", "unproven")])
def test_a_tenant_is_claimed_only_where_the_function_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, state: str
) -> None:
    result, _ = examined(tmp_path, monkeypatch, function, more=TENANT)
    assert (found(result), states(result)[".tenant"]) == ([], state)
    assert state == "proven" or "does not say for which tenant it acted" in reason(result, TENANTS)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        ("failing", f".py:{LINE}: jobs_"),
        ("failing", "raised ValueError: no database"),
        ("leaving", "raised SystemExit: 3"),
        ("wrong", "returned 'trace': return None, the correlation id it used, or a dict of"),
        ("missing", "has no 'missing'"),
        ("unasked", f".py:{UNASKED}: jobs_"),
        ("unasked", ":unasked has to take one argument, a contractkit.Trigger: too many positional arguments"),
        ("picky", ":picky has to take one argument, a contractkit.Trigger: missing a required argument: 'when'"),
        ("number", ":number returned 42: return None, the correlation id it used, or a dict of"),
    ],
)
def test_a_function_that_fails_is_unproven_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, why: str
) -> None:
    result, _ = examined(tmp_path, monkeypatch, function)
    assert (found(result), result.ledger.faults) == ([], ())
    assert set(states(result).values()) == {"unproven"}
    assert all(why in reason(result, kind) for kind in (CAUSE, "event.payload"))


def test_a_function_that_fails_later_claims_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = examined(tmp_path, monkeypatch, "now_and_then")
    assert found(result) == []
    assert states(result)[".cause"] == "unproven"
    assert "raised OSError: gone" in reason(result, CAUSE)


def test_a_name_that_may_be_an_operation_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{module_of(tmp_path)}:plain"
    monkeypatch.setitem(HTTP["paths"]["/health"]["get"], "operationId", name)
    with pytest.raises(ContractKitError, match=f"'{name}' may be an operation or a function: call it 'digests#{name}'"):
        examined(tmp_path, monkeypatch, "plain")
