"""A service that answers requests over a bus: whose answers are told apart by a correlation id, and whose are not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contractkit import Result, verify

SERVICE = """
import json
from uuid import uuid4

CALLBACKS, SLIP = [], "SLIP"

class Bus:
    def listen(self, callback):
        CALLBACKS.append(callback)
    def handle(self, channel, headers, body, key):
        for _ in range(2 if SLIP == "twice" else 1):
            said = {"message-id": str(uuid4())}
            if SLIP != "lost" and "x-trace" in headers:
                said["x-trace"] = headers["x-trace"]
            for callback in CALLBACKS:
                callback("prices", said, json.dumps({"price": 80}).encode())

bus = Bus()
"""


def whole(member: str) -> dict[str, Any]:
    return {"type": "object", "required": [member], "properties": {member: {"type": "integer", "minimum": 1}}}


def document(*, traced: bool) -> dict[str, Any]:
    trace = {"correlationId": {"location": "$message.header#/x-trace"}} if traced else {}
    asked, told = {"payload": whole("hours"), **trace}, {"payload": whole("price"), **trace}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "quotes", "version": "1"},
        "channels": {
            "quotes": {"address": "quotes", "messages": {"Asked": asked}},
            "prices": {"address": "prices", "messages": {"Price": told}},
        },
        "operations": {
            "onAsked": {
                "action": "receive",
                "channel": {"$ref": "#/channels/quotes"},
                "reply": {"channel": {"$ref": "#/channels/prices"}},
            }
        },
    }


def examined(folder: Path, monkeypatch: pytest.MonkeyPatch, *, slip: str, traced: bool) -> Result:
    module = f"quotes_{folder.name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(SERVICE.replace('"SLIP"', repr(slip)))
    monkeypatch.syspath_prepend(folder)
    (folder / "quotes.asyncapi.json").write_text(json.dumps(document(traced=traced)))
    settings = f'version: 1\nbroker: "python:{module}:bus"\nevents: {{onAsked: {{within: 0.3s}}}}\nignore: ["*.py"]\n'
    (folder / "contractkit.yaml").write_text(settings)
    try:
        return verify(folder, root=folder, examples=0)
    finally:
        sys.modules.pop(module, None)


@pytest.mark.parametrize(
    ("slip", "traced", "found"),
    [
        ("", True, []),
        ("", False, []),
        ("twice", True, ["2 of them"]),
        ("twice", False, ["2 of them"]),
        ("lost", True, ["None"]),
    ],
)
def test_an_answer_to_another_request_is_no_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slip: str, traced: bool, found: list[str]
) -> None:
    result = examined(tmp_path, monkeypatch, slip=slip, traced=traced)
    assert [one.actual for one in result.ledger.discrepancies.values()] == found
    assert result.ledger.faults == ()
    entry = next(entry for id, entry in result.ledger.entries.items() if ":event.reply(" in id)
    assert entry.state.shown == ("violated" if found else "proven")
