"""Requests with exactly one fault."""

import pytest
from tests.generate.asking import JSON, asking, sent, wrong
from tests.operations import param

from contractkit.model import ABSENT, Draft, Edit


def faults_of(schema, keyword, **asked):
    return sent(wrong(asking(schema), f"body {keyword}", **asked))


@pytest.mark.parametrize(
    ("schema", "keyword", "values"),
    [
        ({"type": "integer", "minimum": 3}, "minimum", [2]),
        ({"type": "number", "maximum": 3}, "maximum", [3.01]),
        ({"type": "integer", "exclusiveMaximum": 3}, "exclusiveMaximum", [3]),
        ({"type": "integer", "maximum": 9, "multipleOf": 4}, "maximum", [12]),
        ({"type": "integer", "minimum": 0, "maximum": 100, "multipleOf": 5}, "multipleOf", [51]),
        ({"type": "string", "minLength": 1}, "minLength", [""]),
        ({"type": "string", "maxLength": 3, "pattern": "^[A-Z]+$"}, "maxLength", ["AAAA"]),
        ({"enum": ["up", "down"]}, "enum", ["downn"]),
        ({"enum": [1, 2]}, "enum", [3]),
        ({"const": True}, "const", [False]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 1}, "maxItems", [[1, 1]]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 1}, "minItems", [[]]),
        ({"type": "array", "items": {"type": "integer"}, "uniqueItems": True}, "uniqueItems", [[1, 1]]),
        ({"type": "object", "maxProperties": 0}, "maxProperties", [{"key1": "contractkit"}]),
        (
            {"type": "object", "additionalProperties": False},
            "additionalProperties",
            [{"contractkitExtra": "contractkit"}],
        ),
        ({"type": "array", "items": {"type": "integer"}, "contains": {"const": 7}}, "contains", [[1]]),
    ],
)
def test_values_just_beyond_the_edge(schema, keyword, values):
    assert faults_of(schema, keyword) == values


@pytest.mark.parametrize(
    ("kind", "strict", "lenient"),
    [
        ("integer", ["contractkit", {"contractkit": True}, None], ["1", 1.5, True]),
        ("number", ["contractkit", {"contractkit": True}, None], ["1", True]),
        ("boolean", ["contractkit", {"contractkit": True}, None], ["true", "yes", 1]),
        ("string", [{"contractkit": True}, None], [5, True]),
        ("array", [{"contractkit": True}, None], []),
        ("object", [["contractkit"], "contractkit", None], []),
    ],
)
def test_coercible_values_are_a_leniency_and_no_strict_fault(kind, strict, lenient):
    assert faults_of({"type": kind}, "type") == strict
    assert faults_of({"type": kind}, "type", lenient="coercion") == lenient


def test_null_is_no_fault_where_it_is_allowed():
    assert None not in faults_of({"type": ["string", "null"]}, "type")


def test_one_point_zero_is_an_integer():
    assert 1.0 not in [v for v in faults_of({"type": "integer"}, "type", lenient="coercion") if type(v) is float]


def test_a_text_just_outside_a_pattern_keeps_the_lengths():
    found = faults_of({"type": "string", "pattern": "^[a-z]+$", "minLength": 3, "maxLength": 5}, "pattern")
    assert found
    assert all(3 <= len(text) <= 5 for text in found)


@pytest.mark.parametrize(("longest", "tried"), [(9, True), (2, False)])
def test_a_text_that_is_too_long_for_a_pattern_is_tried_where_it_is_not_too_long_anyway(longest, tried):
    found = faults_of({"type": "string", "pattern": "^[a-z]{1,2}$", "maxLength": longest}, "pattern")
    assert ("aaa" in found) is tried


def test_formats_are_a_leniency():
    assert faults_of({"type": "string", "format": "uuid"}, "format") == []
    assert faults_of({"type": "string", "format": "uuid"}, "format", lenient="format")
    assert faults_of({"type": "integer", "format": "int32"}, "format", lenient="format") == [2**31, -(2**31) - 1]


def test_a_missing_member_is_left_out_of_what_is_there():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    (one,) = wrong(asking(schema), "body/a required", Draft(body={"a": "x", "b": 1}, media=JSON))
    assert one.edits == (Edit("body/a", ABSENT),)


def test_read_only_members_are_sent_as_a_leniency():
    schema = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}
    (one,) = wrong(asking(schema), "body/id readOnly", Draft(body={}, media=JSON), lenient="readonly")
    assert one.edits == (Edit("body/id", 1),)


def test_a_discriminator_nobody_knows():
    card = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "card"}}}
    union = {"oneOf": [{"$ref": "#/components/schemas/C"}], "discriminator": {"propertyName": "kind"}}
    made = asking(union, components={"C": card})
    assert sent(wrong(made, "body discriminator")) == [{"kind": "contractkit-unknown"}]


def test_a_member_without_those_that_come_with_it():
    schema = {"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}}, "dependentRequired": {"a": ["b"]}}
    assert faults_of(schema, "dependentRequired") == [{"a": 1}]


def test_a_name_that_is_not_allowed():
    (found,) = faults_of({"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}, "propertyNames")
    assert list(found) == ["contract kit!"]


def test_an_undocumented_media_type_and_a_missing_body():
    made = asking({"type": "object"})
    assert [c.edits for c in wrong(made, "media unsupported")] == [(Edit("media", "text/plain"),)]
    assert [c.edits for c in wrong(made, "body required")] == [(Edit("body"), Edit("media"))]


def test_a_parameter_is_left_out_or_given_a_text_that_is_no_number():
    made = asking(None, param("n", "query", {"type": "integer"}, required=True))
    assert sent(wrong(made, "query.n required")) == [ABSENT]
    assert sent(wrong(made, "query.n type")) == ["contractkit"]
    assert sent(wrong(made, "query.n type", lenient="coercion")) == ["1.0", "1.5"]


@pytest.mark.parametrize(
    ("name", "schema", "keyword", "unique"),
    [
        ("username", {"type": "string", "maxLength": 9}, "maxLength", True),
        ("login", {"type": "string", "pattern": "^[a-z]{2,9}$"}, "pattern", True),
        ("mail", {"type": "string", "format": "email"}, "format", True),
        ("bio", {"type": "string", "maxLength": 9}, "maxLength", False),
        ("username", {"type": "string", "minLength": 1}, "minLength", False),  # nothing to vary
        ("code", {"type": "string", "enum": ["a", "b"]}, "enum", False),
    ],
)
def test_a_wrong_value_is_made_anew_where_the_same_one_is_refused_as_taken(name, schema, keyword, unique):
    asked = asking({"type": "object", "required": [name], "properties": {name: schema}})
    lenient = "format" if keyword == "format" else None
    found = wrong(asked, f"body/{name} {keyword}", lenient=lenient)
    assert found
    assert any(one.unique == {f"body/{name}"} for one in found) is unique
