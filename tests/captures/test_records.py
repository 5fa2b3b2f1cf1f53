"""The quick yes to records of Kafka and the full judgement say the same of the same records."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.captures.orders import BINARY, MESSAGES, PAID, PAID_HEADERS, contract, event, line, seen

from contractkit.captures.known import Known
from contractkit.captures.records import Records, payload_of
from contractkit.model import Contract

PLAIN: dict[str, Any] = {
    "stocked": {
        "headers": {"type": "object", "required": ["event-type"], "properties": {"event-type": {"const": "stocked"}}},
        "payload": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}},
    },
    "counted": {
        "headers": {"type": "object", "properties": {"event-type": {"const": "counted"}, "n": {"type": "integer"}}},
        "payload": {"type": "object"},
    },
}
CONTRACTS = {"binary": contract(BINARY), "cloud": contract(MESSAGES), "plain": contract(PLAIN)}
HEADERS = {**PAID_HEADERS, "content-type": "application/json"}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "binary": ("binary", {"topic": "orders", "key": PAID["order_id"], "headers": HEADERS, "value": PAID}),
    "binary text": ("binary", {"topic": "orders", "headers": HEADERS, "value": json.dumps(PAID)}),
    "cloud": ("cloud", {"topic": "orders", "partition": 0, "offset": 7, "key": "k", "value": event()}),
    "cloud text": ("cloud", {"topic": "orders", "key": "k", "payload": json.dumps(event())}),
    "plain": ("plain", {"topic": "orders", "headers": {"event-type": "stocked"}, "value": {"sku": "A"}}),
}
SAID = ["", "1", "order.paid", "order.created", "stocked", "counted", "é", "\ud800", "[1]", "null", "%zz", "1.0"]
MEDIA = ["application/json", "application/cloudevents+json", "text/plain"]
SCALARS = st.sampled_from([*SAID, *MEDIA, None, True, 0, 7, 1.5, -0.0, 2**31, 2**64, 1e300])
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=2) | st.dictionaries(st.just("x"), v), max_leaves=3)
NAMES = (
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "ce_tenant",
    "CE_ID",
    "ce-id",
    "ce_x_y",
    "content-type",
    "specversion",
)
TOP = (
    "topic",
    "channel",
    "key",
    "headers",
    "value",
    "payload",
    "key_base64",
    "value_base64",
    "specversion",
    "type",
    "id",
)
INNER = ("order_id", "id", "type", "sku", "specversion", "source", "name", "data", "event", "time", "new")


def verdict(capture: bytes, held: Contract, *, swift: bool) -> Any:
    found = seen(capture, held, swift=swift)
    causes = {key: (cause.count, cause.lines) for key, cause in found.causes.items()}
    counts = found.events, found.judged, found.again, found.bare, found.tombstones, found.lines, found.read
    return causes, found.types, found.wrong, counts, found.bad, found.unjudged


def same(held: Contract, good: Any, *lines: bytes) -> None:
    """Each after one that keeps its contract, so that a plan for it is known."""
    capture = b"\n".join((line(good), line(good), *lines, line(good)))
    assert verdict(capture, held, swift=True) == verdict(capture, held, swift=False)


@pytest.mark.parametrize("kind", KINDS)
def test_what_keeps_its_contract_is_quick(kind):
    held, record = KINDS[kind]
    body = payload_of(record)
    kept = Records(Known([CONTRACTS[held]])).kept(record, json.loads(body) if isinstance(body, str) else body)
    assert kept is not None
    assert [name for _, name in kept.types] == {"binary": ["OrderPaid"], "cloud": ["OrderCreated"]}.get(
        held, ["stocked"]
    )
    assert seen(line(record), CONTRACTS[held]).causes == {}


@settings(max_examples=250, deadline=None)
@given(st.sampled_from([*KINDS]), st.data())
def test_both_say_the_same_of_records_that_were_changed(kind, data):
    held, good = KINDS[kind]
    one = json.loads(json.dumps(good))
    changes = data.draw(st.dictionaries(st.sampled_from(TOP), VALUES, max_size=1))
    if isinstance(one.get("headers"), dict):
        one["headers"] |= data.draw(st.dictionaries(st.sampled_from((*NAMES, "event-type", "n")), VALUES, max_size=2))
        for name in data.draw(st.sets(st.sampled_from([*one["headers"]]), max_size=1)):
            del one["headers"][name]
        if data.draw(st.booleans()):
            one["headers"] = [{"key": name, "value": value} for name, value in one["headers"].items()]
    inner = data.draw(st.dictionaries(st.sampled_from(INNER), VALUES, max_size=2))
    for name in ("value", "payload"):
        if isinstance(one.get(name), dict):
            one[name] |= inner
        elif isinstance(one.get(name), str):
            one[name] = json.dumps(json.loads(one[name]) | inner)
    text = json.dumps({**one, **changes}).encode()
    same(CONTRACTS[held], good, text, text, line(good))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([*KINDS]), st.data())
def test_both_say_the_same_of_bytes_that_were_changed(kind, data):
    held, good = KINDS[kind]
    whole = bytearray(line(good))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b"{", b"}", b",", b":", b"\\", b"\\u003a", b"1e9", b"\0", b"\xff", b" ", b"-0"])
        )
    same(CONTRACTS[held], good, bytes(whole))


PAID_TEXT = line(KINDS["binary"][1]).decode()
INSIDE = '{"topic":"orders","headers":' + json.dumps(HEADERS) + ',"value":%s}'


@pytest.mark.parametrize(
    "text",
    [
        PAID_TEXT.replace('"id":7', '"id":7,"id":8'),
        PAID_TEXT.replace('"topic":"orders"', '"topic":"orders","topic":"x"'),
        PAID_TEXT.replace('"id":7', '"id":NaN'),
        PAID_TEXT.replace('"id":7', '"id":18446744073709551617'),
        PAID_TEXT.replace('"id":7', '"id":1e400'),
        PAID_TEXT.replace('"id":7', '"id":7.0'),
        PAID_TEXT.replace('"id":7', '"id":' + "[" * 1010 + "]" * 1010),
        "\ufeff" + PAID_TEXT,
        PAID_TEXT.replace("card", "\ud800"),
        PAID_TEXT.replace("card", "\\ud800"),
        PAID_TEXT + ",",
        PAID_TEXT + PAID_TEXT,
        INSIDE % json.dumps(json.dumps(PAID)[:-1] + ',"id":9}'),
        INSIDE % json.dumps("\ufeff" + json.dumps(PAID)),
        INSIDE % json.dumps(json.dumps(PAID).replace("7", "NaN")),
        INSIDE % json.dumps(json.dumps(PAID).replace(": 7", ": 123456789012345678901")),
        INSIDE % json.dumps(f" {json.dumps(PAID)}\n"),
        INSIDE % "null",
        INSIDE % '""',
        INSIDE % json.dumps([PAID]),
    ],
)
def test_both_say_the_same_of_hostile_records(text):
    held, good = KINDS["binary"]
    same(CONTRACTS[held], good, text.encode("utf-8", "surrogatepass"))
    same(
        CONTRACTS[held],
        {"topic": "orders", "headers": HEADERS, "value": json.dumps(PAID)},
        text.encode("utf-8", "surrogatepass"),
    )


def test_a_kind_that_is_wrong_at_first_is_quick_as_soon_as_it_is_right():
    held, good = KINDS["binary"]
    records = Records(Known([CONTRACTS[held]]))
    wrong = {**good, "value": {**PAID, "id": "x"}}
    assert records.kept(wrong, wrong["value"]) is None
    assert records.kept(good, PAID) is not None
    assert records.kept(wrong, wrong["value"]) is None


@pytest.mark.parametrize("text", ["\\ud800", "[\\ud800", "{\\ud800}"])
def test_half_a_surrogate_pair_stops_nothing(text):
    keyed = {"bindings": {"kafka": {"key": {"type": "integer"}}}, **PLAIN["stocked"]}
    held = contract({"stocked": keyed, "counted": PLAIN["counted"]})
    raw = '{"topic":"orders","key":"%s","headers":{"event-type":"%s","n":"%s"},"value":{"sku":"A"}}' % ((text,) * 3)
    stocked = raw.replace(f'"event-type":"{text}"', '"event-type":"stocked"')
    good = KINDS["plain"][1]
    same(held, good, raw.encode(), stocked.encode())
    assert seen(b"\n".join((raw.encode(), stocked.encode())), held).events == 2
