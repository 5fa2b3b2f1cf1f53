"""AsyncAPI documents that nobody here wrote, held against small services that are asked by HTTP and tell by events."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.brokers.rabbit import rabbit
from tests.brokers.test_mqtt import mosquitto
from tests.services.asked import accounts, sums

from contractkit import verify
from contractkit.model import Decision, Result
from contractkit.traffic import rows

DOCUMENTS = Path(__file__).parents[1] / "data/real"
JSON = "application/json"


def content(schema: Any, *, of: str = JSON) -> dict[str, Any]:
    return {"description": "", "content": {of: {"schema": schema}}}


REFUSED = content({"type": "object", "required": ["title", "status"]}, of="application/problem+json")


def whole(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": [*properties], "properties": properties}


def posting(name: str, asks: Any, status: str, gives: Any) -> dict[str, Any]:
    body = {"required": True, "content": {JSON: {"schema": asks}}}
    return {"operationId": name, "requestBody": body, "responses": {status: content(gives), "422": REFUSED}}


TEXT = {"type": "string", "minLength": 1}
USER = {"displayName": TEXT, "email": {"type": "string", "pattern": "^[a-z0-9]+@[a-z]+$"}}
SUM = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {"id": TEXT, "state": {"enum": ["asked", "done"]}, "result": {"type": "number"}},
}
ID = {"name": "id", "in": "path", "required": True, "schema": TEXT}
PATHS = {
    "simple": {"/accounts": {"post": posting("signUp", whole(**USER), "201", whole(id=TEXT, **USER))}},
    "rpc-client": {
        "/sums": {
            "post": posting("createSum", whole(numbers={"type": "array", "items": {"type": "integer"}}), "202", SUM)
        },
        "/sums/{id}": {
            "get": {"operationId": "getSum", "parameters": [ID], "responses": {"200": content(SUM), "404": REFUSED}}
        },
    },
}
EVENTS = {
    ("simple", "2.6"): {"SEND user/signedup": {"caused_by": "signUp", "within": "1s"}},
    ("simple", "3.1"): {"sendUserSignedup": {"caused_by": "signUp", "within": "1s"}},
    **{
        ("rpc-client", version): {
            "requestSum": {"caused_by": "createSum", "within": "1s"},
            "receiveSumResult": {"answers": "requestSum", "effect": "getSum", "within": "1s"},
        }
        for version in ("2.6", "3.1")
    },
}


def examined(folder: Path, name: str, version: str, broker: str, http: str) -> Result:
    shutil.copy(DOCUMENTS / f"asyncapi-{version}-{name}.yml", folder / "told.asyncapi.yml")
    document = {"openapi": "3.1.0", "info": {"title": "asked", "version": "1"}, "paths": PATHS[name]}
    (folder / "asked.openapi.json").write_text(json.dumps(document))
    settings = {"version": 1, "targets": {"asked.openapi.json": {"url": http}}, "broker": broker}
    (folder / "contractkit.yaml").write_text(json.dumps({**settings, "events": EVENTS[name, version]}))
    return verify(folder, root=folder)


SERVICES = {"simple": ("mqtt", accounts), "rpc-client": ("amqp", sums)}
BROKERS = {"mqtt": mosquitto, "amqp": rabbit}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The URL of a private broker, started when it is first asked for."""
    with ExitStack() as open_:
        yield cache(lambda kind: open_.enter_context(BROKERS[kind](tmp_path_factory.mktemp(kind))).url)


def ran(folder: Path, name: str, version: str, broker: Callable[[str], str], *, slip: str = "") -> Result:
    kind, service = SERVICES[name]
    with service(broker(kind), slip=slip) as http:
        return examined(folder, name, version, broker(kind), http)


def states(result: Result) -> dict[str, str]:
    return {id.partition("#")[2]: e.state.shown for id, e in result.ledger.entries.items() if ":event." in id}


@pytest.mark.parametrize("version", ["2.6", "3.1"])
@pytest.mark.parametrize(("name", "promised"), [("simple", 4), ("rpc-client", 6)])
def test_a_service_that_keeps_its_contract_is_go_with_every_event_proven(
    tmp_path: Path, broker: Callable[[str], str], name: str, version: str, promised: int
) -> None:
    result = ran(tmp_path, name, version, broker)
    assert (result.verdict.decision, result.ledger.faults) == (Decision.GO, ())
    found = states(result)
    assert (len(found), set(found.values())) == (promised, {"proven"})
    events = next(one for one in result.contracts if one.id == "told-events")
    assert all(row.seen for row in rows(result, events))


@pytest.mark.parametrize(
    ("name", "version", "slip", "broken"),
    [
        ("simple", "3.1", "silent", "sendUserSignedup:event.cause(signUp)"),
        ("simple", "2.6", "number", "SEND user/signedup:event.payload(UserSignedUp payload)"),
        ("simple", "3.1", "hasty", "sendUserSignedup:event.cause(signUp refused)"),
        ("rpc-client", "3.1", "silent", "requestSum:event.cause(createSum)"),
        ("rpc-client", "2.6", "text", "requestSum:event.payload(message payload)"),
        ("rpc-client", "3.1", "deaf", "receiveSumResult:event.consumes(receiveSumResult)"),
    ],
)
def test_one_slip_is_one_finding(
    tmp_path: Path, broker: Callable[[str], str], name: str, version: str, slip: str, broken: str
) -> None:
    result = ran(tmp_path, name, version, broker, slip=slip)
    assert [d.obligation for d in result.ledger.discrepancies.values()] == [f"told-events#{broken}"]


def test_a_request_that_says_nowhere_to_reply_to_is_no_finding_of_its_reply(
    tmp_path: Path, broker: Callable[[str], str]
) -> None:
    result = ran(tmp_path, "rpc-client", "3.1", broker, slip="nowhere")
    told = result.ledger.entries["told-events#receiveSumResult:event.consumes(receiveSumResult)"]
    assert (told.state.shown, list(result.ledger.discrepancies)) == ("unproven", [])
    assert "said where its reply goes" in (told.reason or "")
