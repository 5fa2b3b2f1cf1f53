import json
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.operations import contract

from contractkit.errors import Unsendable
from contractkit.model import ABSENT, Draft, Encoding, Request
from contractkit.wire import decode, encode

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"


def sent(media, value, *, schema=None, documented=None, encoding=None, raw=None):
    made = contract(content=documented or {media: schema or {}}, encoding=encoding or {})
    return made, encode(made, made.interactions[0], Draft(body=value, media=media, raw=raw))


def carried(made, request):
    found = decode(made, made.interactions[0], request)
    return found.body if found.raw is None else found.raw


@pytest.mark.parametrize(
    ("media", "value", "body"),
    [
        (JSON, {"a": [1, 2.5, None, True, "é"]}, '{"a":[1,2.5,null,true,"é"]}'),
        (JSON, None, "null"),
        (JSON, "\ud800", '"\\ud800"'),
        ("application/merge-patch+json", [], "[]"),
        ("application/json; charset=utf-8", 1, "1"),
        (FORM, {"a": "x y&z", "n": 5, "b": True, "l": ["p", "q"]}, "a=x+y%26z&n=5&b=true&l=p&l=q"),
        (FORM, {"o": {"k": 1}}, "o=%7B%22k%22%3A1%7D"),
        ("text/plain", "é", "é"),
        ("text/plain", 5, "5"),
        ("text/csv", "a;b\n", "a;b\n"),
        ("application/octet-stream", "bytes", "bytes"),
        ("image/png", b"\x89PNG".decode("latin-1"), "\x89PNG"),
        ("application/xml", "<a/>", "<a/>"),
    ],
)
def test_a_body_is_written_by_its_media_type(media, value, body):
    _, request = sent(media, value)
    assert (request.body, request.header("content-type")) == (body.encode(), media)


@pytest.mark.parametrize(
    ("media", "value"),
    [
        ("application/xml", {"a": 1}),
        ("application/soap+xml", "no markup"),
        ("application/octet-stream", {"a": 1}),
        ("text/plain", [1]),
        (FORM, "text"),
        (FORM, {"a": "\ud800"}),
        (MULTIPART, [1]),
        (JSON, float("inf")),
        ("text/plain; charset=ascii", "é"),
        ("text/plain; charset=no-such", "e"),
    ],
)
def test_a_value_without_a_form_in_its_media_type_cannot_be_sent(media, value):
    with pytest.raises(Unsendable):
        sent(media, value)


def test_raw_bytes_win_over_the_value():
    assert sent(JSON, {"a": 1}, raw=b'{"a":')[1].body == b'{"a":'


def test_without_a_body_there_is_no_content_type():
    _, request = sent(JSON, ABSENT)
    assert (request.body, request.header("content-type")) == (None, None)


@pytest.mark.parametrize("media", [None, "text/plain", "application/xml", "application/x-unheard-of"])
def test_under_an_undocumented_media_type_the_body_stays_what_it_was(media):
    _, request = sent(media, {"a": 1}, documented={JSON: {}})
    assert (request.body, request.header("content-type")) == (b'{"a":1}', media)


def test_a_range_of_media_types_is_narrowed_to_one_that_can_be_sent():
    _, request = sent("application/*", {"a": 1}, documented={"application/*": {}})
    assert request.header("content-type") == "application/json"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (Encoding(style="form", explode=True), "l=a&l=b"),
        (Encoding(style="form", explode=False), "l=a,b"),
        (Encoding(style="pipeDelimited", explode=False), "l=a%7Cb"),
        (Encoding(style="spaceDelimited"), "l=a%20b"),
        (Encoding(content_type="application/json"), "l=%5B%22a%22%2C%22b%22%5D"),
    ],
)
def test_the_encoding_of_a_form_field_is_kept_and_read_back(encoding, body):
    schema = {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "string"}}}}
    made, request = sent(FORM, {"l": ["a", "b"]}, schema=schema, encoding={"l": encoding})
    assert parse_qs(request.body.decode()) == parse_qs(body)
    assert carried(made, request) == {"l": ["a", "b"]}


UPLOAD = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "image": {"type": "string", "contentMediaType": "image/png"},
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "meta": {"type": "object", "properties": {"a": {"type": "integer"}}},
    },
}


def told(part):
    name = part.get_param("name", header="content-disposition")
    return name, part.get_filename(), part.get("content-type"), part.get_payload(decode=True)


def parts_of(request):
    head = f"Content-Type: {request.header('content-type')}\r\n\r\n".encode()
    return list(message_from_bytes(head + request.body, policy=HTTP).iter_parts())


def test_multipart_fields_and_files_are_read_by_another_reader():
    value = {"file": "\x00é", "count": 5, "tags": ["a", "b"], "meta": {"a": 1}, "image": "x"}
    made, request = sent(MULTIPART, value, schema=UPLOAD, encoding={"image": Encoding(content_type="image/png, x/y")})
    assert [told(part) for part in parts_of(request)] == [
        ("file", "upload", "application/octet-stream", "\x00é".encode()),
        ("count", None, None, b"5"),
        ("tags", None, None, b"a"),
        ("tags", None, None, b"b"),
        ("meta", None, "application/json", b'{"a":1}'),
        ("image", "upload", "image/png", b"x"),
    ]
    assert carried(made, request) == value


def test_a_multipart_boundary_depends_on_the_content_alone():
    first, again, other = (sent(MULTIPART, {"a": v})[1].header("content-type") for v in ("x", "x", "y"))
    assert first == again != other


def test_a_boundary_is_never_part_of_the_content():
    kind = sent(MULTIPART, {"a": "x"})[1].header("content-type")
    boundary = kind.partition("boundary=")[2]
    made, request = sent(MULTIPART, {"a": f"x\r\n--{boundary}--\r\n"})
    assert carried(made, request) == {"a": f"x\r\n--{boundary}--\r\n"}


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nno head\r\n--x--", b"--x\r\n\r\n\r\n--x--"])
def test_bytes_that_are_not_multipart_are_raw(body):
    made = contract(content={MULTIPART: {}})
    request = Request("POST", "/things", (("content-type", f"{MULTIPART}; boundary=x"),), body)
    assert carried(made, request) == body


@pytest.mark.parametrize("body", [b"{", b'{"a":1}x', b"\xff", b"NaN", b"\xef\xbb\xbf1", b"[" * 100_000])
def test_bytes_that_are_not_json_are_raw(body):
    made = contract(content={JSON: {}})
    assert carried(made, Request("POST", "/things", (("content-type", JSON),), body)) == body


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "file": st.text(),
        "count": st.integers(),
        "tags": st.lists(st.text(), min_size=1, max_size=3),
        "meta": st.fixed_dictionaries({}, optional={"a": st.integers()}),
    },
)


@given(json_values)
@settings(max_examples=100, deadline=None)
def test_json_is_read_back_as_it_was(value):
    made, request = sent(JSON, value)
    assert carried(made, request) == value
    assert json.loads(request.body) == value


@given(fields, st.sampled_from([FORM, MULTIPART]))
@settings(max_examples=150, deadline=None)
def test_forms_are_read_back_as_they_were(value, media):
    made, request = sent(media, value, schema=UPLOAD)
    assert carried(made, request) == value
