"""By what the events of a stimulus are known: a correlation id is proof, ids of what it made are second best."""

import pytest
from tests.events.seen import event

from contractkit.events.marks import Marks, ids_in, leaves, leaves_of, without

LONG = "7b0c1a52-1f1e-4c58"


@pytest.mark.parametrize(
    ("of", "carried"),
    [
        (event({}, ("ce_correlationid", "c-1")), True),
        (event({"a": [{"b": "c-1"}]}), True),
        (event({}, key="c-1"), True),
        (event(b"c-1"), True),
        (event({"a": "c-10"}), False),
        (event({"c-1": 1}), False),  # a name is no value
        (event({}), False),
    ],
)
def test_a_correlation_id_is_carried_wherever_it_stands(of, carried):
    assert Marks("c-1").traced(of) is carried
    assert not Marks(None).traced(of)


@pytest.mark.parametrize(
    ("ids", "body", "known"),
    [
        ({"42"}, {"id": 42}, True),
        ({"42"}, {"id": "42"}, True),
        ({"42"}, {"text": "order 42"}, False),  # a short one may stand in anything
        ({LONG}, {"link": f"/orders/{LONG}"}, True),
        ({LONG}, {"link": "/orders/"}, False),
        ({"true"}, {"paid": True}, False),
        (set(), {"id": 42}, False),
    ],
)
def test_an_id_is_known_whole_and_a_long_one_within_a_text(ids, body, known):
    assert Marks(ids=frozenset(ids)).known(event(body)) is known


@pytest.mark.parametrize("body", [b"[" * 200_000, b"\xff\xfe", b""])
def test_what_cannot_be_read_is_one_text(body):
    assert body.decode("utf-8", "replace") in list(leaves_of(event(body, key="k")))


def test_leaves_are_the_scalars_as_text():
    assert list(leaves({"a": ["x", 1, 1.5, None, True], "b": {"c": ""}})) == ["x", "1", "1.5", ""]


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({"id": 7, "customer_id": 8}, ["7"]),
        ({"ID": "a", "uuid": "b"}, ["a", "b"]),
        ({"order_id": "a", "other_id": "b"}, ["a"]),
        ({"id": True}, []),
        ({"id": ""}, []),
        ({"id": None}, []),
        ({"id": {"v": 1}}, []),
        ([{"id": 1}], []),
        ("x", []),
    ],
)
def test_ids_of_an_answer(value, ids):
    assert list(ids_in(value)) == ids


def test_ids_that_the_request_named_itself_mark_nothing():
    assert without(["a", "b"], ["b"]) == {"a"}
