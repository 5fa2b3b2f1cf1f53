"""Schemas of another format: what they refer to is read as that format reads it, too."""

import json

import pytest
from tests.doubles import loaded
from tests.events.seen import event

from contractkit.events.flaws import flaws

OPENAPI, DRAFT = "application/vnd.oai.openapi;version=3.0.3", "application/schema+json;version=draft-07"
PLACE = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "nullable": True},
        "within": {"$ref": "#/components/schemas/Place"},
        "kind": {"enum": [{"$ref": "#/components/schemas/Place"}, "a"]},
    },
}


def wrong(form, body, *, schema=None, both=False):
    """Pointers of what is wrong with a payload of a message of this format."""
    at = {"$ref": "#/components/schemas/Place"}
    messages = {"Moved": {"schemaFormat": form, "payload": schema or {"properties": {"place": at}}}}
    if both:
        messages["Plain"] = {"payload": {"properties": {"place": at}}}
    document = {
        "asyncapi": "2.6.0",
        "info": {"title": "t", "version": "1"},
        "channels": {
            name.lower(): {"subscribe": {"operationId": f"send{name}", "message": message}}
            for name, message in messages.items()
        },
        "components": {"schemas": {"Place": PLACE}},
    }
    contract = loaded(json.dumps(document), "moves.asyncapi.json")
    found = {}
    for own in contract.interactions:
        [type] = own.event.messages
        found[own.name] = [flaw.pointer for flaw in flaws(contract, type, event(body))]
    return found if both else found["sendMoved"]


def test_what_is_referred_to_is_read_as_its_own_format_reads_it():
    assert wrong(OPENAPI, {"place": {"city": None}}) == []
    assert wrong(OPENAPI, {"place": {"city": 1}}) != []
    assert wrong(DRAFT, {"place": {"city": None}}) != []  # `nullable` says nothing there
    assert wrong(OPENAPI, {"place": {"within": {"within": {"city": None}}}}) == []
    assert wrong(OPENAPI, {"place": {"within": {"within": {"city": 1}}}}) != []


def test_the_same_schema_is_read_one_way_by_one_message_and_another_way_by_another():
    found = wrong(OPENAPI, {"place": {"city": None}}, both=True)
    assert found["sendMoved"] == []
    assert found["sendPlain"] != []


def test_what_is_wrong_is_told_where_it_is_written():
    [pointer] = wrong(OPENAPI, {"place": {"city": 1}})
    assert "nullable" not in pointer
    assert "city" in pointer


def test_data_that_looks_like_a_reference_stays():
    assert wrong(OPENAPI, {"place": {"kind": {"$ref": "#/components/schemas/Place"}}}) == []
    assert wrong(OPENAPI, {"place": {"kind": {"$ref": "#/elsewhere"}}}) != []


@pytest.mark.parametrize("form", [OPENAPI, DRAFT])
def test_a_payload_that_is_a_reference_is_read_so_as_well(form):
    at = {"$ref": "#/components/schemas/Place"}
    assert bool(wrong(form, {"city": None}, schema=at)) is (form is DRAFT)


def test_the_constant_tells_the_type_wherever_it_is_spoken_of():
    parts = [{"properties": {"type": {"const": "place.moved"}}}, {"properties": {"type": {"type": "string"}}}]
    for listed in (parts, parts[::-1]):
        document = {
            "asyncapi": "2.6.0",
            "info": {"title": "t", "version": "1"},
            "channels": {"moved": {"subscribe": {"message": {"name": "Moved", "payload": {"allOf": listed}}}}},
        }
        [own] = loaded(json.dumps(document), "moves.asyncapi.json").interactions
        assert own.event.messages[0].type == "place.moved"
