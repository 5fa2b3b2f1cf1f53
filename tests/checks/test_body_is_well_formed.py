import pytest
from tests.doubles import GOOD, JSON, answers, contract, seen, with_content

from contractkit.checks.body_is_well_formed import body_is_well_formed
from contractkit.errors import Unjudged
from contractkit.model import Intent

KINDS = ("text/plain", "text/html", "application/x-www-form-urlencoded", "application/xml", "application/x-ndjson")
MIXED = contract({"200": with_content({kind: {} for kind in KINDS}), "204": {"description": ""}})


def rules(trace):
    return [m.detail for m in body_is_well_formed(trace)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": 1, "b": {"a": 2}}', []),
        (b'[{"a": 1}, {"a": 1}]', []),
        (b'"\\ud83d\\ude00"', []),
        (b" null\n", []),
        (b'{"a": 1, "a": 1}', ["duplicate-name"]),
        (b'{"x": {"a": 1, "a": 2}, "y": {"b": 1, "b": 2}}', ["duplicate-name"]),
        (b"NaN", ["no-such-number"]),
        (b'{"a": -Infinity}', ["no-such-number"]),
        (b"\xef\xbb\xbf{}", ["byte-order-mark"]),
        (b'"\xff"', ["not-utf-8"]),
        ('{"a": "é"}'.encode("utf-16"), ["not-utf-8"]),
        (b"{} {}", ["trailing-bytes"]),
        (b'{"a": 1}\x00', ["trailing-bytes"]),
        (b'{"a": 1', ["not-json"]),
        (b"{'a': 1}", ["not-json"]),
        (b'{"a": 1,}', ["not-json"]),
        (b'{"a": 01}', ["not-json"]),
        (b'"a\nb"', ["not-json"]),
        (b"  ", ["not-json"]),
        (b'\xef\xbb\xbf{"a": 1, "a": NaN}', ["byte-order-mark", "duplicate-name", "no-such-number"]),
    ],
)
def test_json_is_strict(body, found):
    assert sorted(rules(seen(200, body))) == sorted(found)


@pytest.mark.parametrize(
    ("media", "body", "found"),
    [
        ("text/plain", "é".encode(), []),
        ("text/plain; charset=iso-8859-1", b"\xe9", []),
        ('text/plain; charset="utf-8"', "é".encode(), []),
        ("text/html", b"\xe9", []),  # says its charset inside
        ("text/plain", b"\xe9", ["not-the-charset"]),
        ("text/plain; charset=us-ascii", b"\xe9", ["not-the-charset"]),
        ("text/plain; charset=nonsense", b"x", ["unknown-charset"]),
        ("application/x-www-form-urlencoded", b"a=1&b=%C3%A9+x&a=2", []),
        ("application/x-www-form-urlencoded", b"a=%zz", ["stray-percent"]),
        ("application/x-www-form-urlencoded", b"a=%ff", ["not-utf-8"]),
        ("application/x-www-form-urlencoded", b"a=\xe9", ["not-encoded"]),
        ("application/xml", b"<?xml version='1.0'?><a><b/></a>", []),
        ("application/xml", b"<a><b></a>", ["not-xml"]),
        ("application/x-ndjson", b'{"a":1}\n\n{"a":2}', []),
        ("application/x-ndjson", b'{"a":1}\n{"a":2', ["not-json"]),
    ],
)
def test_other_bodies_are_what_their_media_type_says(media, body, found):
    assert rules(seen(200, body, of=MIXED, media=media)) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ["empty"]),
        ({"headers": [("Content-Type", JSON)]}, ["empty"]),
        ({"method": "HEAD"}, []),
        ({"of": MIXED}, []),  # an empty text is a text
        ({"of": MIXED, "status": 204}, []),
        ({"intent": Intent.ROBUST}, []),  # refused ahead of the application
        ({"intent": Intent.ROBUST, "headers": [("Content-Type", JSON)]}, ["empty"]),
        ({"crash": "Traceback"}, []),
    ],
)
def test_no_bytes_are_no_json(more, found):
    assert rules(seen(**more)) == found


def test_an_answer_to_hostile_input_has_to_be_well_formed_too():
    assert rules(seen(200, b"{", intent=Intent.ROBUST)) == ["not-json"]


def test_what_cannot_be_read_here_is_not_called_wrong():
    with pytest.raises(Unjudged, match="cannot be read here"):
        rules(seen(200, b"1" * 5000))


def test_an_undocumented_status_has_no_form():
    assert rules(seen(404, b"{")) == []
    assert rules(seen(404, GOOD, of=contract(answers(_404={"description": ""})))) == []
