"""A folder with the contracts of the mortal service (mortal.py) and settings that start it."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
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
  payment.booked:
    channel: booked
    direction: send
    schema: {type: object, required: [payment], properties: {payment: {type: string}}}
  account.opened:
    channel: opened
    direction: send
    schema: {type: object, required: [id], properties: {id: {type: string}}}
"""
RULES = """
events:
  payment.made:
    effect: {read: getAccount, with: {id: /account}}
    duplicate: once
    within: 1s
    DEAD
  payment.booked: {caused_by: payment.made, replayed: none, within: 1s}
  account.opened: {caused_by: openAccount, within: 1s}
"""
DEAD = "dead_letter: payments.dead"


def mortals(folder: Path, target: str, *, broker: str = "embedded:redis", dead: str = DEAD) -> Path:
    """`target`: how the service is reached, as contractkit.yaml says it."""
    contracts = folder / "contracts"
    contracts.mkdir()
    (contracts / "accounts.openapi.json").write_text(json.dumps(HTTP))
    (contracts / "mortal.events.yaml").write_text(EVENTS)
    (contracts / "contractkit.yaml").write_text(
        f"version: 1\nbroker: {broker}\ntargets:\n  accounts.openapi.json: {target}\n{RULES.replace('DEAD', dead)}"
    )
    return contracts


def started(folder: Path, slip: str = "") -> str:
    """As a command of ours, `slip` being how it dies."""
    environment = {"SLIP": slip, "KILLED": str(folder / "killed"), "PYTHONPATH": str(ROOT)}
    return json.dumps({"command": [sys.executable, "-m", "tests.services.mortal", "{port}"], "env": environment})
