"""Valid requests on the edge of a constraint."""

import pytest
from tests.generate.asking import JSON, asking, of, operation, sent, valid
from tests.operations import param

from contractkit.generate.typical import typical
from contractkit.model import ABSENT, Draft, Edit


def edges_of(schema, keyword):
    return sent(valid(asking(schema), f"body {keyword}"))


@pytest.mark.parametrize(
    ("schema", "keyword", "values"),
    [
        ({"type": "integer", "minimum": 3}, "minimum", [3]),
        ({"type": "integer", "exclusiveMinimum": 3}, "exclusiveMinimum", [4]),
        ({"type": "number", "exclusiveMaximum": 3}, "exclusiveMaximum", [2.99]),
        ({"type": "number", "maximum": 0.3, "multipleOf": 0.1}, "maximum", [0.3]),
        ({"type": "integer", "maximum": 9, "multipleOf": 4}, "maximum", [8]),
        ({"enum": ["a", 1, None]}, "enum", ["a", 1]),
        ({"const": {"a": 1}}, "const", [{"a": 1}]),
        ({"type": ["string", "null"]}, "null", [None]),
        ({"type": "string", "minLength": 0}, "minLength", [""]),
        ({"type": "string", "maxLength": 3, "pattern": "^[A-Z]+$"}, "maxLength", ["AAA"]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 2}, "maxItems", [[1, 1]]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 0}, "minItems", [[]]),
        ({"type": "object", "minProperties": 1, "properties": {"a": {"const": 1}}}, "minProperties", [{"a": 1}]),
        ({"oneOf": [{"const": 1}, {"const": "a"}]}, "oneOf", [1, "a"]),
        ({"type": ["integer", "boolean"]}, "type", [1, True]),
    ],
)
def test_values_on_the_edge(schema, keyword, values):
    assert edges_of(schema, keyword) == values


def test_lengths_are_counted_in_code_points():
    ascii_, wide = edges_of({"type": "string", "maxLength": 12}, "maxLength")
    assert len(ascii_) == len(wide) == 12
    assert not wide.isascii()
    assert max(map(ord, wide)) > 0xFFFF


def test_each_format_is_shown_twice():
    assert len(set(edges_of({"type": "string", "format": "date"}, "format"))) == 2
    assert edges_of({"type": "integer", "format": "int32"}, "format") == [2**31 - 1, -(2**31)]


def test_a_draft_is_changed_at_one_place_and_keeps_the_rest():
    item = {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string", "maxLength": 2}}}
    made = asking({"type": "object", "properties": {"items": {"type": "array", "items": item}}})
    draft = Draft(body={"items": [{"sku": "b", "kept": 1}], "kept": 2}, media=JSON)
    (first, _) = valid(made, "body/items/*/sku maxLength", draft)
    assert first.edits == (Edit("body/items/0/sku", "aa"),)


@pytest.mark.parametrize("body", [{}, {"a": {}}, {"a": {"list": []}}, {"a": {"list": [{}]}}])
def test_what_is_missing_on_the_way_is_built_along(body):
    inner = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}}
    listed = {"type": "object", "properties": {"list": {"type": "array", "items": inner}}}
    made = asking({"type": "object", "properties": {"a": listed}})
    (edge,) = valid(made, "body/a/list/*/n maximum", Draft(body=body, media=JSON))
    assert len(edge.edits) == 1
    assert str(edge.edits[0].value).count("5") == 1


def test_another_branch_is_built_whole():
    card = {"type": "object", "required": ["card"], "properties": {"card": {"type": "string", "maxLength": 4}}}
    bill = {"type": "object", "required": ["bill"], "properties": {"bill": {"type": "boolean"}}}
    made = asking({"type": "object", "properties": {"pay": {"oneOf": [card, bill]}}})
    first, _ = valid(made, "body/pay/oneOf:0/card maxLength", Draft(body={"pay": {"bill": True}}, media=JSON))
    assert first.edits == (Edit("body/pay", {"card": "aaaa"}),)


def test_an_optional_member_is_left_out_even_of_a_parent_that_is_not_there():
    made = asking({"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}})
    there = valid(made, "body/a/b absent", Draft(body={"a": {"b": "x"}}, media=JSON))
    assert [c.edits for c in there] == [(Edit("body/a/b", ABSENT),)]
    gone = valid(made, "body/a/b absent", Draft(body={}, media=JSON))
    assert [c.edits for c in gone] == [(Edit("body/a", {}),)]


def test_lists_keep_their_own_items():
    made = asking({"type": "array", "items": {"type": "string"}, "maxItems": 3})
    assert sent(valid(made, "body maxItems", Draft(body=["mine"], media=JSON))) == [["mine"] * 3]


def test_a_value_that_must_be_unique_is_listed_as_such():
    made = asking({"type": "object", "properties": {"email": {"type": "string", "format": "email"}}})
    assert {c.unique for c in valid(made, "body/email format")} == {frozenset({"body/email"})}


@pytest.mark.parametrize(
    ("schema", "keyword", "inside"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 100}, "minimum", lambda v: 20 < v < 80),
        ({"type": "string", "minLength": 4, "maxLength": 20}, "maxLength", lambda v: 6 < len(v) < 18),
        ({"enum": ["a", "b"]}, "enum", lambda v: v in ("a", "b")),
        ({"type": ["integer", "null"]}, "null", lambda v: isinstance(v, int)),
    ],
)
def test_a_neighbour_is_well_inside(schema, keyword, inside):
    made = asking(schema)
    own = operation(made)
    first = {"minimum": 0, "maxLength": "aaaa", "enum": "a", "null": None}[keyword]
    (edit,) = typical(made, own, of(made, f"body {keyword}"), Draft(body=first, media=JSON))
    assert inside(edit.value)


def test_parameters_are_edited_by_their_key():
    made = asking(None, param("limit", "query", {"type": "integer", "maximum": 50}))
    assert [c.edits for c in valid(made, "query.limit maximum", Draft())] == [(Edit("query.limit", 50),)]
