import pytest
from tests.operations import contract, param

from contractkit.model import ABSENT, Draft, Intent, Request, SecurityScheme, Target, Where, Wire
from contractkit.wire.classify import Broken, broken, classify

JSON = "application/json"
ORDER = {
    "type": "object",
    "required": ["name", "items"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "maxLength": 5},
        "items": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}},
        },
        "payment": {
            "oneOf": [
                {"type": "object", "required": ["card"], "properties": {"card": {"type": "string"}}},
                {"type": "object", "required": ["iban"], "properties": {"iban": {"type": "string"}}},
            ]
        },
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "a/b": {"type": "integer"},
    },
}
GOOD = {"name": "ok", "items": [{"sku": "s"}]}
PLACES = [
    param("id", "path", {"type": "integer"}),
    param("limit", "query", {"type": "integer", "maximum": 10}, required=True),
    param("tags", "query", {"type": "array", "items": {"enum": ["a", "b"]}}),
    param("X-H", "header", {"type": "integer"}),
    param("c", "cookie", {"type": "integer"}),
]
MADE = contract(
    PLACES,
    {JSON: ORDER, "application/x-www-form-urlencoded": {"type": "object", "required": ["name"]}},
    path="/o/{id}",
    siblings=["/o/latest"],
    security={"k": SecurityScheme("k", "apiKey", "", where=Where.QUERY, name="key")},
)
VALUES = {"path.id": 1, "query.limit": 5}


def shown(made=MADE, *, body=GOOD, media=JSON, raw=None, values=None, **more):
    draft = Draft({**VALUES, **{k.replace("__", "."): v for k, v in (values or {}).items()}}, body, media, raw, **more)
    return {(one.place, one.keyword) for one in broken(made, made.interactions[0], draft)}


def test_a_valid_request_breaks_nothing():
    values = {"query.tags": ["a", "b"], "header.X-H": 5, "cookie.c": 1}
    assert shown(values=values) == set()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"query.limit": 11}, {("query.limit", "maximum")}),
        ({"query.limit": "x"}, {("query.limit", "type")}),
        ({"query.limit": ABSENT}, {("query.limit", "required")}),
        ({"query.tags": ["a", "z"]}, {("query.tags/*", "enum")}),
        ({"path.id": "x"}, {("path.id", "type")}),
        ({"header.X-H": "x"}, {("header.X-H", "type")}),
        ({"cookie.c": "x"}, {("cookie.c", "type")}),
        ({"query.limit": 11, "header.X-H": "x"}, {("query.limit", "maximum"), ("header.X-H", "type")}),
        ({"query.limit": "5"}, set()),  # a query carries the same for "5" and 5
    ],
)
def test_parameters_are_judged_by_what_the_wire_carries(values, expected):
    assert shown(values=values) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "toolong"}, {("body/name", "maxLength")}),
        ({"name": ABSENT}, {("body/name", "required")}),
        ({"name": ABSENT, "items": ABSENT}, {("body/name", "required"), ("body/items", "required")}),
        ({"items": []}, {("body/items", "minItems")}),
        ({"items": [{"sku": "s"}, {"sku": 1}, {"sku": 2}]}, {("body/items/*/sku", "type")}),
        ({"items": [{}]}, {("body/items/*/sku", "required")}),
        ({"extra": 1}, {("body", "additionalProperties")}),
        ({"id": 5}, {("body/id", "readOnly")}),
        ({"payment": {}}, {("body/payment", "oneOf")}),
        ({"labels": {"x": 1}}, {("body/labels/x", "type")}),
        ({"a/b": "x"}, {("body/a~1b", "type")}),
    ],
)
def test_bodies_are_judged_place_by_place(change, expected):
    body = {name: value for name, value in {**GOOD, **change}.items() if value is not ABSENT}
    assert shown(body=body) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"body": ABSENT}, {("body", "required")}),
        ({"media": None}, {("media", "missing")}),
        ({"media": "text/plain"}, {("media", "unsupported")}),
        ({"media": "application/json; charset=utf-8"}, set()),
        ({"raw": b'{"name":'}, {("body", "syntax")}),
        ({"raw": b'{"name":"a","name":"b","items":[{"sku":"s"}]}'}, {("body", "wire")}),
        ({"raw": b'\xef\xbb\xbf{"name":"a","items":[{"sku":"s"}]}'}, {("body", "wire")}),
        ({"raw": b"[" * 100_000}, {("body", "wire")}),
        ({"raw": b'{"name":"a","items":[{"sku":"s","n":1e400}]}'}, {("body", "wire")}),
        ({"media": "application/x-www-form-urlencoded", "body": {"name": "x"}}, set()),
    ],
)
def test_media_type_and_syntax_are_judged(more, expected):
    assert shown(**more) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"query.limit": Wire("limit=5&limit=6")}, {("query.limit", "wire")}),
        ({"query.other": "x"}, {("query.other", "undeclared")}),
        ({"query.key": "credential"}, set()),
        ({"path.id": "a/b"}, {("path.id", "wire"), ("path.id", "type")}),
        ({"path.id": "latest"}, {("path.id", "wire"), ("path.id", "type")}),
        ({"path.id": Wire("1/2")}, {("path", "wire"), ("path.id", "required")}),
        ({"query.limit": "\x00"}, {("query.limit", "hostile"), ("query.limit", "type")}),
    ],
)
def test_what_servers_may_read_differently_is_told(values, expected):
    assert shown(values=values) == expected


