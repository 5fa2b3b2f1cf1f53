"""What a payload is about can be read by an operation whose path parameters it says."""

import pytest
from tests.doubles import loaded

from contractkit.events.addressing import parameters_of, places_of, same
from contractkit.model import Effect


def reading(*names):
    from json import dumps

    path = "".join(f"/{{{name}}}" for name in names) or "/all"
    parameters = [{"name": name, "in": "path", "required": True, "schema": {}} for name in names]
    get = {"operationId": "read", "parameters": parameters, "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {path: {"get": get}}}
    return loaded(dumps(document)).interactions[0]


def found(payload, *names, **given):
    return parameters_of(Effect("read", "read", tuple(given.items())), reading(*names), payload)


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ({"order_id": "a", "id": "b"}, "a"),
        ({"orderId": "a", "id": "b"}, "a"),
        ({"Order-ID": 5}, 5),
        ({"id": "b"}, "b"),
        ({"uuid": "b"}, "b"),
        ({"order": {"id": "b"}}, "b"),
        ({"deep": {"order_id": "a"}, "id": "b"}, "a"),
        ({"deep": {"order_id": "a"}, "order_id": "b"}, "b"),  # the shallow one
        ({"order_id": None}, None),
    ],
)
def test_a_parameter_is_the_member_of_its_name_or_the_only_one_the_id(payload, value):
    assert found(payload, "order_id") == {"path.order_id": value}


@pytest.mark.parametrize("payload", [{"order_id": ["a"]}, {"name": "x"}, {}, [{"id": 1}], "x", None])
def test_what_a_payload_does_not_say_cannot_be_read(payload):
    assert found(payload, "order_id") is None


def test_of_several_parameters_each_needs_its_own_member():
    assert found({"order_id": 1, "line_id": 2}, "order_id", "line_id") == {"path.order_id": 1, "path.line_id": 2}
    assert found({"order_id": 1, "id": 2}, "order_id", "line_id") is None
    assert found({"a": 1}) == {}


def test_the_settings_say_where_it_stands():
    assert found({"id": 1, "ref": {"a/b": 2}}, "order_id", order_id="/ref/a~1b") == {"path.order_id": 2}
    assert found({"id": 1}, "order_id", order_id="/ref") is None


def test_places_are_pointers():
    assert places_of(Effect("read", "read"), reading("id"), {"a/b": {"id": 1}}) == {"path.id": "/a~1b/id"}


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("order_id", "orderId", True), ("Order-Id", "ORDERID", True), ("id", "ids", False)]
)
def test_names_are_one_however_their_words_are_joined(one, other, alike):
    assert same(one, other) is alike


def test_a_parameter_of_the_address_names_it_too():
    own = reading("id")
    assert places_of(Effect("read", "x", (("id", "{lampId}"),)), own, {}, ("lampId",)) == {"path.id": "{lampId}"}
    assert parameters_of(Effect("read", "x", (("id", "{lampId}"),)), own, {}, {"lampId": "7"}) == {"path.id": "7"}
    lamp = reading("lamp_id")
    assert parameters_of(Effect("read", "x"), lamp, {}, {"lampId": "7"}) == {"path.lamp_id": "7"}
    assert parameters_of(Effect("read", "x"), lamp, {"lampId": "8"}, {"lampId": "7"}) == {"path.lamp_id": "8"}
    assert parameters_of(Effect("read", "x"), lamp, {}, {"other": "7"}) is None
