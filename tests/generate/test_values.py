"""Sample values: valid, plausible, the same each time."""

import re

import pytest
from tests.operations import contract

from contractkit.generate.values import Unmakeable, sample

FORMATS = ("email", "uuid", "date", "date-time", "time", "duration", "uri", "ipv4", "ipv6", "hostname", "byte", "regex")


def made(schema, /, components=None, **asked):
    one = contract((), {"application/json": schema}, components=components or {})
    pointer = one.interactions[0].body.media[0].schema
    found = sample(one, pointer, **asked)
    assert not one.schemas.errors(pointer, found.value, direction="request")
    return found


MAKEABLE = [
    {"type": "integer", "minimum": 5, "multipleOf": 7},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
    {"type": "integer", "multipleOf": 2.5, "minimum": 1},
    {"type": "string", "minLength": 30, "maxLength": 31},
    {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"},
    {"type": "string", "format": "email", "minLength": 100},
    {"type": "array", "items": {"type": "string"}, "minItems": 4, "uniqueItems": True},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "contains": {"const": 7}, "items": {"type": "integer"}},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "items": False, "minItems": 2},
    {"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}},
    {"type": "object", "propertyNames": {"pattern": "^x-[a-z]+$"}, "minProperties": 2},
    {
        "type": "object",
        "patternProperties": {"^k": {"type": "null"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}, "properties": {"b": {"type": "string"}}},
    {"allOf": [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"required": ["b"]}]},
    {"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object", "properties": {"a": {}, "b": {}}},
    {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "x"}, "more": {"type": "integer"}},
        "if": {"properties": {"kind": {"const": "x"}}},
        "then": {"required": ["more"]},
    },
    {"type": ["null", "string"]},
    {"not": {"type": "string"}, "type": ["string", "integer"]},
    {},
    True,
]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("schema", MAKEABLE, ids=str)
def test_a_value_is_valid(schema, full):
    made(schema, full=full)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_usual_format_has_a_value(format_):
    made({"type": "string", "format": format_})


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"type": "integer", "minimum": 2, "maximum": 1},
        {"type": "string", "pattern": "^(?=a)b$"},
        {"type": "object", "required": ["a"], "properties": {"a": False}},
    ],
    ids=str,
)
def test_what_cannot_be_made_says_why(schema):
    with pytest.raises(Unmakeable, match="no valid value could be made: "):
        made(schema)


def test_required_members_alone_or_all_of_them():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    assert set(made(schema).value) == {"a"}
    assert set(made(schema, full=True).value) == {"a", "b"}


def test_read_only_members_are_left_out_even_when_required():
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    assert made(schema, full=True).value == {}


def test_recursion_ends():
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}, "n": {"type": "integer"}}}
    assert made({"$ref": "#/components/schemas/Tree"}, {"Tree": tree}, full=True).value == {"n": 1}


def test_examples_come_first_and_invalid_ones_never():
    assert made({"type": "string", "example": "Oslo"}).value == "Oslo"
    assert made({"type": "string", "maxLength": 3, "example": "Oslo"}).value != "Oslo"


def test_members_of_an_example_are_taken_one_by_one():
    schema = {
        "type": "object",
        "required": ["town"],
        "properties": {"town": {"type": "string"}, "zip": {"type": "string"}},
        "example": {"town": "Oslo", "zip": "0150"},
    }
    assert made(schema).value == {"town": "Oslo"}
    assert made(schema, full=True).value == {"town": "Oslo", "zip": "0150"}


def test_preferred_values_win_where_they_are_valid():
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
    }
    assert made(schema, prefer={"/a": [7], "/b": ["no"]}).value == {"a": 7, "b": 1}


def test_unique_looking_texts_carry_the_salt_and_are_listed():
    schema = {
        "type": "object",
        "required": ["email", "sku", "note", "kind"],
        "properties": {
            "email": {"type": "string", "format": "email"},
            "sku": {"type": "string"},
            "note": {"type": "string"},
            "kind": {"enum": ["name"]},
        },
    }
    found = made(schema, salt="ck1234ab")
    assert found.unique == {"/email", "/sku"}
    assert "ck1234ab" in found.value["email"]
    assert "ck1234ab" in found.value["sku"]


def test_an_example_that_must_be_unique_is_made_anew():
    schema = {
        "type": "object",
        "required": ["email"],
        "properties": {"email": {"format": "email", "example": "a@b.com"}},
    }
    first, second = (made({**schema, "type": "object"}, salt=salt).value["email"] for salt in ("ck000001", "ck000002"))
    assert first != second


def test_the_same_question_has_the_same_answer():
    schema = {"type": "object", "properties": {"a": {"format": "uuid", "type": "string"}}}
    assert made(schema, full=True, salt="ck00000a") == made(schema, full=True, salt="ck00000a")


def test_names_help_only_where_the_schema_allows():
    schema = {"type": "object", "required": ["phone"], "properties": {"phone": {"type": "string"}}}
    assert re.fullmatch(r"\+\d+", made(schema).value["phone"])
    schema["properties"]["phone"]["maxLength"] = 3
    assert len(made(schema).value["phone"]) <= 3


def test_what_would_not_stay_valid_is_not_salted():
    schema = {"type": "object", "required": ["code"], "properties": {"code": {"type": "string", "pattern": "^a{6}$"}}}
    assert made(schema, salt="ck1234ab").unique == frozenset()
