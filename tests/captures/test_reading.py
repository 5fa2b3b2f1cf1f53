"""Lines of captures of every shape: what is found on them, and what is only counted."""

import json
from typing import Any

import pytest
from tests.captures.orders import (
    BINARY,
    MESSAGES,
    PAID,
    PAID_HEADERS,
    UUID,
    contract,
    event,
    line,
    seen,
    shown,
    typed,
)

from contractkit.captures.reading import Reader
from contractkit.model import Severity

both = pytest.mark.parametrize("swift", [True, False])


@both
@pytest.mark.parametrize(
    ("one", "causes"),
    [
        (event(), {}),
        (event(tenant="acme", traceparent="00-1"), {}),
        (event(data__total="3"), {"schema OrderCreated": [1]}),
        (event(id=""), {"cloud-event OrderCreated": [1]}),
        (event(time="yesterday"), {"cloud-event OrderCreated": [1], "schema OrderCreated": [1]}),
        (event(type="order.paid"), {"undocumented-type order.paid": [1]}),
        (event(type="order.deleted", data={}), {}),
        (event(type="order.deleted"), {"schema OrderDeleted": [1]}),
        (event(data=None), {"schema OrderCreated": [1]}),
        (event(specversion="0.3"), {"cloud-event OrderCreated": [1], "schema OrderCreated": [1]}),
    ],
)
def test_an_event_is_judged_by_the_type_it_says(one: Any, causes: dict[str, list[int]], swift: bool):
    assert shown(seen(line(one), swift=swift)) == causes


@both
def test_half_a_surrogate_pair_is_one_finding(swift: bool):
    half = json.dumps(event(subject="\ud800")).encode()
    whole = json.dumps(event(id="2", subject="\U0001f600")).encode()
    assert shown(seen(half + b"\n" + whole, swift=swift)) == {"lone-surrogate OrderCreated": [1]}
    record = b'{"topic":"orders","value":' + half + b"}"
    assert shown(seen(record, swift=swift)) == {"lone-surrogate OrderCreated": [1]}


@both
def test_findings_are_causes_with_counts_and_first_lines(swift: bool):
    lines = [line(event(id=str(number), data__total="3" if number % 2 else 3)) for number in range(1, 21)]
    found = seen(b"\n".join(lines), swift=swift)
    [cause] = found.causes.values()
    assert (cause.count, [at for _, at in cause.lines]) == (10, [1, 3, 5, 7, 9])
    assert cause.example == lines[0]
    assert found.events == 20
    [(name, count)] = found.types.items()
    assert (name, count, found.wrong[name]) == (("orders-events", "OrderCreated"), 20, 10)


def test_only_what_is_an_annotation_in_json_schema_is_minor():
    [minor] = seen(line(event(data__email="nobody"))).causes.values()
    [major] = seen(line(event(data__total="3"))).causes.values()
    assert (minor.finding.severity, major.finding.severity) == (Severity.MINOR, Severity.MAJOR)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"{", "not JSON"),
        (b"\0\1\2\xff", "not JSON"),
        (line(event())[:-5], "not JSON"),
        (b"5", "no JSON object"),
        (b'{"hello": "world"}', "neither a CloudEvent nor a record with a value or payload"),
        (b"[" * 100_000, "JSON that cannot be read here: too deep, or a number too long"),
        (b'{"value_base64": "%"}', "a value that should be Base64 and is not"),
        (b'{"value": {}, "headers": 3}', "headers that are neither an object nor a list"),
        (b'{"value": {}, "headers": [[1, 2, 3]]}', "a header that is neither {key, value} nor a pair"),
        (b"[[{}]]", "a list within a list"),
    ],
)
def test_bad_lines_are_counted_and_stop_nothing(bad: bytes, why: str):
    found = seen(b"\n".join([line(event(id="1")), bad, line(event(id="2")), bad]))
    assert found.events == 2
    assert {why: (noted.count, [at for _, at in noted.lines]) for why, noted in found.bad.items()} == {why: (2, [2, 4])}


@both
def test_a_very_long_line_and_no_newline_at_the_end_are_read(swift: bool):
    long = line(event(id="1", data__note="x" * 10_000_000))
    found = seen(b"\n" + long + b"\r\n\n" + line(event(id="2")), swift=swift)
    assert (found.events, found.lines, found.causes) == (2, 4, {})


def test_an_empty_capture_shows_nothing():
    found = seen(b"")
    assert (found.lines, found.events, found.judged) == (0, 0, 0)


