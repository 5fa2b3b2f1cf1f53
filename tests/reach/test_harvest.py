import json

import pytest

from contractkit.model import Message, Request
from contractkit.reach.harvest import expression, ids

JSON = (("content-type", "application/json"),)


def reply(value, *headers):
    return Message(200, (*JSON, *headers), json.dumps(value).encode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"id": 7}, [7]),
        ({"order_id": "a", "id": "b"}, ["a"]),
        ({"data": {"id": "x"}}, ["x"]),
        ({"items": [{"id": 1}, {"id": 2}]}, [1, 2]),
        ([{"id": 1}, {"id": 2}], [1, 2]),
        ({"orders": [{"orderId": "q"}]}, ["q"]),
        ({"data": {"type": "orders", "attributes": {"id": "deep"}}}, ["deep"]),
        ({"total": 3}, []),
        ({"id": None}, []),
        ({"id": True}, []),
        ("text", []),
    ],
)
def test_ids_are_found_where_services_put_them(value, expected):
    assert list(ids(reply(value), "order_id", "order"))[: len(expected) or None] == expected


def test_location_comes_first_and_is_read_by_the_template():
    answer = reply({"id": "body"}, ("Location", "http://x/v1/orders/a%20b?x=1"))
    assert next(ids(answer, "order_id", "order", path="/orders/{order_id}")) == "a b"


def test_an_unreadable_body_gives_no_ids():
    assert list(ids(Message(200, JSON, b"{"), "id", "order")) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$response.body#/id", 5),
        ("$response.body#/list/1/n", "b"),
        ("$response.body#/nowhere", None),
        ("$response.header.X-Id", "h"),
        ("$request.path.order_id", "o1"),
        ("$request.body#/name", "n"),
        ("constant", "constant"),
        (12, 12),
        ("$url", None),
    ],
)
def test_runtime_expressions_of_links(text, value):
    answer = reply({"id": 5, "list": [{"n": "a"}, {"n": "b"}]}, ("X-Id", "h"))
    request = Request("POST", "/orders", (), b'{"name": "n"}')
    assert expression(text, request, {"path.order_id": "o1"}, answer) == value