@pytest.mark.parametrize(
    ("text", "hostile"), [("a\x00", True), ("\x7f", True), ("\ud800", True), ("a\tb\r\n", False), ("𝄞é", False)]
)
def test_characters_that_are_refused_for_other_reasons_are_told(text, hostile):
    made = contract(PLACES[1:2], content={JSON: {}})
    assert (("body", "hostile") in shown(made, body={"x": [text]})) is hostile


def test_a_header_beyond_ascii_is_read_differently_by_servers():
    made = contract([param("X-H", "header"), PLACES[1]], {JSON: {}})
    assert shown(made, values={"header.X-H": "é"}) == {("header.X-H", "wire")}


def test_a_broken_constraint_carries_what_stood_there():
    request = Request("POST", "/o/1?limit=11", (("Content-Type", JSON),), b'{"name":"ok","items":[{"sku":7}]}')
    assert broken(MADE, MADE.interactions[0], request) == (
        Broken("query.limit", "maximum", 11),
        Broken("body/items/*/sku", "type", 7),
    )


@pytest.mark.parametrize(
    ("target", "places", "intent"),
    [
        (None, [], Intent.VALID),
        (Target("query.q", "type"), [], Intent.VALID),
        (Target("query.q", "type"), [("query.q", "type")], Intent.FAULT),
        (Target("query.q", "type"), [("query.q", "type"), ("query.r", "type")], Intent.ROBUST),
        (None, [("query.q", "type")], Intent.ROBUST),
        (Target("body/name", "required"), [("body/name", "required")], Intent.FAULT),
        (Target("body/name", "required"), [("body", "required")], Intent.FAULT),
        (Target("body", "type"), [("body/name", "type")], Intent.FAULT),
        (Target("body/name", "type"), [("body/names", "type")], Intent.ROBUST),
        (Target("body/items/*/sku", "type"), [("body/items/*/sku", "type")], Intent.FAULT),
        (Target("body/labels/*", "type"), [("body/labels/x", "type")], Intent.FAULT),
        (Target("body/payment/oneOf:card/card", "type"), [("body/payment", "oneOf")], Intent.FAULT),
        (Target("body/payment/oneOf:card/card", "type"), [("body/payment/card", "type")], Intent.FAULT),
        (Target("body/payment/oneOf:card/card", "type"), [("body/payment/iban", "type")], Intent.ROBUST),
        (Target("body(multipart/form-data)/file", "type"), [("body/file", "type")], Intent.FAULT),
        (Target("media", "unsupported"), [("media", "unsupported")], Intent.FAULT),
        (Target("query.q", "type"), [("query.q", "type"), ("query.q", "hostile")], Intent.ROBUST),
        (Target("query.q", "type"), [("query.q", "wire")], Intent.ROBUST),
        (Target("body", "type"), [("body", "undecided")], Intent.ROBUST),
    ],
)
def test_a_fault_is_single_when_all_that_is_broken_lies_on_one_line(target, places, intent):
    assert classify(MADE, target, [Broken(*place) for place in places]) is intent
