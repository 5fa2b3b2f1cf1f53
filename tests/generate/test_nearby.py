import pytest
from tests.operations import contract, param

from contractkit.generate.nearby import movable, nearby
from contractkit.model import ABSENT, Draft, Edit

JSON = "application/json"
MADE = contract(
    [param("X-N", "header", {"type": "integer"})],
    {
        JSON: {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "amount": {"type": "number"},
                "to": {"type": "object", "properties": {"id": {"type": "string"}, "city": {"type": "string"}}},
                "lines": {"type": "array", "items": {"type": "object"}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    },
)
BASE = {"id": "a", "amount": 1, "to": {"id": "b", "city": "c"}, "lines": [{"sku": "d"}]}


def edits(body, *, kept=(), parameters=None):
    base, drawn = Draft(body=BASE, media=JSON), Draft(parameters or {}, body, JSON)
    return tuple(nearby(MADE, MADE.interactions[0], base, drawn, kept=kept))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BASE, ()),
        ({**BASE, "amount": 1.0}, ()),
        ({**BASE, "amount": 2}, (Edit("body/amount", 2),)),
        ({**BASE, "to": {"id": "b"}}, (Edit("body/to/city", ABSENT),)),
        ({**BASE, "labels": {"x": "y"}}, (Edit("body/labels", {"x": "y"}),)),
        ({**BASE, "nobody knows": 1}, ()),
        ([], (Edit("body", []),)),
    ],
)
def test_each_member_that_is_different_is_an_edit(body, expected):
    assert edits(body) == expected


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({**BASE, "id": "other"}, "body/id"),
        ({**BASE, "to": {"id": "other", "city": "c"}}, "body/to/id"),
        ({**BASE, "to": "no object"}, "body/to/id"),
        ({**BASE, "lines": []}, "body/lines/*/sku"),
        ([], "body/id"),
    ],
)
def test_what_is_kept_stays_with_all_that_holds_it(body, kept):
    assert edits(body, kept=[kept]) == ()


def test_a_header_is_another_unless_it_is_kept():
    assert edits(BASE, parameters={"header.X-N": 3}) == (Edit("header.X-N", 3),)
    assert edits(BASE, parameters={"header.X-N": 3}, kept=["header.X-N"]) == ()


@pytest.mark.parametrize(
    ("kept", "moves"),
    [
        ((), True),
        (("header.X-N",), True),
        (("body",), True),
        (("header.X-N", "body"), False),
        (("header.X-N", "body/id", "body/amount", "body/to", "body/lines", "body/labels"), False),
        (("header.X-N", "body/id", "body/amount", "body/to/id", "body/to/city", "body/lines/*", "body/labels"), False),
        (("header.X-N", "body/id", "body/amount", "body/to/id", "body/lines", "body/labels"), True),
        (("header.X-N", "body/id", "body/amount", "body/to", "body/lines"), True),
        (("header.X-N", "body/id", "body/amount", "body/to", "body/lines", "body/labels/x"), True),
    ],
)
def test_it_is_known_beforehand_whether_anything_can_move(kept, moves):
    base = Draft(body={**BASE, "labels": {"x": "y"}}, media=JSON)
    assert movable(MADE, MADE.interactions[0], base, kept=kept) == moves