@pytest.mark.parametrize(
    ("other", "again", "causes"),
    [
        (event(), 1, {}),
        (event(data__total=3), 0, {"id-used-twice any CloudEvent": [2]}),
        (event(source="/other", data__total=3), 0, {}),
        (event(id="2", data__total=3), 0, {}),
    ],
)
@both
def test_source_and_id_are_of_one_event(other: Any, again: int, causes: dict[str, list[int]], swift: bool):
    found = seen(line(event()) + b"\n" + line(other), swift=swift)
    assert (found.again, shown(found)) == (again, causes)


def test_white_space_makes_no_other_event():
    spaced = json.dumps(event()).encode()
    assert seen(line(event()) + b"\n" + spaced).again == 1
    assert seen(spaced + b"\n" + line(event())).again == 1


BRIDGED = {
    "topic": "orders",
    "headers": {"content-type": "application/json", **{f"ce_{k}": v for k, v in event().items() if k != "data"}},
    "value": event()["data"],
}


@pytest.mark.parametrize(
    "other",
    [
        BRIDGED,
        {**BRIDGED, "value": json.dumps(BRIDGED["value"], sort_keys=True)},
        {"topic": "orders", "value": event()},
        event(datacontenttype="application/json"),
        dict(reversed(event().items())),
    ],
)
def test_one_event_in_two_modes_is_the_same_event(other: Any):
    for swift in (True, False):
        found = seen(line(event()) + b"\n" + line(other), swift=swift)
        assert (found.again, shown(found).get("id-used-twice any CloudEvent")) == (1, None)


@pytest.mark.parametrize(
    "changed", [{"value": {**event()["data"], "total": 3}}, {"headers": {**BRIDGED["headers"], "ce_subject": "x"}}]
)
def test_another_event_in_another_mode_is_another_one(changed: dict[str, Any]):
    found = seen(line(event()) + b"\n" + line({**BRIDGED, **changed}))
    assert (found.again, shown(found)["id-used-twice any CloudEvent"]) == (0, [2])


def test_a_type_that_nobody_documents_is_told_by_channel():
    records = [{"topic": topic, "value": event(type="order.lost")} for topic in ("orders", "elsewhere", "orders")]
    found = seen(b"\n".join(map(line, records)), contract(address="{any}"))
    assert [(cause.finding.detail, cause.count) for cause in found.causes.values()] == [("orders", 2), ("elsewhere", 1)]


RECORD = {"topic": "orders", "partition": 0, "offset": 17, "timestamp": 1}
PAIRS = list(PAID_HEADERS.items())


@pytest.mark.parametrize(
    "headers",
    [
        PAID_HEADERS,
        [{"key": name, "value": value} for name, value in PAIRS],
        [{"name": name, "value": value} for name, value in PAIRS],
        [{name: value} for name, value in PAIRS],
        [list(pair) for pair in PAIRS],
        [text for pair in PAIRS for text in pair],
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        {"value": PAID},
        {"value": json.dumps(PAID)},
        {"payload": PAID},
        {"value_base64": "eyJvcmRlcl9pZCI6ImEiLCJpZCI6NywidHlwZSI6ImNhcmQifQ==", "key": "a"},
    ],
)
def test_records_of_kafka_are_read_as_any_tool_writes_them(headers: Any, value: Any):
    record = {**RECORD, "key": UUID, "headers": headers, **value}
    found = seen(line(record), contract(BINARY))
    assert (found.judged, shown(found), found.bad, found.bare) == (1, {}, {}, 0)


@pytest.mark.parametrize(
    ("changed", "causes"),
    [
        ({}, {}),
        ({"key": "other"}, {"key-of-payload OrderPaid": [1]}),
        ({"key": None}, {"key-of-payload OrderPaid": [1]}),
        ({"value": {**PAID, "id": "x"}}, {"schema OrderPaid": [1]}),
        ({"headers": {**PAID_HEADERS, "ce_source": ""}}, {"cloud-event OrderPaid": [1]}),
        ({"headers": {**PAID_HEADERS, "ce_type": "order.lost"}}, {"undocumented-type order.lost": [1]}),
        ({"headers": {**PAID_HEADERS, "content-type": "text/plain"}}, {"content-type-documented OrderPaid": [1]}),
        ({"topic": "elsewhere"}, {"undocumented-channel elsewhere": [1]}),
        ({"topic": "", "channel": "orders"}, {}),
    ],
)
def test_everything_that_a_record_tells_is_judged(changed: Any, causes: dict[str, list[int]]):
    record = {**RECORD, "key": UUID, "headers": PAID_HEADERS, "value": PAID, **changed}
    assert shown(seen(line(record), contract(BINARY))) == causes


def test_what_a_record_does_not_tell_is_not_judged():
    found = seen(line({**RECORD, "value": PAID}), contract(BINARY))
    assert (shown(found), found.bare, found.judged) == ({}, 1, 1)
    assert shown(seen(line({**RECORD, "value": {}}), contract(BINARY))) == {"schema OrderPaid": [1]}


