"""What a request causes: exactly what is declared, once, in time; nothing where it was refused or sent before."""

from dataclasses import replace

import pytest
from tests.doubles import answers, observed, with_content
from tests.doubles import contract as http
from tests.events.seen import PAID, contract, event, heard, said, told

from contractkit.checks.accepted_causes_its_events import accepted_causes_its_events
from contractkit.checks.channel_has_documented_events import channel_has_documented_events
from contractkit.checks.refused_causes_nothing import refused_causes_nothing
from contractkit.checks.replayed_causes_nothing import replayed_causes_nothing
from contractkit.checks.told_state_is_readable import told_state_is_readable
from contractkit.errors import Unjudged
from contractkit.events.aims import REFUSED, REPLAYED, cause, consumed
from contractkit.model import Terms

CAUSED = "event.cause pay"
TWO = contract(Paid=PAID, Gone={"payload": {}})
OTHERS = (consumed("Paid"), cause("pay", REFUSED), cause("pay", REPLAYED))


def named(id, **more):
    return heard(event({"id": id}, ("event-id", id)), **more)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([heard()], []),
        ([named("1"), named("1")], []),  # delivered again
        ([heard(), heard()], []),  # the same bytes are the same event
        ([heard(), heard(message=None, by=None)], []),
        ([heard(message=None)], []),  # one of its own, and nobody can say which
        ([heard(event(b"[" * 200_000)), heard()], []),
        ([named("1"), named("2", message="Gone", by="sendGone")], []),
        ([], [(CAUSED, "missing")]),
        ([heard(by="sendGone")], [(CAUSED, "missing")]),
        ([heard(message=None, by=None)], [(CAUSED, "missing")]),
        ([heard(late=True)], [(CAUSED, "late")]),
        ([named("1"), named("2")], [(CAUSED, "Paid repeated")]),
    ],
)
def test_an_accepted_request_causes_its_events_once_and_in_time(events, found):
    assert said(accepted_causes_its_events(told(*events, of=TWO))) == found


def at(position, id=None):
    one = heard() if id is None else named(id)
    return replace(one, event=replace(one.event, position=position))


@pytest.mark.parametrize(
    "events",
    [
        [at("0/1", "1"), at("0/2", "1")],  # an outbox that sends some twice, with one id
        [at("0/1"), at("0/1")],
        [at(""), at("")],
        [at("0/1", "1"), at("0/2", "2")],
    ],
)
def test_two_that_can_be_told_apart_or_are_one_are_no_doubt(events):
    said(accepted_causes_its_events(told(*events, of=TWO)))


def test_two_alike_without_an_id_may_be_one_or_two():
    with pytest.raises(Unjudged, match=r"came twice with the same bytes and no id.*say under events: {sendPaid: {id"):
        said(accepted_causes_its_events(told(at("0/1"), at("0/2"), of=TWO)))


INSTEAD = heard(message=None, by=None, named="odd")
ELSEWHERE = replace(INSTEAD, event=replace(INSTEAD.event, channel="elsewhere"))


def test_what_came_in_its_place_under_an_unknown_type_is_one_finding():
    trace = told(INSTEAD, of=TWO)
    assert said(accepted_causes_its_events(trace)) == []
    assert said(channel_has_documented_events(trace)) == [(CAUSED, "undocumented orders.events")]


def test_what_came_elsewhere_is_not_in_its_place():
    assert said(accepted_causes_its_events(told(ELSEWHERE, of=TWO))) == [(CAUSED, "missing")]


def test_only_the_operation_that_tells_it_keeps_silent_of_what_is_missing():
    assert said(accepted_causes_its_events(told(INSTEAD, of=TWO, interaction=1))) == [(CAUSED, "missing")]


@pytest.mark.parametrize("target", OTHERS)
def test_only_accepted_requests_have_to_cause_something(target):
    assert said(accepted_causes_its_events(told(target=target))) == []
    assert said(channel_has_documented_events(told(heard(message=None, by=None), target=target))) == []


def test_it_says_what_came_of_waiting():
    [found] = accepted_causes_its_events(told(told="nothing came within 2 s", within=1.0))
    assert (found.expected, found.actual) == ("Paid on orders.events within 1 s", "nothing came within 2 s")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], []),
        ([heard()], []),
        ([heard(message="Gone", by="sendGone")], []),  # both operations share the cause
        ([heard(message=None)], []),  # it cannot be read
        ([heard(message=None, ambiguous=True)], ["ambiguous orders.events"]),
        ([heard(message=None, by=None)], ["undocumented orders.events"]),
        ([heard(message=None, by=None, named="odd")], ["undocumented orders.events"]),
        ([heard(by="sendOther")], ["undeclared Paid"]),
    ],
)
def test_a_channel_has_what_is_documented_and_declared(events, found):
    assert [detail for _, detail in said(channel_has_documented_events(told(*events, of=TWO)))] == found


def test_of_operations_with_one_cause_the_first_speaks_for_all():
    strange = heard(message=None, by=None)
    assert [bool(said(channel_has_documented_events(told(strange, of=TWO, interaction=i)))) for i in (0, 1)] == [1, 0]


@pytest.mark.parametrize(("events", "found"), [([], []), ([heard()], ["409"]), ([heard(message=None)], ["409"])])
def test_a_refused_request_causes_nothing(events, found):
    trace = told(*events, target=cause("pay", REFUSED), status=409)
    assert said(refused_causes_nothing(trace)) == [(f"{CAUSED} refused", detail) for detail in found]
    assert said(refused_causes_nothing(told(*events))) == []


@pytest.mark.parametrize(("status", "why"), [(409, "the request was answered 409"), (None, "what is published breaks")])
def test_a_refusal_is_told_by_its_answer_where_there_is_one(status, why):
    [mismatch] = refused_causes_nothing(told(heard(), target=cause("pay", REFUSED), status=status))
    assert mismatch.expected.startswith(f"no event, since {why}")


@pytest.mark.parametrize(("events", "many"), [([], 0), ([heard()], 1), ([heard(message=None, by=None)], 1)])
def test_a_replayed_request_causes_nothing_more(events, many):
    trace = told(*events, target=cause("pay", REPLAYED))
    assert said(replayed_causes_nothing(trace)) == [(f"{CAUSED} replayed", "")] * many
    assert said(replayed_causes_nothing(told(*events))) == []


ORDER = {"type": "object", "properties": {"amount": {"type": "integer"}}}
READER = http(answers(_200=with_content({"application/json": ORDER})))


@pytest.mark.parametrize(
    ("events", "status", "answer", "found"),
    [
        ([heard(event({"amount": 5}))], 200, {"amount": 5}, []),
        ([heard(event({"amount": 5}))], 200, {"amount": 5.0, "more": 1}, []),
        ([heard(event({"amount": 5}))], 200, {}, []),
        ([heard(event({"amount": 5}), by="sendOther")], 404, {}, []),
        ([heard(message=None)], 404, {}, []),
        ([], 404, {}, []),
        ([heard(event({"amount": 5}))], 200, {"amount": 4}, ["amount"]),
        ([heard(event({"amount": 5}))], 404, {}, ["gone"]),
        ([heard(event({"amount": 5}))], 500, {}, ["gone"]),
    ],
)
def test_what_an_event_tells_can_be_read(events, status, answer, found):
    trace = told(*events, of=contract(terms=Terms(caused_by=("pay",))), reader=READER)
    trace = replace(trace, after=replace(trace.after, readings=(observed(READER, status, answer),)))
    assert said(told_state_is_readable(trace)) == [(f"{CAUSED} state", detail) for detail in found]
