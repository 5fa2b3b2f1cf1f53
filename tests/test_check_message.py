"""`contractkit.check_message`: messages of any client against a contract, in a team's own tests."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from tests.captures.orders import BINARY, PAID, PAID_HEADERS, UUID, contract, event, typed
from tests.doubles import document, loaded

import contractkit
from contractkit.errors import ContractKitError, UsageError
from contractkit.model import Event, Message

CREATED, BOUGHT = contract(), contract(BINARY)
BODY = json.dumps(PAID).encode()
RAW_HEADERS = [(name, value.encode()) for name, value in PAID_HEADERS.items()]


class Confluent:
    """As confluent_kafka.Message: everything is a method."""

    def __init__(
        self, *, value: bytes | None = BODY, headers: Any = RAW_HEADERS, key: Any = UUID.encode(), error: Any = None
    ):
        self._told = {"value": value, "headers": headers, "key": key, "topic": "orders", "error": error}

    def __getattr__(self, name: str) -> Any:
        if name not in self._told:
            raise AttributeError(name)
        return lambda: self._told[name]


PROPERTIES = {
    "content_type": "application/json",
    "correlation_id": None,
    "message_id": None,
    "reply_to": None,
    "type": None,
}
SHAPES = {
    "confluent": Confluent(),
    "kafka-python": SimpleNamespace(topic="orders", value=BODY, key=UUID.encode(), headers=RAW_HEADERS, offset=1),
    "nats": SimpleNamespace(data=BODY, headers=PAID_HEADERS, subject="orders"),
    "pika": (SimpleNamespace(routing_key="orders"), SimpleNamespace(**PROPERTIES, headers=PAID_HEADERS), BODY),
    "pika callback": (
        0,
        SimpleNamespace(routing_key="orders"),
        SimpleNamespace(**PROPERTIES, headers=PAID_HEADERS),
        BODY,
    ),
    "aio-pika": SimpleNamespace(
        body=BODY,
        headers=PAID_HEADERS,
        routing_key="orders",
        properties=SimpleNamespace(**PROPERTIES, headers=PAID_HEADERS),
    ),
    "paho": SimpleNamespace(
        topic="orders",
        payload=BODY,
        properties=SimpleNamespace(UserProperty=list(PAID_HEADERS.items()), ContentType="application/json"),
    ),
    "redis": {name.encode(): value.encode() for name, value in PAID_HEADERS.items()}
    | {b"data": BODY, b"key": UUID.encode()},
    "redis entry": ("1-0", {**PAID_HEADERS, "payload": BODY.decode(), "key": UUID}),
    "record": {"topic": "orders", "key": UUID, "headers": PAID_HEADERS, "value": PAID},
    "event": Event("orders", Message(None, tuple(PAID_HEADERS.items()), BODY), UUID),
    "payload": PAID,
    "bytes": BODY,
    "text": BODY.decode(),
}


def told(contract: Any, message: Any, **more: Any) -> list[tuple[str, str]]:
    return [(one.scope, one.pointer) for one in contractkit.check_message(contract, message, **more)]


@pytest.mark.parametrize("name", SHAPES)
def test_a_message_that_keeps_its_contract_has_no_mismatch(name: str):
    assert told(BOUGHT, SHAPES[name]) == []


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in ("payload", "bytes", "text")])
def test_headers_are_judged_where_they_are_given(name: str):
    strict = contract(
        {
            "OrderPaid": {
                **BINARY["OrderPaid"],
                "headers": {"required": ["ce_id", "trace"], "properties": {"ce_type": {"const": "order.paid"}}},
            }
        }
    )
    assert told(strict, SHAPES[name]) == [("event.payload OrderPaid headers", "/required")]
    assert told(strict, PAID) == []


@pytest.mark.parametrize(
    ("message", "scopes"),
    [
        (Confluent(key=b"other"), ["key"]),
        (Confluent(key=None), ["key"]),
        (Confluent(value=json.dumps({**PAID, "id": "x"}).encode()), ["payload"]),
        (Confluent(value=BODY + b"}"), ["payload"]),
        (Confluent(value=BODY.replace(b'"id": 7', b'"id": 7, "id": 8')), ["payload"]),
        (Confluent(headers=[*RAW_HEADERS, ("content-type", b"application/xml")]), ["content-type"]),
        (Confluent(headers=[one for one in RAW_HEADERS if one[0] != "ce_source"]), ["envelope"]),
        (Confluent(value=BODY.replace(b'"card"', b'"\\ud800"')), ["payload"]),
        ({**PAID, "id": "x"}, ["payload"]),
        ({}, ["payload"]),
    ],
)
def test_a_mismatch_names_the_part(message: Any, scopes: list[str]):
    found = contractkit.check_message(BOUGHT, message, operation="sendOrder")
    assert sorted({one.scope for one in found}) == [f"event.payload OrderPaid {one}" for one in scopes]
    assert {one.check for one in found} == {"event-matches-contract"}


@pytest.mark.parametrize(
    ("message", "mismatches"),
    [
        (event(), []),
        (event(id=""), [("event.payload OrderCreated envelope", "/id")]),
        (event(type="order.deleted", data={}), []),
        (event(type="order.lost"), [("event.payload", "")]),
        ({"topic": "elsewhere", "headers": {}, "value": event()}, [("event.payload", "")]),
        ({"topic": "orders", "headers": {"content-type": "application/cloudevents+json"}, "value": event()}, []),
        (
            {"topic": "orders", "headers": {"content-type": "application/json"}, "value": event()},
            [("event.payload OrderCreated content-type", "")],
        ),
    ],
)
def test_a_structured_cloud_event_is_told_by_its_type(message: Any, mismatches: list[tuple[str, str]]):
    assert told(CREATED, message) == mismatches


def test_an_undocumented_message_says_what_there_is():
    [one] = contractkit.check_message(CREATED, event(type="order.lost"))
    assert one.check == "channel-has-documented-events"
    assert one.detail == "undocumented order.lost"
    assert one.expected == "one of OrderCreated, OrderDeleted"


def test_what_fits_none_says_each_flaw_of_the_nearest_once():
    wanted = {"required": ["a", "b"]}
    both = contract({"A": {"payload": wanted}, "B": {"payload": {"required": ["a", "b", "c"]}}})
    [one] = contractkit.check_message(both, {"x": 1})
    assert (one.actual.count('"a" is a required'), one.actual.count('"b" is a required')) == (1, 1)


def test_another_type_than_that_of_the_only_message_is_one_mismatch():
    fixed = {"properties": {"x-type": {"const": "paid"}, "trace": {"minLength": 9}}}
    only = contract({"Paid": {"headers": fixed, "payload": {"required": ["id"]}}})
    record = {"topic": "orders", "headers": {"x-type": "lost", "trace": "1"}, "value": {}}
    [one] = contractkit.check_message(only, record)
    assert one.detail == "undocumented lost"
    assert one.actual == "it says that it is 'lost', which the contract does not document"
    kept = {**record, "headers": {"x-type": "paid", "trace": "123456789"}, "value": {"id": 1}}
    assert told(only, kept) == []
    assert told(only, {**kept, "headers": {}}) == []  # the header may be absent


def test_what_fits_several_is_ambiguous_until_it_is_said():
    both = contract({"A": {"payload": {"type": "object"}}, "B": {"payload": {"required": ["b"]}}})
    [one] = contractkit.check_message(both, {"b": 1})
    assert "it fits A and B" in one.actual
    assert told(both, {"b": 1}, type="A") == []
    assert told(both, {}, type="B") == [("event.payload B payload", "/required")]
    assert told(both, {}) == []


@pytest.mark.parametrize(
    "given", [{"type": "order.paid"}, {"type": "OrderPaid"}, {"operation": "sendOrder", "type": "OrderPaid"}]
)
def test_a_type_is_named_as_the_contract_or_as_events_name_it(given: dict[str, str]):
    assert told(BOUGHT, PAID, **given) == []
    assert set(told(BOUGHT, {}, **given)) == {("event.payload OrderPaid payload", "/required")}


NAMED = {
    "created": {"name": "OrderCreatedEvent", **typed("order.created", {"required": ["id"]})},
    "gone": {"name": "Gone", "payload": {"required": ["id"]}},
    "lost": {"name": "Gone", "payload": {}},
    "Gone2": {"name": "created", "payload": {}},
}


@pytest.mark.parametrize("name", ["created", "OrderCreatedEvent", "order.created"])
def test_a_type_may_be_any_name_of_one_message(name: str):
    wrong = {scope for scope, _ in told(contract(NAMED), {}, type=name)}
    assert wrong == {"event.payload created payload", "event.payload created envelope"}
    assert told(contract(NAMED), event(data={"id": 1}), type=name) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Gone", "2 messages of .* are called 'Gone': gone \\(.*\\) and lost \\(.*\\); give operation= as well"),
        ("order.gone", "known: created, OrderCreatedEvent, order.created, gone, Gone, lost, Gone2"),
    ],
)
def test_a_name_of_several_or_of_none_is_refused_with_those_there_are(name: str, says: str):
    with pytest.raises(UsageError, match=says):
        contractkit.check_message(contract(NAMED), {}, type=name)


@pytest.mark.parametrize(
    ("message", "given", "says"),
    [
        (PAID, {"operation": "sendOrders"}, "has no operation 'sendOrders'; did you mean 'sendOrder'?"),
        (PAID, {"type": "OrderPayed"}, "has no message 'OrderPayed'; did you mean 'OrderPaid'?"),
        (PAID, {"type": "zzz"}, "has no message 'zzz'; known: OrderPaid, order.paid"),
        (5, {}, "int is no message that contractkit reads"),
        (None, {}, "NoneType is no message"),
        ((1, 2, 3), {}, "this tuple is neither"),
        ({b"x": b"1"}, {}, "no field of this entry holds a payload"),
        (Confluent(error="broker is gone"), {}, "this is no message, the client says: broker is gone"),
        ({"topic": "orders", "headers": 3, "value": PAID}, {}, "headers that are neither an object nor a list"),
    ],
)
def test_what_cannot_be_read_or_found_is_one_sentence(message: Any, given: dict[str, str], says: str):
    with pytest.raises(UsageError, match=says.replace("?", "\\?")):
        contractkit.check_message(BOUGHT, message, **given)


def test_a_contract_of_http_is_refused():
    with pytest.raises(UsageError, match="check_response"):
        contractkit.check_message(loaded(document({"200": {"description": ""}})), {})


def test_what_cannot_be_judged_is_no_pass():
    odd = contract({"Odd": {"payload": {"schemaFormat": "application/vnd.google.protobuf", "schema": "x"}}})
    with pytest.raises(ContractKitError, match="Protobuf"):
        contractkit.check_message(odd, b"\x08\x01")


def test_keys_of_the_settings_are_those_of_the_contract():
    catalogue = contract({"Plain": {"x-key": "/id", "payload": {"type": "object"}}})
    assert told(catalogue, {"topic": "orders", "key": "1", "headers": {}, "value": {"id": "1"}}) == []
    assert told(catalogue, {"topic": "orders", "key": "2", "headers": {}, "value": {"id": "1"}}) == [
        ("event.payload Plain key", "/id")
    ]
    assert told(catalogue, {"id": "1"}) == []
