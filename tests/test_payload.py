import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractkit.answer.payload import json_value, parse
from contractkit.errors import Unjudged
from contractkit.model import ABSENT, Message
from contractkit.wire.text import dumps

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(media, body):
    return parse(Message(200, (("Content-Type", media),), body))


@given(values)
def test_what_was_written_is_read(value):
    parsed = json_value(dumps(value).encode())
    assert (parsed.value, parsed.problems) == (value, ())


@given(
    st.binary(max_size=40), st.sampled_from(["application/json", "text/plain", "text/event-stream", "application/xml"])
)
def test_any_bytes_are_read_or_called_wrong(body, media):
    parsed = read(media, body)
    assert parsed.value is not ABSENT or parsed.problems


@pytest.mark.parametrize(
    ("media", "body", "value"),
    [
        ("application/problem+json", b"[1]", [1]),
        ("text/plain; charset=utf-16", "é".encode("utf-16"), "é"),
        ("application/x-www-form-urlencoded", b"a=1&a=2&b=%C3%A9+", {"a": ["1", "2"], "b": "é "}),
        ("application/jsonl", b"1\r\n\r\n2", [1, 2]),
        ("application/json-seq", b"\x1e1\n\x1e[2]\n", [1, [2]]),
        ("text/event-stream", b"\xef\xbb\xbfdata: a\rdata: b\r\r: ping\n\nretry: x\n\n", [{"data": "a\nb"}]),
        ("text/event-stream", b"id:7\nevent: e\ndata\n", [{"id": "7", "event": "e", "data": ""}]),
        ("image/png", b"\xff\x00", "\xff\x00"),
        ("", b"{}", "{}"),
    ],
)
def test_the_media_type_says_how_it_is_read(media, body, value):
    assert (read(media, body).value, read(media, body).problems) == (value, ())


@pytest.mark.parametrize("body", [b"[" * 100_000 + b"]" * 100_000, b"9" * 6000])
def test_json_beyond_this_reader_is_neither_right_nor_wrong(body):
    with pytest.raises(Unjudged):
        json_value(body)


def test_the_same_rule_is_told_once_with_its_first_place():
    (problem,) = read("application/x-ndjson", b'{"a":1}\n{\n}').problems
    assert problem.says.startswith("item 2: ")
