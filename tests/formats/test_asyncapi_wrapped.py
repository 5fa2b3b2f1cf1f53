"""A schema that refers to a Multi Format Schema Object refers to the schema in it, read as that says."""

import json
from pathlib import Path
from typing import Any

import pytest

from contractkit.events.flaws import flaws
from contractkit.loading import load_contract
from contractkit.model import Contract, Event, EventType, Message

OWN = "application/vnd.aai.asyncapi+json;version=3.0.0"
NEWER = "application/schema+json;version=2020-12"
AMOUNT = {"type": "integer", "minimum": 1}
HERE = "#/components/schemas/W"


@pytest.fixture
def read(tmp_path: Path):
    def load(message: Any, **schemas: Any) -> Contract:
        document = {
            "asyncapi": "3.0.0",
            "info": {"title": "T", "version": "1"},
            "channels": {"c": {"address": "a", "messages": {"m": message}}},
            "operations": {"o": {"action": "send", "channel": {"$ref": "#/channels/c"}}},
            "components": {"schemas": schemas},
        }
        (tmp_path / "t.json").write_text(json.dumps(document, indent=1))
        return load_contract(tmp_path / "t.json")

    return load


def only(contract: Contract) -> EventType:
    [interaction] = contract.interactions
    assert interaction.event is not None
    return interaction.event.messages[0]


def wrong(contract: Contract, body: Any, **headers: str) -> list[str]:
    event = Event("a", Message(None, tuple(headers.items()), json.dumps(body).encode()))
    return [flaw.expected for flaw in flaws(contract, only(contract), event)]


def wrapped(schema: Any, said: str = OWN) -> dict[str, Any]:
    return {"schemaFormat": said, "schema": schema}


@pytest.mark.parametrize(
    "payload",
    [
        {"properties": {"amount": {"$ref": HERE}}},
        {"allOf": [{"properties": {"amount": {"$ref": "#/components/schemas/Way"}}}]},
        {"$ref": "#/components/schemas/Holder"},
        wrapped({"properties": {"amount": {"$ref": HERE}}}, NEWER),
    ],
)
@pytest.mark.parametrize("said", [OWN, NEWER])
def test_what_a_reference_from_inside_leads_to_is_validated(read, payload, said):
    way, holder = {"$ref": HERE}, {"properties": {"amount": {"$ref": HERE}}}
    contract = read({"payload": payload}, W=wrapped(AMOUNT, said), Way=way, Holder=holder)
    assert contract.defects == ()
    assert wrong(contract, {"amount": 1}) == []
    assert wrong(contract, {"amount": 0}) == ["minimum at /amount"]


def test_it_is_read_by_its_own_dialect_and_not_by_that_around_it(read):
    contract = read({"payload": {"items": {"$ref": HERE}}}, W=wrapped({"prefixItems": [{"type": "null"}]}, NEWER))
    assert (wrong(contract, [[None]]), wrong(contract, [[1]])) == ([], ["type at /0/0"])


def test_headers_are_no_other(read):
    contract = read({"headers": {"properties": {"n": {"$ref": HERE}}}}, W=wrapped(AMOUNT))
    assert (wrong(contract, {}, n="1"), wrong(contract, {}, n="0")) == ([], ["minimum at /n"])


def test_a_constant_in_it_tells_the_type(read):
    assert (
        only(read({"payload": {"allOf": [{"$ref": HERE}]}}, W=wrapped({"properties": {"type": {"const": "a"}}}))).type
        == "a"
    )


def test_a_circle_through_it_ends(read):
    deep = wrapped({"properties": {"next": {"$ref": HERE}}, "required": ["id"]})
    contract = read({"payload": {"properties": {"next": {"$ref": HERE}}}}, W=deep)
    assert wrong(contract, {"next": {"id": 1, "next": {"id": 2}}}) == []
    assert wrong(contract, {"next": {"id": 1, "next": {}}}) == ["required at /next/next"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("application/vnd.apache.avro;version=1.9.0", "a JSON Schema that refers to one in avro cannot be judged"),
        ("application/vnd.google.protobuf;version=3", "Protobuf payloads cannot be judged"),
    ],
)
@pytest.mark.parametrize("part", ["payload", "headers"])
def test_a_schema_that_refers_to_one_of_another_language_cannot_be_judged(read, said, why, part):
    contract = read({part: {"properties": {"amount": {"$ref": HERE}}}}, W=wrapped({"type": "string"}, said))
    assert why in only(contract).unjudged


def test_a_rule_in_it_is_located_where_it_is_written(read):
    contract = read({"payload": {"properties": {"amount": {"$ref": HERE}}}}, W=wrapped(AMOUNT))
    [error] = contract.schemas.errors(only(contract).payload, {"amount": 0})
    assert contract.locate(error.definition).pointer == "/components/schemas/W/schema/minimum"
