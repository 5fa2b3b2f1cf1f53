"""What a worker is told is about another thing each time, and what it sends in turn is known by that."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.services.mortals import ROOT

from contractkit import Result, verify
from contractkit.model import Decision

TRACE = {
    "headers": {"type": "object", "properties": {"x-correlation-id": {"type": "string"}}},
    "correlation": "$message.header#/x-correlation-id",
}


def examined(place: Path, *, parcel: dict[str, Any], **more: Any) -> Result:
    schema = {"type": "object", "required": ["parcel_id"], "properties": {"parcel_id": parcel}}
    asked = {"channel": "orders", "direction": "receive", "schema": schema, **more}
    told = {"channel": "sent", "direction": "send", "schema": schema, **more}
    events = {"parcel.asked": asked, "parcel.sent": told}
    command = [sys.executable, "-m", "tests.services.courier"]
    started = {"command": command, "ready": "waiting for parcels", "env": {"PYTHONPATH": str(ROOT)}}
    contracts = place / "contracts"
    contracts.mkdir()
    catalogue = {"version": 1, "defaults": {"envelope": "cloudevents"}, "events": events}
    (contracts / "courier.events.yaml").write_text(json.dumps(catalogue))
    (contracts / "contractkit.yaml").write_text(
        f"version: 1\nbroker: embedded:redis\ntargets: {{courier.events.yaml: {json.dumps(started)}}}\nevents:\n"
        "  parcel.asked: {effect: {event: parcel.sent}, duplicate: once, within: 1s}\n"
        "  parcel.sent: {caused_by: parcel.asked, within: 1s}\n"
    )
    return verify(contracts, root=place, examples=2)


@pytest.mark.parametrize("more", [{}, TRACE])
def test_a_worker_that_tells_events_apart_by_what_they_are_about_is_go(more: dict[str, Any], tmp_path: Path):
    result = examined(tmp_path, parcel={"type": "string", "minLength": 1}, **more)
    assert not result.ledger.discrepancies
    assert (result.verdict.decision, result.verdict.reasons) == (Decision.GO, ())
