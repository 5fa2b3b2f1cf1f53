"""What every event carries: what its contract documents, the correlation id and the tenant of who caused it."""

import pytest
from tests.events.seen import PAID, binary, contract, event, heard, said, told

from contractkit.checks.correlation_id_is_on_events import correlation_id_is_on_events
from contractkit.checks.event_ids_are_unique import event_ids_are_unique
from contractkit.checks.event_matches_contract import event_matches_contract
from contractkit.checks.events_carry_their_tenant import events_carry_their_tenant
from contractkit.errors import Unjudged
from contractkit.events.aims import REFUSED, cause
from contractkit.model import Severity, Terms

REFUSAL = cause("pay", REFUSED)
PROTO = {"payload": {"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "x"}}
PAYLOAD = "event.payload Paid payload"


@pytest.mark.parametrize(
    ("one", "more", "found"),
    [
        (heard(), {}, []),
        (heard(event({"id": 1})), {}, [(PAYLOAD, "")]),
        (heard(event({})), {}, [(PAYLOAD, "id")]),
        (heard(event(b"{")), {}, [(PAYLOAD, "not-json")]),
        (heard(event({"id": 1})), {"target": REFUSAL}, []),  # it should not be there at all
        (heard(event({"id": 1}), by="sendOther"), {}, []),  # nothing that this operation promises
        (heard(event({"id": 1}), None), {}, []),
    ],
)
def test_an_event_matches_its_contract(one, more, found):
    assert said(event_matches_contract(told(one, **more))) == found


def test_every_part_has_its_own_scope():
    message = {
        **PAID,
        "contentType": "application/json",
        "headers": {"properties": {"ce_id": {"type": "integer"}, "n": {"type": "integer"}}},
        "bindings": {"kafka": {"key": {"type": "integer"}}},
    }
    odd = event({"id": 1}, ("content-type", "application/x+json"), ("n", "x"), key="x")
    found = said(event_matches_contract(told(heard(odd), of=contract(Paid=message))))
    assert found == [
        ("event.payload Paid content-type", "content-type-documented"),
        ("event.payload Paid envelope", "cloud-event none"),
        ("event.payload Paid payload", ""),
        ("event.payload Paid headers", ""),
        ("event.payload Paid key", ""),
    ]


def test_the_key_may_be_said_by_the_settings():
    of = contract(terms=Terms(caused_by=("pay",), key="/id"))
    assert said(event_matches_contract(told(heard(event(key="o-1")), of=of))) == []
    assert said(event_matches_contract(told(heard(event(key="x")), of=of))) == [
        ("event.payload Paid key", "key-of-payload")
    ]


def test_a_format_is_minor():
    [found] = event_matches_contract(told(heard(event({"id": "1", "mail": "x"}))))
    assert found.severity is Severity.MINOR


def test_what_cannot_be_judged_is_no_finding():
    assert said(event_matches_contract(told(heard(event(b"\x08")), of=contract(Paid=PROTO)))) == []
    with pytest.raises(Unjudged):
        list(event_matches_contract(told(heard(event(b"[" * 200_000)))))


BY_HEADER = {**PAID, "correlationId": {"location": "$message.header#/trace-id"}}
BY_BODY = Terms(caused_by=("pay",), correlation="$message.payload#/trace")


@pytest.mark.parametrize(
    ("one", "message", "terms", "found"),
    [
        (heard(event({}, ("trace-id", "c-1"))), BY_HEADER, {}, False),
        (heard(event({}, ("TRACE_ID", "c-1"))), BY_HEADER, {}, False),
        (heard(event({"trace": "c-1"}, ("trace-id", "x"))), BY_HEADER, {"terms": BY_BODY}, False),
        (heard(event({}), by="sendOther"), BY_HEADER, {}, False),
        (heard(event({}), None), BY_HEADER, {}, False),
        (heard(event({})), PAID, {}, False),  # it is said nowhere
        (heard(event({})), BY_HEADER, {}, True),
        (heard(event({}, ("trace-id", "c-2"))), BY_HEADER, {}, True),
        (heard(event({}, ("trace-id", "c-1"))), BY_HEADER, {"terms": BY_BODY}, True),
    ],
)
def test_the_correlation_id_is_on_every_event(one, message, terms, found):
    trace = told(one, of=contract(Paid=message, **terms), correlation="c-1")
    assert said(correlation_id_is_on_events(trace)) == [("event.correlation", "Paid")] * found


ASKED = {**BY_HEADER, "headers": {"required": ["trace-id"]}}
ASKED_INSIDE = {"payload": {"properties": {"meta": {"required": ["trace"]}}}}
INSIDE = Terms(caused_by=("pay",), correlation="$message.payload#/meta/trace")


@pytest.mark.parametrize(
    ("one", "message", "terms", "own"),
    [
        (heard(event({})), ASKED, {}, False),
        (heard(event({}, ("trace-id", "c-2"))), ASKED, {}, True),
        (heard(event({})), {**ASKED, "headers": {"required": ["other"]}}, {}, True),
        (heard(event({"meta": {}})), ASKED_INSIDE, {"terms": INSIDE}, False),
        (heard(event({})), ASKED_INSIDE, {"terms": INSIDE}, True),
    ],
)
def test_an_id_that_the_schema_asks_for_and_that_is_left_out_is_found_once(one, message, terms, own):
    of = contract(Paid=message, **terms)
    trace = told(one, of=of, correlation="c-1")
    assert bool(said(correlation_id_is_on_events(trace))) is own
    assert own or said(event_matches_contract(trace))


def test_a_number_that_is_the_id_is_the_id():
    of = contract(Paid={"payload": {}}, terms=BY_BODY)
    assert said(correlation_id_is_on_events(told(heard(event({"trace": 5})), of=of, correlation="5"))) == []


def test_without_an_id_of_ours_nothing_is_asked():
    assert said(correlation_id_is_on_events(told(heard(), of=contract(Paid=BY_HEADER)))) == []


TENANT = Terms(caused_by=("pay",), tenant="$message.header#/ce_tenant")
OURS = ("ce_tenant", "acme")


@pytest.mark.parametrize(
    ("one", "more", "found"),
    [
        (heard(event({}, OURS)), {}, []),
        (heard(event({}, ("CE_Tenant", "acme"))), {}, []),
        (heard(event({})), {"tenant": None}, []),
        (heard(event({}), by="sendOther"), {}, []),
        (heard(event({}), None), {}, []),
        (heard(event({})), {"target": REFUSAL}, []),
        (heard(event({"n": "their-name-1"}, OURS)), {}, []),  # only part of what they know
        (heard(event({})), {}, ["Paid"]),
        (heard(event({}, ("ce_tenant", "globex"))), {}, ["Paid"]),
        (heard(event({"n": ["their-name"]}, OURS)), {}, ["Paid foreign"]),
        (heard(event({}, OURS, key="their-name")), {}, ["Paid foreign"]),
        (heard(event({"n": "their-name"})), {}, ["Paid", "Paid foreign"]),
    ],
)
def test_events_carry_the_tenant_of_who_caused_them(one, more, found):
    of = contract(Paid={"payload": {}}, terms=TENANT)
    trace = told(one, of=of, **{"tenant": "acme", "others": ("their-name",), **more})
    assert said(events_carry_their_tenant(trace)) == [("event.tenant", detail) for detail in found]


def test_where_no_tenant_is_said_none_is_asked():
    assert said(events_carry_their_tenant(told(heard(binary()), tenant="acme"))) == []


def test_an_id_is_of_one_event_alone():
    taken, again = heard(binary(), taken=True), heard(binary())
    found = [("event.payload Paid envelope", "id-used-twice id")]
    assert said(event_ids_are_unique(told(taken))) == found
    assert said(event_ids_are_unique(told(again))) == []
    assert said(event_ids_are_unique(told(heard(binary(), by="sendOther", taken=True)))) == []
    assert said(event_ids_are_unique(told(taken, target=REFUSAL))) == []
