import pytest
from tests.doubles import HEADERS, contract, seen, with_content

from contractkit.checks.headers_match import headers_match
from contractkit.model import Intent, Severity

OF = contract({"200": with_content({}, headers=HEADERS)})
RATE = ("X-Rate", "5")


def found(*headers, **more):
    return [(m.pointer, m.severity) for m in headers_match(seen(**{"of": OF, "headers": headers, **more}))]


@pytest.mark.parametrize(
    ("headers", "pointers"),
    [
        ([RATE], []),
        ([("x-RATE", "-5")], []),
        ([RATE, ("X-Tags", "1, 2,3")], []),
        ([RATE, ("X-Tags", "1"), ("X-Tags", "2")], []),
        ([RATE, ("X-Tags", "")], []),
        ([RATE, ("Set-Cookie", "sid=1, x"), ("Set-Cookie", "sid=2")], []),
        ([RATE, ("X-Other", "?")], []),
        ([], ["/headers/x-rate/required"]),
        ([("X-Rate", "many")], ["/headers/x-rate/type"]),
        ([("X-Rate", "5.5")], ["/headers/x-rate/type"]),
        ([("X-Rate", "")], ["/headers/x-rate/type"]),
        ([RATE, RATE], ["/headers/x-rate/type"]),  # "5, 5" is no integer (RFC 9110, 5.3)
        ([RATE, ("X-Tags", "1, x")], ["/headers/x-tags/items/type"]),
        ([RATE, ("Set-Cookie", "sid=1"), ("Set-Cookie", "track=2")], ["/headers/set-cookie/pattern"]),
    ],
)
def test_headers_are_of_their_documented_type(headers, pointers):
    assert [pointer for pointer, _ in found(*headers)] == pointers


def test_a_missing_required_header_is_major_and_a_wrong_one_minor():
    assert [severity for _, severity in found()] == [None]
    assert [severity for _, severity in found(("X-Rate", "x"))] == [Severity.MINOR]


def test_a_header_of_json_content_is_read_as_json():
    header = {"content": {"application/json": {"schema": {"type": "object", "required": ["n"]}}}}
    of = contract({"200": with_content({}, headers={"X-Meta": header})})
    assert found(("X-Meta", '{"n": 1}'), of=of) == []
    assert [pointer for pointer, _ in found(("X-Meta", "{}"), of=of)] == ["/headers/x-meta/required"]


@pytest.mark.parametrize("more", [{"intent": Intent.ROBUST}, {"crash": "Traceback"}, {"status": 404}])
def test_it_is_silent_where_nothing_was_promised(more):
    assert found(**more) == []
