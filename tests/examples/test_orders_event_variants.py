"""Services that keep the event contracts in other ways than the sample does: nothing may be found in any of them."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from examples.orders import bus, happened, inbound
from examples.orders.app import make_app
from examples.orders.callers import DEMO

from contractkit import verify
from contractkit.settings.brokers import BrokerSettings
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def settings():
    found = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
    events = tuple(replace(rule, terms=replace(rule.terms, within=3.0)) for rule in found.events)
    return replace(found, targets={}, events=events)


def found_in(settings, *names):
    """What is found, and what stays unproven, of the items of these operations."""
    result = verify(
        ROOT / "contracts",
        app=make_app(),
        settings=settings,
        examples=0,
        only=lambda item: item.interaction is not None and item.interaction.name in names,
    )
    examined = {o.id for o in result.obligations if o.interaction.partition("#")[2] in names}
    unproven = sorted(id for id in examined if result.ledger.entries[id].state.shown != "proven")
    return [(d.id, d.obligation, d.actual) for d in result.ledger.discrepancies.values()], unproven


def found_at_random(settings, *names, examples=45):
    """What random values show at these operations; the plain ones are not tried."""
    result = verify(
        ROOT / "contracts",
        app=make_app(),
        settings=settings,
        examples=examples,
        only=lambda item: (
            item.interaction is not None
            and item.interaction.name in names
            and item.probe in ("consumed-properties", "produced-properties")
        ),
    )
    counts = {name: result.ledger.entries[id].witnesses for name, id in CLAIMED.items() if name in names}
    return [(d.id, d.obligation, d.actual) for d in result.ledger.discrepancies.values()], counts


CLAIMED = {
    "onPaymentSettled": "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
    "sendOrderPaid": "orders-events#sendOrderPaid:event.payload(OrderPaid payload)",
    "sendOrderCreated": "orders-events#sendOrderCreated:event.payload(OrderCreated payload)",
}


def headers(**more):
    return lambda one: [replace(one, headers={**one.headers, **more})]


def without(name):
    return lambda one: [replace(one, headers={k: v for k, v in one.headers.items() if k != name})]


def reordered(one):
    data = json.loads(one.body) if one.body else None
    body = json.dumps(dict(reversed(data.items())), indent=2).encode() if isinstance(data, dict) else one.body
    return [replace(one, headers=dict(reversed(one.headers.items())), body=body)]


def structured(one):
    if one.headers.get("ce_type") != "delivery.planned":
        return [one]
    attributes = {name.removeprefix("ce_"): value for name, value in one.headers.items() if name.startswith("ce_")}
    whole = {**attributes, "datacontenttype": "application/json", "data": json.loads(one.body)}
    kept = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "ce_correlationid": attributes["correlationid"],
    }
    tenant = {"ce_tenant": attributes["tenant"]}
    return [replace(one, headers={**kept, **tenant}, body=json.dumps(whole).encode())]


def late(one):
    time.sleep(0.1)
    return [one]


def some_twice(one):
    return [one, one] if int(one.headers["ce_id"][0], 16) % 2 else [one]


def among_others(one):
    """What others do at the same time: their orders, their correlation ids."""
    other = {**one.headers, "ce_id": str(uuid4()), "ce_correlationid": str(uuid4())}
    data = json.loads(one.body) if one.body else {}
    known = isinstance(data, dict) and "order_id" in data and one.channel == "orders.events"
    foreign = replace(one, headers=other, key="other", body=json.dumps({**data, "order_id": str(uuid4())}).encode())
    return [foreign, one, foreign] if known else [one]


def undocumented_by_others(one):
    other = replace(one, headers={"ce_type": "stock.counted"}, key="s-1", body=b'{"stock": 1}')
    return [other, one] if one.channel == "orders.events" else [one]


VARIANTS = {
    "members in another order": reordered,
    "an extension attribute": headers(ce_sampledrate="3"),
    "a header that nobody documents": headers(**{"x-request-id": "1", "traceparent": "00-0af7-b7ad-01"}),
    "structured instead of binary mode": structured,
    "late, and in time": late,
    "all of it delivered again": lambda one: [one, one],
    "some of it delivered again": some_twice,
    "times in nanoseconds": headers(ce_time="2026-11-21T20:47:05.123456789Z"),
    "times with an offset": headers(ce_time="2026-11-21T20:47:05+02:00"),
    "no time": without("ce_time"),
    "a media type with a charset": headers(**{"content-type": "Application/JSON; charset=utf-8"}),
    "no media type": without("content-type"),
    "others' orders on the same channel": among_others,
    "others' messages that no contract knows": undocumented_by_others,
}
ALL = ("sendOrderCreated", "sendOrderDeleted", "sendOrderPaid", "delivery.planned")


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_told_in_another_way_is_no_finding(settings, monkeypatch, variant):
    monkeypatch.setattr(happened, "bent", lambda message, faults: VARIANTS[variant](message))
    assert found_in(settings, *ALL) == ([], [])


class Wrapping(bus.RedisBus):
    """Dead letters as many libraries write them: in an envelope, without the headers."""

    def publish(self, message):
        if message.channel == "orders.dlq":
            told = {"error": message.headers["x-reason"], "original": message.body.decode("utf-8", "replace")}
            told |= {"id": message.headers.get("ce_id"), "trace": message.headers.get("ce_correlationid")}
            message = replace(message, headers={}, body=json.dumps(told).encode())
        super().publish(message)


class Slow(bus.RedisBus):
    """Takes its time with what it is told."""

    def read(self, channels, handle, going, ready):
        def slowly(*event):
            time.sleep(0.05)
            handle(*event)

        super().read(channels, slowly, going, ready)


@pytest.mark.parametrize("kind", [Wrapping, Slow])
def test_what_is_heard_in_another_way_is_no_finding(settings, monkeypatch, kind):
    monkeypatch.setattr("examples.orders.connection.bus_of", lambda: kind(os.environ["BROKER_URL"]))
    assert found_in(settings, "onPaymentSettled", "onCancelOrder") == ([], [])


@pytest.mark.parametrize("broker", ["embedded:kafka"])
def test_the_same_contracts_hold_over_another_broker(settings, broker):
    """Keys, partitions and groups of Kafka instead of streams."""
    told = replace(settings, broker=BrokerSettings(broker))
    assert found_in(told, *ALL, "sendOrderCancelled", "onPaymentSettled", "onCancelOrder") == ([], [])


def in_exponents(one):
    """A number as some writers of JSON put a large one: it is the same number (RFC 8259, 6)."""
    data = json.loads(one.body)
    if one.headers.get("ce_type") != "order.paid" or data["amount"] < 100_000:
        return [one]
    amount = data.pop("amount")
    return [replace(one, body=f'{json.dumps(data)[:-1]}, "amount": {amount:.17E}}}'.encode())]


def test_a_large_amount_in_exponents_is_the_same_number(settings, monkeypatch):
    monkeypatch.setattr(happened, "bent", lambda message, faults: in_exponents(message))
    found, counts = found_at_random(settings, "sendOrderPaid")
    assert found == []
    assert counts["sendOrderPaid"] > 15


def test_random_requests_and_events_show_nothing_of_a_sound_service(settings):
    found, counts = found_at_random(settings, *CLAIMED)
    assert found == []
    assert all(count > 10 for count in counts.values())


def test_payments_that_change_nothing_by_a_rule_of_the_business_are_no_finding(settings, monkeypatch):
    """Large payments in dollars are looked at by people first."""
    settled = inbound.Inbound._settled

    def reviewed(self, told):
        if told.data["currency"] == "EUR" or told.data["amount"] < 500_000:
            settled(self, told)

    monkeypatch.setattr(inbound.Inbound, "_settled", reviewed)
    assert found_at_random(settings, "onPaymentSettled", "sendOrderPaid")[0] == []


def test_random_events_wait_for_a_consumer_that_is_slow(settings, monkeypatch):
    class Slower(bus.RedisBus):
        def read(self, channels, handle, going, ready):
            def slowly(*event):
                time.sleep(0.7)
                handle(*event)

            super().read(channels, slowly, going, ready)

    monkeypatch.setattr("examples.orders.connection.bus_of", lambda: Slower(os.environ["BROKER_URL"]))
    found, counts = found_at_random(settings, "onPaymentSettled", examples=6)
    assert found == []
    assert counts["onPaymentSettled"] > 1


def test_events_keep_to_the_budget_of_an_item(settings):
    policy = replace(settings.policy, budget=replace(settings.policy.budget, cases=40))
    result = verify(
        ROOT / "contracts",
        app=make_app(),
        settings=replace(settings, policy=policy),
        examples=0,
        only=lambda item: item.interaction is not None and item.interaction.name == "onPaymentSettled",
    )
    published = result.ledger.interactions["orders-events#onPaymentSettled"].messages["PaymentSettled"].published
    assert 20 <= published <= 40
    reasons = {entry.reason for id, entry in result.ledger.entries.items() if "event.rejects" in id}
    assert "the budget of cases was used up: raise policy.budget.cases" in reasons
