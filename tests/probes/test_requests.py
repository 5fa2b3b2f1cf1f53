"""What the probe of requests shows of a service: branches beside their own controls, and what stands already."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.benches import described, desk, reply

from contractkit.desk import Desk
from contractkit.extensions import PROBES
from contractkit.model import Evidence, Ledger, Record, Register, Request, State, Status
from contractkit.replay import replay
from contractkit.settings import PolicySettings, Settings

BOOK, EBOOK = "#/components/schemas/Book", "#/components/schemas/Ebook"
SCHEMAS = {
    "Book": {
        "type": "object",
        "required": ["kind", "weight"],
        "properties": {"kind": {"const": "book"}, "weight": {"type": "integer", "minimum": 1}},
    },
    "Ebook": {
        "type": "object",
        "required": ["kind", "bytes"],
        "properties": {"kind": {"const": "ebook"}, "bytes": {"type": "integer", "maximum": 9}},
    },
}
FORM = {"oneOf": [{"$ref": BOOK}, {"$ref": EBOOK}], "discriminator": {"propertyName": "kind"}}
NEW = {"type": "object", "required": ["title", "form"], "properties": {"title": {"type": "string"}, "form": FORM}}
SENT = {"required": True, "content": {"application/json": {"schema": NEW}}}
ANSWERS = {"201": {"description": "made"}, "415": {"description": "no JSON"}, "422": {"description": "refused"}}


def shown(operation: dict[str, Any], service: Any, folder: Path, *, method: str = "post", path: str = "/b") -> Ledger:
    components = {"components": {"schemas": SCHEMAS}}
    at = desk(described({path: {method: {"operationId": "add", **operation}}}, **components), "add", service, folder)
    PROBES["requests"].run(at)
    return at.ledger()


def states(ledger: Ledger, part: str) -> set[State]:
    return {entry.state for id, entry in ledger.entries.items() if part in id}


def strict(request: Request, *, ebooks: bool) -> Any:
    """Keeps the contract, but for ebooks where it takes none; refuses in the members of an envelope."""
    if request.body is not None and request.header("content-type") != "application/json":
        return reply(415)
    try:
        body = json.loads(request.body or b"")
        form = body["form"]
        good = isinstance(body["title"], str) and (
            (form["kind"] == "book" and type(form["weight"]) is int and form["weight"] >= 1)
            or (ebooks and form["kind"] == "ebook" and type(form["bytes"]) is int and form["bytes"] <= 9)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    return reply(201) if good else reply(422, {"title": "no such book", "status": 422})


def test_a_branch_that_is_refused_is_a_finding_and_its_faults_prove_nothing(tmp_path: Path) -> None:
    ledger = shown({"requestBody": SENT, "responses": ANSWERS}, lambda r: strict(r, ebooks=False), tmp_path)
    (found,) = {d.obligation for d in ledger.discrepancies.values()}
    assert found == "shop#add:accepts(body/form oneOf)"
    assert states(ledger, "rejects(body/form/oneOf:ebook") == {State.NOT_SEEN}
    assert states(ledger, "rejects(body/form/oneOf:book/weight minimum)") == {State.PROVEN}


def test_a_service_that_takes_both_branches_proves_both(tmp_path: Path) -> None:
    ledger = shown({"requestBody": SENT, "responses": ANSWERS}, lambda r: strict(r, ebooks=True), tmp_path)
    assert ledger.discrepancies == {}
    assert states(ledger, "oneOf") == {State.PROVEN}


@pytest.mark.parametrize("twice", [200, 204])
def test_a_put_is_sent_again_to_where_it_made_something(tmp_path: Path, twice: int) -> None:
    known: set[str] = set()

    def upsert(request: Request) -> Any:
        status = twice if request.target in known else 201
        known.add(request.target)
        return reply(status)

    id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    answers = {"201": {"description": "made"}, str(twice): {"description": "changed"}}
    ledger = shown({"parameters": [id], "responses": answers}, upsert, tmp_path, method="put", path="/b/{id}")
    assert states(ledger, "response(") == {State.PROVEN}
    assert ledger.discrepancies == {}


@pytest.mark.parametrize(("dead", "outcome"), [(True, Evidence.THERE), (False, Evidence.GONE)])
def test_a_location_that_led_nowhere_is_followed_again(tmp_path: Path, dead: bool, outcome: Evidence) -> None:
    location = {"Location": {"required": True, "schema": {"type": "string"}}}
    add = {"operationId": "add", "responses": {"201": {"description": "made", "headers": location}}}
    contract = described({"/b": {"post": add}})

    def at(*, dead: bool) -> Desk:
        def service(request: Request) -> Any:
            return reply(201, None, ("Location", "/b/1")) if request.method == "POST" else reply(404 if dead else 200)

        return desk(contract, "add", service, tmp_path, settings=Settings(policy=PolicySettings(settle=0)))

    first = at(dead=True)
    PROBES["requests"].run(first)
    (found,) = first.ledger().discrepancies.values()
    found = replace(found, node="shop::add::requests")
    second = at(dead=dead)
    replay(
        second, Register({found.fingerprint: Record(found, Status.OPEN, "me", "2026-01-01", "2026-01-01")}), "requests"
    )
    assert second.ledger().replays == {found.fingerprint: str(outcome)}


@pytest.mark.parametrize(("status", "outcome"), [(202, Evidence.THERE), (201, Evidence.GONE)])
def test_what_keeps_an_operation_from_being_reached_is_still_there(
    tmp_path: Path, status: int, outcome: Evidence
) -> None:
    contract = described({"/b": {"post": {"operationId": "add", "responses": {"201": {"description": "made"}}}}})
    first = desk(contract, "add", lambda _: reply(202), tmp_path)
    PROBES["requests"].run(first)
    (found,) = first.ledger().discrepancies.values()
    found = replace(found, node="shop::add::requests")
    second = desk(contract, "add", lambda _: reply(status), tmp_path)
    replay(
        second, Register({found.fingerprint: Record(found, Status.OPEN, "me", "2026-01-01", "2026-01-01")}), "requests"
    )
    assert second.ledger().replays == {found.fingerprint: str(outcome)}
