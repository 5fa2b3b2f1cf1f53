"""What an event carries, as values: its body by its media type, its headers by the types that the contract gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.events.seen import contract, event, only

from contractkit.errors import Unjudged
from contractkit.events.reading import headers_of, read
from contractkit.model import ABSENT

TYPED = {
    "n": {"type": "integer"},
    "f": {"type": "number"},
    "b": {"type": "boolean"},
    "s": {"type": "string"},
    "any": {},
    "null": {"type": ["integer", "null"]},
    "list": {"type": "array", "items": {"type": "integer"}},
    "texts": {"type": "array", "items": {"type": "string"}},
    "map": {"type": "object", "properties": {"a": {"type": "integer"}}},
    "X-Case": {"type": "integer"},
}


def headers(schema, *pairs):
    of = contract(Paid={"headers": {"type": "object", **schema}, "payload": {}})
    return dict(headers_of(of.schemas, only(of), event({}, *pairs)))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("n", "5", 5),
        ("n", "-0", 0),
        ("n", "5.5", "5.5"),
        ("n", "05", "05"),
        ("n", "", ""),
        ("f", "5", 5),
        ("f", "1e3", 1000.0),
        ("b", "true", True),
        ("b", "True", "True"),
        ("b", "1", "1"),
        ("s", "5", "5"),
        ("s", "[1]", "[1]"),
        ("s", "", ""),
        ("any", "5", "5"),
        ("any", "[1]", "[1]"),
        ("null", "null", None),
        ("null", "5", 5),
        ("list", "1,2", [1, 2]),
        ("list", "[1, 2]", [1, 2]),
        ("list", "7", [7]),
        ("list", "[]", []),
        ("texts", "[a", ["[a"]),
        ("texts", '["a,b"]', ["a,b"]),
        ("map", '{"a": 1}', {"a": 1}),
        ("map", "a,1", {"a": 1}),
        ("s", "caf\u00e9", "caf\u00e9"),
        ("s", "\udcff", "\udcff"),
    ],
)
def test_a_header_is_read_as_the_type_its_schema_asks_for(name, text, value):
    found = headers({"properties": TYPED}, (name, text))
    assert found == {name: value}
    assert type(found[name]) is type(value)


def test_declared_names_have_no_case_and_keep_their_spelling():
    assert headers({"properties": TYPED}, ("x-case", "1"), ("N", "2")) == {"X-Case": 1, "n": 2}


@pytest.mark.parametrize(
    "schema",
    [
        {"additionalProperties": {"type": "integer"}},
        {"allOf": [{"properties": {"n": {}}}, {"properties": {"n": {"type": "integer"}}}]},
        {"oneOf": [{"properties": {"n": {"const": "a"}}}, {"properties": {"n": {"type": "integer"}}}]},
        {"properties": {"n": {"$ref": "#/components/schemas/N"}}},
    ],
)
def test_wherever_its_type_is_said(schema):
    of = contract(
        Paid={"headers": {"type": "object", **schema}, "payload": {}},
        more={"components": {"schemas": {"N": {"type": "integer"}}}},
    )
    assert headers_of(of.schemas, only(of), event({}, ("n", "5"))) == {"n": 5}


def test_what_brokers_and_tracers_add_is_not_of_the_application():
    added = (("Content-Type", "a/b"), ("traceparent", "00-1"), ("tracestate", "a=b"), ("x-death", "[]"), ("own", "1"))
    assert headers({}, *added) == {"own": "1"}
    assert headers({"properties": {"traceparent": {"type": "string"}}}, *added) == {"traceparent": "00-1", "own": "1"}


def test_without_a_schema_all_headers_are_as_they_stand():
    of = contract(Paid={"payload": {}})
    assert headers_of(of.schemas, only(of), event({}, ("content-type", "x"), ("a", "1"))) == {
        "content-type": "x",
        "a": "1",
    }


@pytest.mark.parametrize(
    ("body", "media", "value"),
    [
        (b'{"a": 1}', "application/json", {"a": 1}),
        (b'{"a": 1}', "Application/VND.x+JSON; charset=utf-8", {"a": 1}),
        (b"[1]", "text/json", [1]),
        (b'"x"', "application/json", "x"),
        (b"null", "application/json", None),
        (b"\x00\x00\x00\x00\x07[1]", "application/json", [1]),
        (b"\x00\x00\x00\x00\x07[1]", "application/octet-stream", "\x00\x00\x00\x00\x07[1]"),
        (b"\x00a", "text/plain; charset=utf-16-be", "a"),
        ("hello".encode("utf-16-be"), "text/plain; charset=utf-16-be", "hello"),
        (b"caf\xc3\xa9", "text/plain", "caf\u00e9"),
        (b"a=1&a=2", "application/x-www-form-urlencoded", {"a": ["1", "2"]}),
        (b"", "application/json", ABSENT),
        (b"\x00\x00\x00\x00\x07", "application/json", ABSENT),
    ],
)
def test_a_body_is_read_by_its_media_type(body, media, value):
    assert read(event(body, ("content-type", media))).body == value


def test_the_contract_says_what_a_message_does_not():
    assert read(event(b"1", ("x", "y")), content_type="text/plain; charset=utf-8").body == "1"
    assert read(event(b"1", ("content-type", "application/json")), content_type="text/plain").body == 1


def test_a_body_that_cannot_be_read_is_a_problem_and_no_value():
    found = read(event(b"{"))
    assert (found.body, [one.rule for one in found.problems]) == (ABSENT, ["not-json"])


@pytest.mark.parametrize("body", [b"[" * 200_000, b"1" * 10_000])
def test_a_body_that_is_not_wrong_and_cannot_be_read_is_not_judged(body):
    with pytest.raises(Unjudged):
        read(event(body))


@given(st.binary())
def test_any_bytes_are_read_or_problems(raw):
    found = read(event(raw))
    assert (found.body is not ABSENT) or found.problems or not raw or (len(raw) == 5 and raw[0] == 0)
