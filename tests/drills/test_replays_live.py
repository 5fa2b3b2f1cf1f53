"""The log read again from its start by a service that is stopped and started: the state on its disk stays."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contractkit import Result, verify

SERVICE = Path(__file__).parents[1] / "services/accounts.py"
ACCOUNT = {"type": "object", "required": ["id", "balance"], "properties": {"id": {"type": "string"}, "balance": {}}}
HTTP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "accounts", "version": "1"},
    "paths": {
        "/accounts": {
            "post": {
                "operationId": "openAccount",
                "responses": {"201": {"description": "", "content": {"application/json": {"schema": ACCOUNT}}}},
            }
        },
        "/accounts/{id}": {
            "get": {
                "operationId": "getAccount",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "", "content": {"application/json": {"schema": ACCOUNT}}},
                    "404": {"description": ""},
                },
            }
        },
    },
}
EVENTS = """
version: 1
events:
  payment.made:
    channel: payments
    direction: receive
    schema:
      type: object
      required: [id, account, amount]
      properties:
        id: {type: string, minLength: 1}
        account: {type: string}
        amount: {type: integer, minimum: 1, maximum: 1000}
  account.renamed:
    channel: payments
    direction: receive
    schema:
      type: object
      required: [account, name]
      properties:
        account: {type: string}
        name: %s
"""
SETTINGS = """
version: 1
broker: embedded:redis
targets:
  accounts.openapi.json: {command: [%s, %s, '{port}'], env: {ACCOUNTS: %s, SLIP: "%s"}}
events:
  payment.made:
    effect: {read: getAccount, with: {id: /account}}
    duplicate: once
    within: 2s
    %s
  account.renamed: {effect: {read: getAccount, with: {id: /account}}, order: kept, within: 2s}
"""
REPLAYED = "events-events#payment.made:event.replay(payment.made)"


TEXT, AMONG = "{type: string, minLength: 1}", "{enum: [small, big, huge, heavy]}"


def examined(
    folder: Path,
    *,
    slip: str = "",
    says: str = "{replay: restart, consumer: accounts}",
    name: str = TEXT,
    only: str = "payment.made",
) -> Result:
    (folder / "accounts.openapi.json").write_text(json.dumps(HTTP))
    (folder / "events.yaml").write_text(EVENTS % name)
    lines = says.strip("{}").replace(", ", "\n    ")
    text = SETTINGS % (sys.executable, SERVICE, folder / "accounts.db", slip, lines)
    (folder / "contractkit.yaml").write_text(text)
    return verify(folder, root=folder, examples=0, only=lambda item: item.node.endswith(f"::{only}::consumed"))


def replayed(result: Result) -> tuple[str, str]:
    [(id, entry)] = [one for one in result.ledger.entries.items() if ":event.replay(" in one[0]]
    assert id.endswith("#payment.made:event.replay(payment.made)")
    return entry.state.shown, entry.reason or ""


def found(result: Result) -> list[str]:
    return [d.obligation.rpartition(":")[2] for d in result.ledger.discrepancies.values()]


def test_a_log_that_is_read_again_changes_nothing(tmp_path: Path) -> None:
    result = examined(tmp_path)
    assert (replayed(result), found(result), result.ledger.faults) == (("proven", ""), [], ())


def test_what_is_booked_again_is_found(tmp_path: Path) -> None:
    result = examined(tmp_path, slip="again")
    assert replayed(result)[0] == "violated"
    assert found(result) == ["event.replay(payment.made)"]


@pytest.mark.parametrize("name", [TEXT, AMONG])
def test_the_last_event_about_a_thing_holds_whatever_it_says(tmp_path: Path, name: str) -> None:
    """Free text is another one for each thing, and the first of a few values is the plain one."""
    result = examined(tmp_path, name=name, only="account.renamed")
    assert found(result) == []
    states = {id.rpartition(":")[2]: entry.state.shown for id, entry in result.ledger.entries.items()}
    assert states["event.order(account.renamed sequence)"] == "proven"


@pytest.mark.parametrize("name", [TEXT, AMONG])
def test_events_that_are_taken_backwards_are_found(tmp_path: Path, name: str) -> None:
    result = examined(tmp_path, slip="backwards", name=name, only="account.renamed")
    assert found(result) == ["event.order(account.renamed sequence)"]


@pytest.mark.parametrize(
    ("slip", "says", "why"),
    [
        ("forgets", "{replay: restart, consumer: accounts}", "does not outlive a restart"),
        ("", "{replay: restart, consumer: nobody}", "the group 'nobody' of 'payments' cannot be set back"),
        ("", "{replay: 'builtins:print'}", "builtins:print returned None: return how many"),
    ],
)
def test_what_cannot_be_told_from_a_replay_stays_unproven(tmp_path: Path, slip: str, says: str, why: str) -> None:
    result = examined(tmp_path, slip=slip, says=says)
    state, reason = replayed(result)
    assert (state, found(result)) == ("unproven", [])
    assert why in reason
