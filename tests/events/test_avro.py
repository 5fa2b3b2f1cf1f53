"""Avro is read as its schema writes it, with Confluent's prefix and without; whatever else is said or not judged."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.events.seen import event, wrong

from contractkit.errors import Unjudged

RECORD = {
    "type": "record",
    "name": "Paid",
    "fields": [{"name": "n", "type": "int"}, {"name": "id", "type": ["null", "string"]}],
}
AVRO = {"payload": {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": RECORD}}


def avro(value, front=b"", back=b""):
    fastavro = pytest.importorskip("fastavro")
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, fastavro.parse_schema(RECORD), value)
    return event(front + stream.getvalue() + back)


@pytest.mark.parametrize("value", [{"n": 0, "id": "a long one"}, {"n": 0, "id": None}, {"n": -7, "id": "é"}])
@pytest.mark.parametrize("front", [b"", b"\x00\x00\x00\x01\x00"])
def test_avro_is_read_with_and_without_the_prefix_of_confluent(value, front):
    assert wrong(AVRO, avro(value, front)) == []


def test_what_the_avro_schema_does_not_write_is_found():
    assert wrong(AVRO, avro({"n": 1, "id": "x"}, back=b"!")) == ["payload trailing-bytes"]
    assert wrong(AVRO, event(b"")) == ["payload not-avro"]
    assert wrong(AVRO, event(b"\x02\x08")) == ["payload not-avro"]


def test_avro_that_is_written_as_json_is_not_judged():
    with pytest.raises(Unjudged, match="JSON"):
        wrong(AVRO, event({"n": 1, "id": {"string": "x"}}))


@given(st.binary())
def test_any_bytes_are_kept_or_found_or_not_judged(raw):
    pytest.importorskip("fastavro")
    try:
        assert wrong(AVRO, event(raw)) in ([], ["payload not-avro"], ["payload trailing-bytes"])
    except Unjudged:
        assert raw[:1] in (b"{", b"[")


@given(st.integers(-(2**31), 2**31 - 1), st.none() | st.text(), st.booleans())
def test_whatever_the_schema_writes_has_no_flaw(number, text, prefixed):
    assert wrong(AVRO, avro({"n": number, "id": text}, b"\x00\x00\x00\x00\x09" if prefixed else b"")) == []
