"""An event and what is read of the same thing contradict each other only where the answer could say the same."""

import pytest
from tests.doubles import answers, observed, with_content
from tests.doubles import contract as http
from tests.events.seen import DATA, binary, contract, event, heard, structured, told

from contractkit.events.addressing import places_of
from contractkit.events.agree import described_by, disagreement, told_by
from contractkit.events.locations import at_pointer
from contractkit.model import ABSENT, Effect

WHOLE = {
    "payload": {
        "type": "object",
        "properties": {**dict.fromkeys(("specversion", "id", "source", "type"), True), "data": {}},
    }
}
STATE = {"type": "string", "enum": ["open", "paid"]}
ANSWER = {"type": "object", "properties": {"state": STATE, "total": {"type": "number"}, "note": {"type": "string"}}}
READER = http(answers(_200=with_content({"application/json": ANSWER})))


def names(payload, answer, status=200):
    trace = told(heard(event(payload)), of=contract(Paid={"payload": {}}))
    found = disagreement(trace.contract, trace.after.events[0], READER, observed(READER, status, answer))
    return found and found.name


@pytest.mark.parametrize(
    ("payload", "answer", "name"),
    [
        ({"state": "paid"}, {"state": "paid"}, None),
        ({"state": "paid"}, {"state": "open"}, "state"),
        ({"State": "paid"}, {"state": "open"}, "state"),
        ({"state": "PAID"}, {"state": "paid"}, None),  # another vocabulary
        ({"total": 5}, {"total": 5.0}, None),
        ({"total": 5.5}, {"total": 6.5}, "total"),
        ({"total": "5"}, {"total": 5}, None),  # another form
        ({"note": "2024-01-01T00:00:00Z"}, {"note": "2024-01-01T00:00:01Z"}, None),
        ({"note": "a"}, {"note": "b"}, "note"),
        ({"note": None}, {"note": "b"}, None),
        ({"note": ["a"]}, {"note": ["b"]}, None),
        ({"id": 1, "type": "a", "version": 1}, {"id": 2, "type": "b", "version": 2}, None),
        ({"own": 1}, {"state": "open"}, None),
        ([1], {"state": "open"}, None),
        ({"state": "paid"}, [1], None),
        ({"state": "paid"}, b"{", None),
        ({"state": "paid"}, b"[" * 200_000, None),
    ],
)
def test_the_first_member_that_both_have_and_that_differs(payload, answer, name):
    assert names(payload, answer) == name


def test_a_refusal_says_nothing_of_the_state():
    assert names({"state": "paid"}, {"state": "open"}, 404) is None


def test_it_says_both_sides():
    trace = told(heard(event({"state": "paid"})))
    found = disagreement(trace.contract, trace.after.events[0], READER, observed(READER, 200, {"state": "open"}))
    assert (found.expected, found.actual) == ("state is 'paid', as the event tells", "state is 'open'")


@pytest.mark.parametrize(
    ("of", "data"),
    [
        (binary(body={"a": 1}), {"a": 1}),
        (structured(data={"a": 1}), {"a": 1}),
        (structured(), ABSENT),
        (event({"a": 1}), {"a": 1}),
        (event(b"{"), ABSENT),
        (event(b"[" * 200_000), ABSENT),
    ],
)
def test_an_event_is_about_its_data(of, data):
    trace = told(heard(of), of=contract(Paid=DATA))
    assert told_by(trace.contract, trace.after.events[0]) == data
    assert told_by(trace.contract, heard(of, None)) is ABSENT


@pytest.mark.parametrize("of", [structured(data={"id": "o-1"}), binary(body={"id": "o-1"})])
@pytest.mark.parametrize(("message", "place"), [(DATA, "/id"), (WHOLE, "/data/id")])
def test_places_in_an_event_are_places_in_what_its_schema_describes(of, message, place):
    trace = told(heard(of), of=contract(Paid=message))
    described = described_by(trace.contract, trace.after.events[0])
    assert at_pointer(described, place) == "o-1"
    assert places_of(Effect("read", "createOrder"), READER.interactions[0], described) == {"path.id": place}
