from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.operations import contract, param

from contractkit.errors import Unsendable
from contractkit.model import ABSENT, Draft, Request
from contractkit.wire import decode, encode

SCALARS = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
    "null": {"type": ["integer", "null"]},
}


def read(parameter, target, *, headers=(), **more):
    made = contract([parameter], path="/a/{p}" if parameter["in"] == "path" else "/a", method="GET", **more)
    found = decode(made, made.interactions[0], Request("GET", target, headers))
    return found.parameters.get(f"{parameter['in']}.{parameter['name']}", ABSENT)


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, "5", 5),
        ({"type": "integer"}, "-5", -5),
        ({"type": "integer"}, "abc", "abc"),
        ({"type": "integer"}, "5.0", "5.0"),
        ({"type": "integer"}, "007", "007"),
        ({"type": "integer"}, "%2B5", "+5"),
        ({"type": "integer"}, "", ""),
        ({"type": "number"}, "5", 5),
        ({"type": "number"}, "-5.25e2", -525.0),
        ({"type": "number"}, "1e400", "1e400"),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "True", "True"),
        ({"type": "boolean"}, "1", "1"),
        ({"type": "string"}, "5", "5"),
        ({"type": "string"}, "null", "null"),
        ({"type": ["integer", "null"]}, "null", None),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": ["1", "2"]}, "2", "2"),
        ({"anyOf": [{"type": "integer", "maximum": 5}, {"type": "string"}]}, "9", "9"),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "true", True),
        ({"allOf": [{"type": "integer"}, {"minimum": 1}]}, "3", 3),
        ({"$ref": "#/components/schemas/Page"}, "3", 3),
        ({}, "3", "3"),
        ({"type": "array", "items": {"type": "integer"}}, "3", [3]),
        ({"type": "array", "items": {"type": "integer"}}, "3&p=x", [3, "x"]),
        ({"type": "integer"}, "3&p=4", ["3", "4"]),
        ({"type": "string"}, "a+b%20c", "a b c"),
    ],
)
def test_a_query_text_is_read_by_its_schema(schema, text, value):
    found = read(param("p", "query", schema), f"/a?p={text}", components={"Page": {"type": "integer"}})
    assert (found, type(found)) == (value, type(value))


def test_an_absent_parameter_is_absent():
    assert read(param("p", "query"), "/a") is ABSENT


def test_deep_objects_are_read_by_their_members():
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "object", "properties": {"c": {"type": "boolean"}}}},
    }
    found = read(param("f", "query", schema, style="deepObject"), "/a?f[a]=1&f%5Bb%5D[c]=true&f[x]=y")
    assert found == {"a": 1, "b": {"c": True}, "x": "y"}


def test_an_open_exploded_object_takes_what_no_other_parameter_owns():
    made = contract(
        [param("f", "query", {"type": "object", "additionalProperties": {"type": "integer"}}), param("q", "query")]
    )
    found = decode(made, made.interactions[0], Request("POST", "/things?a=1&q=2&b=3"))
    assert found.parameters == {"query.f": {"a": 1, "b": 3}, "query.q": "2"}


def test_undeclared_query_parameters_are_read_as_texts():
    made = contract()
    found = decode(made, made.interactions[0], Request("POST", "/things?x=1&y=2&y=3"))
    assert found.parameters == {"query.x": "1", "query.y": ["2", "3"]}


def test_headers_are_read_in_any_case_and_spaces_around_items_do_not_count():
    schema = {"type": "array", "items": {"type": "integer"}}
    assert read(param("X-P", "header", schema), "/a", headers=(("x-p", "1, 2 ,3"),)) == [1, 2, 3]


def test_bytes_that_are_no_text_are_noticed():
    assert read(param("p", "query"), "/a?p=%ff") == "\udcff"


words = st.text(min_size=1, max_size=6).filter(lambda s: s not in (".", ".."))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(10**20), 10**20),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    "boolean": st.booleans(),
    "string": words,
    "null": st.none() | st.integers(),
}
STYLES = [
    *(("path", s, e) for s in ("simple", "label", "matrix") for e in (True, False)),
    *(("query", s, e) for s, e in (("form", True), ("form", False), ("spaceDelimited", False))),
    ("query", "pipeDelimited", False),
    ("query", "deepObject", True),
    *(("header", "simple", e) for e in (True, False)),
    *(("cookie", "form", e) for e in (True, False)),
]


@st.composite
def placed(draw: st.DrawFn) -> tuple[Any, Any]:
    where, style, explode = draw(st.sampled_from(STYLES))
    kind = draw(st.sampled_from(sorted(SCALARS)))
    shape = "object" if style == "deepObject" else draw(st.sampled_from(["scalar", "array", "object"]))
    if shape == "array":
        schema, value = {"type": "array", "items": SCALARS[kind]}, draw(st.lists(VALUES[kind], min_size=1, max_size=3))
    elif shape == "object":
        names = ("r", "g")
        schema = {"type": "object", "properties": dict.fromkeys(names, SCALARS[kind])}
        value = draw(st.dictionaries(st.sampled_from(names), VALUES[kind], min_size=1))
    else:
        schema, value = SCALARS[kind], draw(VALUES[kind])
    return param("p", where, schema, style=style, explode=explode), value


@given(placed())
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_read_back(case):
    parameter, value = case
    key = f"{parameter['in']}.p"
    made = contract([parameter], path="/a/{p}" if parameter["in"] == "path" else "/a", method="GET")
    try:
        request = encode(made, made.interactions[0], Draft({key: value}))
    except Unsendable:
        return
    assert decode(made, made.interactions[0], request).parameters == {key: value}