def test_a_structured_event_in_a_record_is_one():
    assert shown(seen(line({**RECORD, "value": event()}))) == {}
    assert shown(seen(line({**RECORD, "value": event(id="")}))) == {"cloud-event OrderCreated": [1]}


def test_a_tombstone_is_counted_alone():
    found = seen(line({**RECORD, "key": UUID, "value": None, "headers": PAID_HEADERS}), contract(BINARY))
    assert (found.tombstones, found.events, shown(found)) == (1, 0, {})
    assert shown(seen(line({**RECORD, "value": None, "headers": PAID_HEADERS}), contract(BINARY))) == {
        "no-payload OrderPaid": [1]
    }


@pytest.mark.parametrize("name", ["total", "total2"])
def test_a_name_twice_in_a_record_is_found(name: str):
    text = line({**RECORD, "value": event()}).replace(b'"total":19.99', b'"total":19.99,"%s":3' % name.encode())
    assert bool(seen(text).causes) is (name == "total")


BATCH = [event(id="1"), event(id="2", data__total="3"), event(id="3")]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (line(BATCH), 1),
        (line(event(id="0")) + b"\n" + line(BATCH), 2),
        (json.dumps(BATCH, indent=2).encode(), 18),
        (b"[\n" + b",\n".join(map(line, BATCH)) + b"\n]\n", 3),
        (b"[" + b"\n,".join(map(line, BATCH)) + b"]", 2),
        (line({**RECORD, "value": BATCH, "headers": {"content-type": "application/cloudevents-batch+json"}}), 1),
    ],
)
def test_batches_are_read_event_by_event(text: bytes, at: int):
    found = seen(text)
    assert found.events - (at == 2 and text.startswith(b"{")) == 3
    assert (shown(found), found.bad) == ({"schema OrderCreated": [at]}, {})


@pytest.mark.parametrize(
    "text",
    [
        b"[\n" + line(event()) + b",\n",
        b"[\n" + line(event()) + b"\n]\n" + line(event()),
        b"[\n" + line(event()) + b"]]",
    ],
)
def test_a_batch_that_does_not_end_as_one_is_told(text: bytes):
    found = seen(text)
    assert found.events == 1
    assert list(found.bad) == ["an array that does not end, or more than an array"]


def test_brackets_in_texts_end_nothing():
    odd = event(data__note='[{"\\]}', tenant='"')
    assert seen(b"[\n" + line(odd) + b",\n" + line(event(id="2")) + b"]").events == 2


def test_what_several_contracts_document_is_judged_by_each():
    strict = contract({"Created": typed("order.created", {"properties": {"total": {"maximum": 1}}})}, address="other")
    other = contract({"Lost": typed("order.lost", {})})
    for swift in (True, False):
        found = seen(line(event()), contract(), strict, other, swift=swift)
        assert shown(found) == {"schema Created": [1]}
        assert {name for _, name in found.types} == {"OrderCreated", "Created"}
    assert shown(seen(line({**RECORD, "value": event()}), contract(), strict)) == {}


def test_what_cannot_be_judged_is_no_finding_and_no_proof():
    odd = {**typed("order.created", {}), "payload": {"schemaFormat": "application/vnd.google.protobuf", "schema": "x"}}
    found = seen(line(event()), contract({"Odd": odd}))
    assert (found.judged, found.causes) == (0, {})
    [why] = found.unjudged
    assert "Protobuf" in why


def test_an_event_of_no_name_that_fits_none_says_what_is_nearest():
    one = contract({"A": {"payload": {"required": ["a"]}}, "B": {"payload": {"required": ["b", "c"]}}})
    [cause] = seen(line({**RECORD, "value": {"x": 1}}), one).causes.values()
    assert cause.finding.rule == "no-type"
    assert cause.finding.actual.endswith('nearest is A (payload: "a" is a required property)')
    assert shown(seen(line({**RECORD, "value": {"a": 1}}), one)) == {}


def test_types_and_channels_that_are_made_up_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("contractkit.captures.gathered.MOST", 3)
    found = seen(b"\n".join(line(event(id=str(n), type=f"t{n}")) for n in range(9)))
    assert {key[1]: cause.count for key, cause in found.causes.items()} == {"t0": 1, "t1": 1, "t2": 1, "(others)": 6}


def test_without_orjson_the_same_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("contractkit.captures.together.orjson", None)
    text = b"\n".join([line(event()), line(event()), line(event(id="2", data__total="3"))])
    found = seen(text)
    assert (found.again, shown(found)) == (1, {"schema OrderCreated": [3]})


def test_a_reader_knows_types_by_their_names(monkeypatch: pytest.MonkeyPatch):
    from contractkit.captures.known import Known

    assert MESSAGES.keys() <= Reader(Known([contract()])).said.keys()
