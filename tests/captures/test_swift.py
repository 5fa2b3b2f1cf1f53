"""The quick yes and the full judgement say the same of the same lines."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.captures.orders import BINARY, MESSAGES, UUID, contract, event, line, seen, typed
from tests.captures.test_processes import capture

from contractkit.captures.known import Known
from contractkit.captures.swift import ATTRIBUTES, plain, swift
from contractkit.events.cloud import REQUIRED, flaws

orjson = pytest.importorskip("orjson")

TEXTS = st.one_of(st.text(max_size=5), st.sampled_from(["1.0", "", " ", "/orders", "a b", "%zz", "%20", "é", "\ud800"]))
TIMES = st.sampled_from(
    [
        "2026-11-21T10:00:00Z",
        "2026-11-21t10:00:00.123456z",
        "2026-02-31T10:00:00+01:00",
        "2026-11-21T10:00:00",
        "2026-11-21T10:00:0,Z",
        "2026-11-21 10:00:00Z",
        "2026-13-21T10:00:00Z",
        "2026-11-21T23:59:60Z",
        "2026-11-21T24:00:00Z",
        "٢٠٢٦-11-21T10:00:00Z",
    ]
)
SCALARS = st.one_of(
    TEXTS,
    TIMES,
    st.sampled_from(["order.created", "order.deleted", "OrderDeleted"]),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
)
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=2) | st.dictionaries(TEXTS, v, max_size=2), max_leaves=4)
ODD = ("data_base64", "tenant", "traceparent", "X", "a_b", "other", "topic", "value", "name", "event")
NAMES = st.sampled_from((*ATTRIBUTES, *ODD))
CHANGES = st.dictionaries(NAMES, VALUES, max_size=3)
DATA = st.dictionaries(st.sampled_from(["order_id", "email", "total", "lines", "new"]), VALUES, max_size=2)


def verdict(capture: bytes, *, swift: bool) -> Any:
    found = seen(capture, swift=swift)
    causes = {key: cause.count for key, cause in found.causes.items()}
    return causes, found.types, found.events, found.judged, found.again, found.bad.keys(), found.unjudged.keys()


def same(*lines: bytes) -> None:
    """Each after one that is known to be good, so that names of lists are known."""
    good = line(event(id="good"))
    capture = b"\n".join((*[good] * 9, *lines))
    assert verdict(capture, swift=True) == verdict(capture, swift=False)


@settings(max_examples=200, deadline=None)
@given(CHANGES, DATA, st.booleans())
def test_both_say_the_same_of_events_that_were_changed(changed, data, compact):
    one = event(**changed)
    if isinstance(one.get("data"), dict):
        one["data"] = {**one["data"], **data}
    same(json.dumps(one, separators=(",", ":") if compact else None).encode())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_both_say_the_same_of_bytes_that_were_changed(data):
    whole = bytearray(line(event(data__email="a@example.com")))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b"{", b"}", b",", b":", b"\\", b"\\u003a", b"1e9", b"\0", b"\xff", b" ", b"-0"])
        )
    same(bytes(whole))


TEXT = line(event()).decode()


HOSTILE = (
    TEXT.replace('"id":"1"', '"id":"1","id":"2"'),
    TEXT.replace('"id":"1"', '"id" :"1", "id":"1"'),
    TEXT.replace('"total":19.99', '"total":19.99,"total":"x"'),
    TEXT.replace('"sku":"A"', '"sku":"A","\\u0073ku":"A"'),
    TEXT.replace('"sku":"A"', '"a\\u003a":"A","sku":1,"sku":2'),
    TEXT.replace("19.99", "18446744073709551617"),
    TEXT.replace("19.99", "18446744073709551615"),
    TEXT.replace("19.99", "-9223372036854775809"),
    TEXT.replace("19.99", "123456789012345678901234567890123456789"),
    TEXT.replace("19.99", "1e400"),
    TEXT.replace("19.99", "NaN"),
    TEXT.replace("19.99", "-0"),
    TEXT.replace("19.99", "-0.0"),
    TEXT.replace("19.99", "1.990e1"),
    TEXT.replace("19.99", "19.990000000000000000001"),
    TEXT.replace("/orders", "/\\ud800"),
    TEXT.replace('"sku":"A"', '"sku":' + "[" * 300 + "]" * 300),
    TEXT.replace('"sku":"A"', '"sku":' + "[" * 1010 + "]" * 1010),
    "\ufeff" + TEXT,
    TEXT + ",",
    TEXT + TEXT,
    TEXT.replace("{", "{ ").replace(":", " : "),
    TEXT.replace("/orders", "/\\u00fcber"),
    TEXT.replace("/orders", "/über"),
    json.dumps(event(dataschema="http://[x")),
    json.dumps(event(dataschema="https://example.com/order.json", datacontenttype="application/json; charset=utf-8")),
    json.dumps(event(time="2026-11-21T10:00:0,Z")),
    json.dumps(event(tenant=1.0)),
    json.dumps(event(tenant=True)),
    json.dumps(event(sequence=2**31)),
    json.dumps([event(id="2"), event(id="3")]),
    TEXT.replace("specversion", "pecversion"),
    TEXT.replace('"specversion":', '"value":{},"v":'),
    json.dumps(event(id="")),
    json.dumps(event(id="", data={})),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_both_say_the_same_of_hostile_lines(text):
    same(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("text", HOSTILE)
def test_both_say_the_same_without_orjson(text, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("contractkit.captures.together.orjson", None)
    monkeypatch.setattr("contractkit.captures.values.orjson", None)
    same(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("parts", "events"),
    [
        ([TEXT + "," + TEXT, '{"a":[1', "2]}"], 0),
        ([TEXT + "," + TEXT, '{"x":[{"y":1}', '{"z":2}]}'], 0),
        ([TEXT + ",null," + TEXT], 0),
        ([TEXT + ",null," + TEXT, '{"a":[1', "2]}"], 0),
        ([TEXT, "null", TEXT.replace('"id":"1"', '"id":"2"')], 2),
        ([TEXT, TEXT.replace('"id":"1"', '"id":"2"')], 2),
    ],
)
def test_lines_are_judged_one_by_one_although_they_are_read_together(parts, events):
    found = seen("\n".join(parts).encode())
    assert found.events == events
    assert sum(noted.count for noted in found.bad.values()) == len(parts) - events


def test_lines_that_keep_their_contract_are_taken_by_lists_of_them():
    said = swift(Known([contract()]))["order.created"]
    assert [*said.unlike([event(), event(id="2", data__total=3)])] == []
    assert [*said.unlike([event(data__total="3"), event(), event(tenant="acme"), event(id="")])] == [0, 3]


def test_members_that_come_and_go_are_as_good_as_those_that_stay():
    said = swift(Known([contract()]))["order.created"]
    plain = {name: value for name, value in event().items() if name != "time"}
    for values in ([event(), plain, event(subject="a"), plain], [plain, event(), {**plain, "subject": "b"}, event()]):
        assert [*said.unlike(values)] == []
        assert [*said.unlike([*values, event(unheardOf="x"), {**plain, "subject": ""}])] == [4, 5]
    del plain["id"]
    assert not said.valid(plain)


def test_what_is_wrong_is_told_as_by_the_full_judgement(tmp_path):
    text = capture(tmp_path / "a", 2_000).read_bytes()
    assert seen(text) == seen(text, swift=False)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_what_is_taken_is_a_cloud_event(changed):
    """Also where the contract itself says nothing of the envelope."""
    envelope = {"properties": {name: {} for name in REQUIRED}}
    only = {"properties": {"type": {"const": "order.created"}}}
    loose = contract({"Any": {"payload": {"allOf": [envelope, only]}}})
    known = swift(Known([loose])).get("order.created")
    one = event(**changed)
    assert known is not None
    if one.get("type") == "order.created" and known.valid(one):
        assert not list(flaws({name: value for name, value in one.items() if name not in ("data", "data_base64")}))


@pytest.mark.parametrize(
    ("messages", "quick"),
    [
        (MESSAGES, {"OrderCreated", "order.created", "OrderDeleted", "order.deleted"}),
        ({**MESSAGES, "Again": typed("order.created", {})}, {"Again", "OrderCreated", "OrderDeleted", "order.deleted"}),
        ({**MESSAGES, "Plain": {"payload": {"type": "object"}}}, set()),
        ({"Avro": {**typed("order.created", {}), "contentType": "application/octet-stream"}}, set()),
        (BINARY, {"OrderPaid", "order.paid"}),
    ],
)
def test_only_types_that_are_told_by_their_name_alone_are_quick(messages, quick):
    assert set(swift(Known([contract(messages)]))) == quick


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"a": 1, "b": {"a": 1}}', True),
        ('{"a": "x:y", "b": [1.50, 1e2, "\\u00e9"]}', True),
        ('{"a": 1, "a": 1}', False),
        ('{"id": "1234567890123456789012"}', True),
        ('{"id": 12345678901234567890123}', False),
        (f'{{"id": "{UUID}"}}', True),
    ],
)
def test_json_has_one_meaning(text, kept):
    assert plain(text.encode(), orjson.dumps(orjson.loads(text))) is kept


def test_names_beside_an_event_are_not_its_own():
    record = {"id": "9", "source": "/x", "type": "order.created", "value": event(id="a")}
    same(line(record), line({**record, "id": "10"}))
