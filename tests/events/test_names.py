"""Names of events: the same one again is no other one, and what was long ago is forgotten."""

from tests.events.seen import DATA, binary, contract, event, only, structured

from contractkit.events.flaws import seen
from contractkit.events.names import Names

OF = contract(Paid=DATA)


def taken(*events, size=10):
    names = Names(size)
    return [names.taken(seen(OF, only(OF), one)) for one in events]


def test_another_event_with_the_same_source_and_id_is_told_from_the_same_one_again():
    assert taken(binary(), binary(), binary()) == [False, False, False]
    assert taken(binary(), binary(body={"id": "other"})) == [False, True]
    assert taken(binary(), binary(type="order.gone")) == [False, True]
    assert taken(binary(), binary(source="/other"), binary(id="e-2")) == [False, False, False]


def test_the_same_event_may_travel_otherwise():
    one = binary(body={"id": "o-1", "amount": 1}, time="2026-01-01T00:00:00Z")
    assert taken(one, binary(body={"amount": 1, "id": "o-1"})) == [False, False]
    assert taken(one, structured(data={"id": "o-1", "amount": 1})) == [False, False]


def test_what_is_no_cloud_event_has_no_name():
    assert taken(event(), event()) == [False, False]
    assert taken(binary(id=None), binary(id=None, body={"id": "x"})) == [False, False]


def test_only_the_last_names_are_known():
    other = binary(body={"id": "other"})
    many = [binary(id=f"e-{number}") for number in range(2, 12)]
    assert taken(binary(), *many, other)[-1] is False
    assert taken(binary(), *many[:9], other)[-1] is True
