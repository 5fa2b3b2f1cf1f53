"""What the probe of failures shows again of a service, once it is remembered."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.benches import described, desk, reply

from contractkit.desk import Desk
from contractkit.extensions import PROBES
from contractkit.model import Evidence, Record, Register, Request, Status
from contractkit.replay import replay

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
NOTE = {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}}
MADE = {"description": "made", "content": NOTE}
NOTES = {
    "/notes": {"post": {"operationId": "add", "responses": {"201": MADE}}},
    "/notes/{id}": {
        "parameters": [ID],
        "get": {"operationId": "show", "responses": {"200": {"description": "it"}, "404": {"description": "none"}}},
        "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}}},
    },
}


def at(folder: Path, *, keeps: bool) -> Desk:
    """At `show` of a service that deletes, or only says so (`keeps`); each one begins without notes."""
    notes, numbers = set[str](), count(1)

    def service(request: Request) -> Any:
        if request.method == "POST":
            number = next(numbers)
            notes.add(f"/notes/{number}")
            return reply(201, {"id": number})
        known = request.target in notes
        if request.method == "DELETE" and not keeps:
            notes.discard(request.target)
        return reply(404) if not known else reply(200 if request.method == "GET" else 204)

    return desk(described(NOTES), "show", service, folder)


@pytest.mark.parametrize(("keeps", "outcome"), [(True, Evidence.THERE), (False, Evidence.GONE)])
def test_what_was_deleted_is_made_and_deleted_again(tmp_path: Path, keeps: bool, outcome: Evidence) -> None:
    first, second = at(tmp_path, keeps=True), at(tmp_path, keeps=keeps)
    PROBES["failures"].run(first)
    (found,) = first.ledger().discrepancies.values()
    later = replace(found, node="shop::show::failures", example=_other_number(found.example))
    record = Record(later, Status.OPEN, "me", "2026-01-01", "2026-01-01")
    replay(second, Register({found.fingerprint: record}), "failures")
    assert second.ledger().replays == {found.fingerprint: str(outcome)}


def _other_number(example: Any) -> Any:
    """The id of a run that is over: nothing has it now."""
    return replace(example, edits=tuple((place, {"$value": 77}) for place, _ in example.edits))
