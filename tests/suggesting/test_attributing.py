"""What was asked, and what came meanwhile: which of it belongs together, and what only seems to."""

import json

import pytest

from contractkit.events.marks import Marks
from contractkit.model import Event, Heard, Message
from contractkit.suggesting.asked import Asked
from contractkit.suggesting.attributing import OFTEN, By, attributed, likely


def asked(operation, since, *, correlation=None, ids=(), alone=True):
    """Alone for one second, after one second of silence."""
    marks = Marks(correlation, frozenset(ids))
    return Asked(operation, since, marks, quiet=since - 1 if alone else None, until=since + 1 if alone else 0.0)


def heard(at, **payload):
    return Heard(Event("orders", Message(None, (), json.dumps(payload).encode()), at=at))


def found(asked, told):
    return [(c.operation, c.by, len(c.followed), c.asked) for c in attributed(asked, told).causes]


def often(operation, *, start=10.0, **more):
    return [asked(operation, start + 10 * n, **more) for n in range(OFTEN)]


def test_a_correlation_id_tells_two_operations_apart_that_happen_at_the_same_time():
    both = [
        asked("createOrder", 1.0, correlation="order-1-1", alone=False),
        asked("createCustomer", 1.0, correlation="guest-1-1", alone=False),
    ]
    assert found(both, [heard(1.1, trace="order-1-1")]) == [("createOrder", By.CORRELATION, 1, 1)]


def test_a_correlation_id_counts_more_than_the_id_of_what_was_made_for_a_request():
    made, gone = asked("create", 1.0, correlation="c-1"), asked("delete", 5.0, correlation="c-2", ids=("order-0001",))
    assert found([made, gone], [heard(5.1, trace="c-1", id="order-0001")]) == [("create", By.CORRELATION, 1, 1)]


def test_requests_that_caused_nothing_are_counted():
    three = [asked("create", n, correlation=f"c-{n}", alone=False) for n in range(3)]
    assert found(three, [heard(9.0, trace="c-0"), heard(9.1, trace="c-2")]) == [("create", By.CORRELATION, 2, 3)]


def test_an_id_tells_when_more_than_one_request_was_followed_by_its_own():
    one, other = asked("create", 10, ids=("order-0001",)), asked("create", 20, ids=("order-0002",))
    assert found([one, other], [heard(10.1, id="order-0001"), heard(20.1, id="order-0002")]) == [
        ("create", By.ID, 2, 2)
    ]
    assert found([one, other], [heard(10.1, id="order-0001")]) == []


def test_an_event_belongs_to_the_last_request_that_knows_its_id():
    pairs = [asked("create", 10, ids=("order-0001",)), asked("delete", 20, ids=("order-0001",))]
    pairs += [asked("create", 30, ids=("order-0002",)), asked("delete", 40, ids=("order-0002",))]
    told = [heard(20.1, id="order-0001"), heard(40.1, id="order-0002")]
    assert found(pairs, told) == [("delete", By.ID, 2, 2)]


def test_an_event_that_comes_late_is_not_given_to_what_was_asked_next():
    pairs = [asked("create", 10, ids=("order-0001",)), asked("create", 20, ids=("order-0002",))]
    told = [heard(11.5, id="order-0001"), heard(21.5, id="order-0002")]
    assert found(pairs, told) == []
    assert "as late as 1.5 s" in attributed(pairs, told).why


def test_an_event_that_sums_up_what_several_requests_made_is_of_none():
    three = [asked("create", 10 * n, ids=(f"order-000{n}",)) for n in (1, 2, 3)]
    told = [heard(10.0 * n + 0.1, all=[f"order-000{m}" for m in range(1, n + 1)]) for n in (1, 2, 3)]
    assert found(three, told) == []


def test_the_time_tells_where_every_request_was_followed_and_nothing_else():
    own, other = often("create"), often("rename", start=15.0)
    told = [heard(a.since + 0.2) for a in own]
    assert found([*own, *other], told) == [("create", By.TIME, OFTEN, OFTEN)]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param([10.2, 20.2, 30.2, 40.2], id="not after every request"),
        pytest.param([10.2, 20.2, 30.2, 40.2, 50.2, 15.1], id="after another operation, too"),
        pytest.param([10.2, 20.2, 30.2, 40.2, 50.2, 29.5], id="while nothing was asked, too"),
        pytest.param([9.2 + 0.4 * n for n in range(120)], id="a heart that beats"),
    ],
)
def test_the_time_tells_nothing(told):
    asked_all = [*often("create"), *often("rename", start=15.0)]
    assert found(asked_all, [heard(at) for at in told]) == []
    assert attributed(asked_all, [heard(at) for at in told]).why


def test_what_is_prepared_for_a_request_is_no_evidence_against_the_time():
    own = often("create")
    told = [heard(a.since + 0.2) for a in own] + [heard(a.since - 3) for a in own]
    assert found(own, told) == [("create", By.TIME, OFTEN, OFTEN)]


def test_fewer_requests_than_often_are_not_enough_for_the_time():
    assert found(often("create")[1:], [heard(a.since + 0.2) for a in often("create")[1:]]) == []


@pytest.mark.parametrize(
    ("told", "again"),
    [([10.2], {"create"}), ([10.2, 15.2], set()), ([10.2, 9.5], set()), ([], set()), ([12.0], set())],
)
def test_only_what_the_time_may_still_tell_of_is_asked_again(told, again):
    both = [asked("create", 10), asked("rename", 15)]
    assert likely(both, [heard(at) for at in told]) == again


def test_what_names_its_request_is_asked_again_whenever_else_it_comes():
    own = asked("create", 10, ids=("order-0001",))
    assert likely([own], [heard(10.1, id="order-0001"), heard(9.5, id="another-1")]) == {"create"}
